// SPDX-License-Identifier: BSL-1.0
#include "convert.hpp"
#include "ocean.hpp"

#include <eudrift/netcdf/track_reader.hpp>
#include <eudrift/output/csv_writer.hpp>
#include <eudrift/output/geojson_writer.hpp>
#include <eudrift/output/page_writer.hpp>
#include <eudrift/output/vtk_writer.hpp>

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>

namespace tracks_to {

namespace {

struct known_format {
  const char *name, *ending;
};
constexpr std::array<known_format, 4> formats{
    {{"csv", ".csv"}, {"geojson", ".geojson"}, {"html", ".html"}, {"vtk", ".pvd"}}};

/// Completes format and output from one another.
void settle(request& what) {
  const auto by_ending = [&](const known_format& f) { return what.output.ends_with(f.ending); };
  if (what.format.empty()) {
    const auto found = std::find_if(formats.begin(), formats.end(), by_ending);
    eudrift::require(found != formats.end(),
                     "--output " + what.output +
                         ": its ending is none of .csv, .geojson, .html and .pvd; name the format by --format");
    what.format = found->name;
  }
  const auto f =
      std::find_if(formats.begin(), formats.end(), [&](const known_format& k) { return what.format == k.name; });
  eudrift::require(f != formats.end(),
                   "--format " + what.format + ": is not known; expected csv, geojson, html or vtk");
  if (!by_ending(*f) && !what.output.starts_with("/dev/")) what.output += f->ending;
  eudrift::require(what.fields.empty() || (what.format == "vtk" && !what.forcing.empty()),
                   "--field: fields are written with the mesh and for vtk alone; name the forcing by --mesh");
}

template <class Writer>
void write_all(eudrift::track_reader& tracks, Writer& to) {
  for (std::size_t k = 0; k < tracks.outputs(); ++k) to.write(tracks.read(k));
}

/// No input is ever overwritten.
void check_no_input(const request& what) {
  std::vector<std::string> inputs = what.forcing;
  inputs.push_back(what.tracks);
  for (const std::string& input : inputs) {
    std::error_code none;
    eudrift::require(!std::filesystem::equivalent(input, what.output, none),
                     "--output " + what.output + ": is an input of this command; name another file");
  }
}

/// The mesh with its fields, at those times of the forcing that lie within the run or are next to it.
std::string write_mesh(const request& what, ocean& sea, const eudrift::track_layout& layout, eudrift::time_ms first,
                       eudrift::time_ms last) {
  const std::string path = what.output.substr(0, what.output.size() - 4) + "_mesh.pvd";
  eudrift::vtk_mesh_writer to(path, sea.mesh(), !layout.metres, layout.calendar, first);
  const auto [low, high] = std::minmax(first, last);
  const auto times = sea.times();
  for (std::size_t s = 0; s < times.size(); ++s) {
    const bool before = s + 1 < times.size() && times[s + 1] <= low, after = s > 0 && times[s - 1] >= high;
    if (before || after) continue;
    const std::vector<field> fields = sea.at(static_cast<eudrift::index_t>(s), what.fields);
    std::vector<eudrift::mesh_field> views;
    for (const field& f : fields) views.push_back({f.name, f.where, f.values, f.components});
    to.write(times[s], views);
  }
  return path;
}

}  // namespace

std::string convert(request what) {
  settle(what);
  check_no_input(what);
  eudrift::track_reader tracks(what.tracks);
  const eudrift::track_layout& layout = tracks.layout();
  eudrift::require(tracks.outputs() > 0, what.tracks + ": holds no output yet; let the run write one");
  std::optional<ocean> sea;
  if (!what.forcing.empty() && (what.format == "vtk" || what.format == "html")) {
    sea.emplace(what.forcing);
    eudrift::require(sea->calendar() == layout.calendar,
                     what.tracks + ": its times are " + (layout.calendar ? "" : "not ") + "dates, where those of " +
                         what.forcing[0] + " are" + (layout.calendar ? " not" : "") +
                         "; give the forcing that the tracks were made with");
  }

  std::string also;
  if (what.format == "csv") {
    eudrift::csv_writer to(what.output, layout);
    write_all(tracks, to);
    to.close();
  } else if (what.format == "geojson") {
    eudrift::geojson_writer to(what.output, layout);
    write_all(tracks, to);
    to.close();
  } else if (what.format == "html") {
    eudrift::page_writer to(what.output, layout, sea ? &sea->mesh() : nullptr);
    write_all(tracks, to);
    to.close();
  } else {
    eudrift::vtk_writer to(what.output, layout);
    write_all(tracks, to);
    const eudrift::time_ms first = tracks.read(0).time, last = tracks.read(tracks.outputs() - 1).time;
    if (sea) also = " and " + write_mesh(what, *sea, layout, first, last);
  }
  return what.output + also + ": " + std::to_string(tracks.particles()) + " particles, " +
         std::to_string(tracks.outputs()) + " outputs";
}

}  // namespace tracks_to
