// SPDX-License-Identifier: BSL-1.0
#include "continuation.hpp"

#include "number.hpp"
#include "shores.hpp"
#include "step_choice.hpp"

#include <eudrift/core/error.hpp>
#include <eudrift/exec/collect_by_id.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <unordered_map>

namespace happiest_particle {

namespace {

using eudrift::error;
using eudrift::require;

/// The last step of splitmix64: each bit of the result depends on all of `x`.
std::uint64_t mixed(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

std::string words(const eudrift::attribute_value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* v = std::get_if<double>(&value)) return ten_digits(*v);
  if (const auto* v = std::get_if<std::int64_t>(&value)) return std::to_string(*v);
  return std::to_string(std::get<std::uint64_t>(value));
}

/// An attribute of the file, of the type of `like`; nothing where it is not there.
std::optional<eudrift::attribute_value> attribute(const eudrift::netcdf_file& file, const std::string& name, const eudrift::attribute_value& like) {
  nc_type type = NC_NAT;
  std::size_t length = 0;
  if (nc_inq_att(file.id(), NC_GLOBAL, name.c_str(), &type, &length) != NC_NOERR) return {};
  if (std::holds_alternative<std::string>(like)) return eudrift::text_attribute(file, NC_GLOBAL, name.c_str());
  if (type == NC_CHAR || length != 1) return {};
  double real = 0;
  long long whole = 0;
  unsigned long long natural = 0;
  if (std::holds_alternative<double>(like)) return nc_get_att_double(file.id(), NC_GLOBAL, name.c_str(), &real) == NC_NOERR ? std::optional<eudrift::attribute_value>(real) : std::nullopt;
  if (std::holds_alternative<std::int64_t>(like)) return nc_get_att_longlong(file.id(), NC_GLOBAL, name.c_str(), &whole) == NC_NOERR ? std::optional<eudrift::attribute_value>(std::int64_t{whole}) : std::nullopt;
  return nc_get_att_ulonglong(file.id(), NC_GLOBAL, name.c_str(), &natural) == NC_NOERR ? std::optional<eudrift::attribute_value>(std::uint64_t{natural}) : std::nullopt;
}

void check_marks(const eudrift::netcdf_file& file, const named_values& marks) {
  const bool walks = std::any_of(marks.begin(), marks.end(), [](const auto& m) {
    return ((m.first == "mixing" || m.first == "walk") && std::get<std::string>(m.second) != "none");
  });
  for (const auto& [name, value] : marks) {
    const auto had = attribute(file, name, value);
    require(had.has_value(), file.path() + ": holds nothing to go on from: it has no attribute " + name);
    if (*had == value || (name == "seed" && !walks)) continue;
    require(name != "mesh_fingerprint", file.path() + ": its run was on another mesh than that of the forcing; give forcing files of the same run");
    throw error(file.path() + ": its run had " + name + " " + words(*had) + " and this one has " + words(value) + "; to go on with it give the same " + option_of(name));
  }
}

/// The attributes of what was told up to the given output, where the bar was the same.
named_values told_before(const eudrift::netcdf_file& file, std::size_t outputs, const options& o) {
  const std::string none;
  named_values all;
  const auto take = [&](const char* bar, double value, const char* after, std::initializer_list<std::pair<const char*, eudrift::attribute_value>> names) {
    const auto when = attribute(file, after, std::int64_t{0});
    if (attribute(file, bar, 0.0) != eudrift::attribute_value(value) || !when || std::get<std::int64_t>(*when) >= static_cast<std::int64_t>(outputs)) return;
    for (const auto& [name, like] : names)
      if (const auto had = attribute(file, name, like)) all.emplace_back(name, *had);
    all.emplace_back(after, std::int64_t{0});
  };
  take("alert", o.alert, "alert_after_outputs", {{"alert_time", none}, {"alert_id", std::int64_t{0}}, {"alert_place", none}, {"alert_value", 0.0}});
  take("ecstatic", o.ecstatic, "ecstatic_after_outputs", {{"ecstatic_time", none}});
  return all;
}

}  // namespace

std::uint64_t chain(std::uint64_t before, std::uint64_t next) {
  return mixed(before + 0x9e3779b97f4a7c15u + mixed(next));
}

std::string option_of(const std::string& mark) {
  if (mark == "mesh_fingerprint") return "forcing files";
  if (mark == "preference") return "--prefer";
  if (mark == "coast") return "--coast, --open and --waterline";
  if (mark == "vertical_velocity") return "--vertical-velocity";
  if (mark == "scheme") return "--scheme, --tolerance and --stop-at-edges";
  if (mark == "interpolation") return "--interpolation, --vertical-interpolation, --no-normal-flow and --roughness";
  if (mark == "mixing") return "--vertical-dispersal, --vertical-walk and --mixing-step";
  if (mark == "walk") return "--dispersal, --walk and --walk-step";
  return mark == "depth" ? "--three-d, --layer, --depth or --depth-average" : "--" + mark;
}

std::uint64_t fingerprint(const eudrift::mesh_data& mesh) {
  const auto bits = [](double v) { return std::bit_cast<std::uint64_t>(v); };
  std::uint64_t sum = chain(chain(mesh.frame.spherical, bits(mesh.frame.origin_x)), bits(mesh.frame.origin_y));
  // Sums, so that the order does not matter.
  for (std::size_t n = 0; n < mesh.x.size(); ++n)
    sum += chain(chain(static_cast<std::uint64_t>(mesh.node_number[n]), bits(mesh.x[n])), bits(mesh.y[n]));
  for (std::size_t e = 0; e < mesh.element_number.size(); ++e) {
    std::uint64_t corners = 0;
    for (std::size_t k = 0; k < 3; ++k)
      corners += mixed(static_cast<std::uint64_t>(mesh.node_number[static_cast<std::size_t>(mesh.corner[3 * e + k])]) + 1);
    sum += chain(~static_cast<std::uint64_t>(mesh.element_number[e]), corners);
  }
  return sum;
}

named_values marks_of(const options& o, const preference& likes, const eudrift::mesh_data& mesh) {
  using way = eudrift::depth_choice::way;
  const std::string depth = o.dimensions == 3             ? "three dimensions"
                            : o.depth.how == way::average ? "average over depth"
                            : o.depth.how == way::depth ? ten_digits(o.depth.depth) + " m below the surface"
                                                        : "layer " + std::to_string(o.depth.layer);
  named_values marks{{"mesh_fingerprint", fingerprint(mesh)}, {"scheme", text_of_steps(o)}, {"interpolation", text_of_interpolation(o)}, {"dt", o.dt}, {"depth", depth},
                     {"dispersal", o.spreading.constant}, {"walk", text_of(o.spreading)}, {"seed", o.seed}, {"preference", likes.text}, {"coast", mark_of_coast(o, mesh)}};
  if (o.dimensions == 3) marks.insert(marks.end(), {{"vertical_velocity", o.vertical_velocity}, {"mixing", text_of(o.mixing)}});
  return marks;
}

std::vector<std::int32_t> elements_by_number(const eudrift::mesh_data& mesh) {
  std::vector<std::int32_t> element(mesh.element_number.size());
  for (std::size_t e = 0; e < element.size(); ++e)
    element[static_cast<std::size_t>(mesh.element_number[e])] = static_cast<std::int32_t>(e);
  return element;
}

void check_tracks(const std::string& path, const named_values& marks) {
  eudrift::io_thread::instance().run([&] { check_marks(eudrift::netcdf_file::open(path), marks); });
}

std::vector<eudrift::output_variable> luggage::description(bool calendar, int dimensions) {
  const std::string unit = calendar ? "seconds since 1970-01-01 00:00:00" : "seconds since 0001-01-01 00:00:00";
  std::vector<eudrift::output_variable> all{{"frame_x", "m", "x in the frame of the computation", ""},
                                            {"frame_y", "m", "y in the frame of the computation", ""},
                                            {"element", "1", "mesh element, counted from 1 as in the forcing", ""},
                                            {"steps", "1", "steps made since the release", ""},
                                            {"release_time", unit, "time of release", ""},
                                            {"end_time", unit, "time at which the particle left, was stranded or became unresolved", ""}};
  if (dimensions == 3) all.push_back({"sigma", "1", "sigma, or above 0 metres below the surface at release", ""});
  return all;
}

continuation::continuation(const eudrift::mesh_data& mesh, bool calendar, const options& o, const preference& likes)
    : end_(eudrift::io_thread::instance().run([&] {
        std::vector<std::string> names;
        for (const auto& v : luggage::description(calendar, o.dimensions)) names.push_back(v.name);
        return eudrift::trajectory_end(eudrift::netcdf_file::open(o.earlier), names, {"happiness"});
      })),
      element_of_(elements_by_number(mesh)) {
  eudrift::io_thread::instance().run([&] {
    check_marks(end_.file(), marks_of(o, likes, mesh));
    told_ = told_before(end_.file(), end_.outputs(), o);
  });
  require(end_.calendar() == calendar, o.earlier + ": its times are dates where those of the forcing are not, or the reverse");
}

bool continuation::next(drifters_batch& batch) {
  const std::size_t n = std::min(end_.particles() - given_, static_cast<std::size_t>(eudrift::collect_block));
  batch = {};
  if (n == 0) return false;
  const auto from = eudrift::io_thread::instance().run([&] { return end_.read(given_, n); });
  given_ += n;
  batch.resize(static_cast<index_t>(n));
  for (std::size_t i = 0; i < n; ++i) {
    const std::int64_t id = from.ids[i];
    const double x = from.state[luggage::frame_x][i], y = from.state[luggage::frame_y][i], steps = from.state[luggage::steps][i],
                 element = from.state[luggage::element][i], release = from.state[luggage::release_time][i],
                 end = from.state[luggage::end_time][i], at = from.state.size() > luggage::sigma ? from.state[luggage::sigma][i] : 0;
    const bool ended = from.status[i] >= 0 && eudrift::has_ended(static_cast<eudrift::status>(from.status[i]));
    const bool sound = last_id_ < id && std::isfinite(x) && std::isfinite(y) && element >= 1 &&
                       element <= static_cast<double>(element_of_.size()) && steps >= 0 && steps <= 4294967295.0 && std::abs(release) < 1e15 &&
                       from.status[i] >= 0 && eudrift::is_lasting(static_cast<eudrift::status>(from.status[i])) && at >= -1 && at < 1e6 && std::isfinite(end) == ended;
    require(sound, end_.file().path() + ": the state of particle " + std::to_string(id) + " is damaged");
    last_id_ = id;
    const auto state = static_cast<eudrift::status>(from.status[i]);
    batch.component<eudrift::particle_id>()[i] = id;
    batch.component<eudrift::position>(0)[i] = x;
    batch.component<eudrift::position>(1)[i] = y;
    batch.component<eudrift::host_element>()[i] = element_of_[static_cast<std::size_t>(element) - 1];
    batch.component<eudrift::state>()[i] = state;
    batch.component<released>()[i] = std::llround(release * 1000);
    batch.component<sigma>()[i] = at;
    if (ended) batch.component<eudrift::leaving_delay>()[i] = end;
    if (state == eudrift::status::waiting) continue;
    batch.component<eudrift::steps_made>()[i] = static_cast<std::uint32_t>(steps);
    batch.component<happiness>()[i] = from.values[0][i];
  }
  return true;
}

}  // namespace happiest_particle
