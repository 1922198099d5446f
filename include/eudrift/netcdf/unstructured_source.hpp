// SPDX-License-Identifier: BSL-1.0
/// \file
/// Output of SCHISM, of ADCIRC, or after the UGRID conventions, as a forcing source.
#pragma once
#include <eudrift/mesh/fill_gaps.hpp>
#include <eudrift/netcdf/model_mesh.hpp>
#include <eudrift/netcdf/model_values.hpp>
#include <eudrift/netcdf/velocity_choice.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

/// Output of a model on an unstructured mesh; a ForcingSource.  Everything that calls NetCDF runs on the I/O thread,
/// whichever thread calls.
///
/// Files may follow one another in time, hold different fields of the same times, or both.  Every field has one layer:
/// where the files have several levels, that which depth_choice says.  The velocity is u and v, at nodes or elements as
/// the files have it; others by the names that fvcom_source gives them, where they are of the kind (ua, va, ww, zeta,
/// h, temp, salinity, kh), else by the file's.  Faces of more than three corners are cut into triangles, and each has
/// its face's values.
///
/// wet_cells is 0 where the files say that an element is dry: by SCHISM's flags, or where one of its nodes, or its
/// face, has no value (ADCIRC, UGRID).  A velocity there is 0, at a node if all its elements are dry; another field
/// that has no value where it is dry takes the mean of those beside it (fill_gaps()).  A value missing elsewhere is an
/// error.
class unstructured_source {
 public:
  /// Opens files of a format other than FVCOM's and checks meshes, times and variables.  Throws error, naming the file.
  unstructured_source(std::vector<std::string> paths, model_format format, const depth_choice& choice = {})
      : choice_(choice) {
    require(!paths.empty(), "no forcing file is given; name at least one NetCDF file");
    io_thread::instance().run([&] { open_all(paths, format); });
  }

  const mesh_data& mesh() const { return joined_.mesh; }              ///< see ForcingSource
  const std::vector<time_ms>& times() const { return slices_.time; }  ///< see ForcingSource
  bool calendar() const { return slices_.calendar; }                  ///< see ForcingSource
  const std::vector<field_info>& fields() const { return infos_; }    ///< see ForcingSource
  /// Sentences for the user on what was decided about the files, e.g. that only a depth average is there.
  const std::vector<std::string>& warnings() const { return warnings_; }

  /// See ForcingSource.  Throws error, naming file, variable, time and item, for a value that is missing where there is
  /// water, or absurd, and where the file cannot be read.
  void read(std::string_view name, index_t slice, index_t layer, index_t first, std::span<double> to) {
    const location where =
        detail::place_of_items(infos_, name, joined_.mesh.nodes(), joined_.mesh.elements(), first, to.size());
    const held_field* field = find(name);
    const index_t slices = static_cast<index_t>(times().size());
    require((field && field->info.steady) || (slice >= 0 && slice < slices),
            "slice " + std::to_string(slice) + " of " + std::string(name) + " was asked for; there are " +
                std::to_string(slices));
    require(layer == 0,
            "layer " + std::to_string(layer) + " of " + std::string(name) + " was asked for; it has one, 0");
    if (to.empty()) return;
    io_thread::instance().run([&] {
      const std::size_t k = static_cast<std::size_t>(slice);
      std::vector<double> all;
      if (field) {
        all = values_of(*field, k, where);
      } else {
        const std::vector<bool>& dry = dry_elements(k);
        for (const bool d : dry) all.push_back(d ? 0 : 1);
      }
      std::copy_n(all.begin() + static_cast<std::ptrdiff_t>(first), to.size(), to.begin());
    });
  }

 private:
  struct held_field {
    field_info info;
    std::string from;  ///< name in the files' layouts
    std::vector<time_sequence::place> places;
  };
  using way = depth_choice::way;

  void open_all(const std::vector<std::string>& paths, model_format format) {
    files_ = inspect_model_files(paths, format);
    std::vector<std::string> sorted;
    for (const model_file& f : files_) sorted.push_back(f.path);
    open_ = open_files(std::move(sorted));
    joined_ = read_model_mesh(files_, open_);
    velocity_ = choose_velocity(files_, choice_);
    if (!velocity_.warning.empty()) warnings_.push_back(velocity_.warning);
    slices_ = join_times_of(files_, velocity_.eastward);
    warnings_.insert(warnings_.end(), slices_.warnings.begin(), slices_.warnings.end());
    hold_fields();
    if (const held_field* h = find("h"); h && h->info.where == location::node)
      joined_.mesh.depth = values_of(*h, 0, location::node);
  }

  void hold_fields() {
    const model_layout& layout = files_[slices_.places[0].file].layout;
    surface_last_ = layout.surface_last;
    std::string missing;
    if (!layout.heights.empty() && sample_of(files_, layout.heights))
      heights_ = {{}, layout.heights, places_of_field(files_, slices_, layout.heights, missing)};
    hold("u", velocity_.eastward, true);
    hold("v", velocity_.northward, true);
    dry_ = layout.dry;
    const std::string by = sample_of(files_, layout.dry_by) ? layout.dry_by : "u";
    if (dry_ == dryness::face_flags && !sample_of(files_, layout.dry_by)) dry_ = dryness::never;
    if (dry_ != dryness::never) {
      flags_ = {{}, by == "u" ? velocity_.eastward : by, {}};
      const model_variable& flag = *sample_of(files_, flags_.from);
      require(by == "u" || (flag.levels() == 0 && (dry_ == dryness::missing || flag.where == location::element)),
              files_[0].path + ": " + detail::describe(flag.variable) + ", which tells what is dry, has unexpected " +
                  "dimensions; expected one value for each time and " +
                  (dry_ == dryness::missing ? "node" : "face"));
      flags_.places = places_of_field(files_, slices_, flags_.from, missing);
      require(!flags_.places.empty(), files_[0].path + ": " + missing + "; name the files that have it too");
      infos_.push_back({"wet_cells", location::element, 1, "1"});
    }
    for (const model_file& f : files_)
      for (const model_variable& v : f.layout.fields)
        if (v.field != layout.heights && !(dry_ == dryness::face_flags && v.field == layout.dry_by))
          hold(v.field, v.field, false);
    for (const held_field& f : fields_) infos_.push_back(f.info);
  }

  void hold(const std::string& name, const std::string& from, bool needed) {
    if (find(name) || name == "wet_cells") return;
    const model_variable& v = *sample_of(files_, from);
    held_field to{{name, v.where, 1, v.variable.unit, !v.timed()}, from, {}};
    std::string missing;
    const model_variable* z = heights_.places.empty() ? nullptr : sample_of(files_, heights_.from);
    if (v.level >= 0 && choice_.how != way::layer && (!z || z->levels() != v.levels() || z->where != v.where))
      missing = "there are no heights of its levels at all times, which " + v.variable.name +
                " at a depth or averaged over depth needs; choose a layer";
    if (missing.empty()) to.places = places_of_field(files_, slices_, from, missing);
    if (!missing.empty()) {
      require(!needed, files_[0].path + ": " + missing);
      warnings_.push_back(files_[0].path + ": " + missing + "; " + detail::printable(name) + " is not used");
      return;
    }
    fields_.push_back(std::move(to));
  }
  const held_field* find(std::string_view name) const {
    for (const held_field& f : fields_)
      if (f.info.name == name) return &f;
    return nullptr;
  }

  model_slice slice_of(const held_field& field, std::size_t slice) {
    const time_sequence::place& at = field.places[field.places.size() == 1 ? 0 : slice];
    return {&open_[at.file], files_[at.file].find(field.from), at.slice};
  }
  /// Values at the places of the file: nodes or faces; NaN where there are none.
  std::vector<double> raw_values(const held_field& field, std::size_t slice) {
    const model_slice at = slice_of(field, slice);
    std::optional<model_slice> heights;
    if (at.of->level >= 0 && choice_.how != way::layer) heights = slice_of(heights_, slice);
    return read_model_values(at, heights, surface_last_, choice_,
                             at.of->where == location::node ? joined_.mesh.x.size() : joined_.faces);
  }
  /// Values at elements of those at faces.
  std::vector<double> spread(const std::vector<double>& at_faces) const {
    std::vector<double> to(joined_.face.size());
    for (std::size_t e = 0; e < to.size(); ++e) to[e] = at_faces[static_cast<std::size_t>(joined_.face[e])];
    return to;
  }

  const std::vector<bool>& dry_elements(std::size_t slice) {
    if (slice == dry_slice_) return dry_now_;
    dry_now_.assign(joined_.face.size(), false);
    if (dry_ != dryness::never) {
      std::vector<double> by = raw_values(flags_, slice);
      const bool nodes = by.size() == joined_.mesh.x.size() && slice_of(flags_, slice).of->where == location::node;
      if (!nodes) by = spread(by);
      for (std::size_t e = 0; e < dry_now_.size(); ++e) {
        const auto lost = [&](std::size_t k) {
          return std::isnan(by[static_cast<std::size_t>(joined_.mesh.corner[3 * e + k])]);
        };
        dry_now_[e] = dry_ == dryness::face_flags ? by[e] == 1
                      : nodes                     ? lost(0) || lost(1) || lost(2)
                                                  : std::isnan(by[e]);
      }
    }
    dry_slice_ = slice;
    return dry_now_;
  }
  /// Whether an item lies in no wet element.
  bool is_dry(const std::vector<bool>& dry, location where, std::size_t i) const {
    if (where == location::element) return dry[i];
    const auto begin = joined_.mesh.fan.begin() + joined_.mesh.fan_begin[i],
               end = joined_.mesh.fan.begin() + joined_.mesh.fan_begin[i + 1];
    return std::all_of(begin, end, [&](std::int32_t e) { return dry[static_cast<std::size_t>(e)]; });
  }

  std::vector<double> values_of(const held_field& field, std::size_t slice, location where) {
    std::vector<double> to = raw_values(field, slice);
    if (where == location::element) to = spread(to);
    const std::string& name = field.info.name;
    const bool velocity = name == "u" || name == "v" || name == "ww" || name == "ua" || name == "va";
    const std::vector<bool>& dry = field.info.steady ? none_dry() : dry_elements(slice);
    std::vector<std::size_t> gaps;
    const auto fail = [&](std::size_t i, const std::string& what) {
      const model_slice at = slice_of(field, slice);
      const std::size_t item = where == location::node ? i : static_cast<std::size_t>(joined_.face[i]);
      throw error(at.file->path() + ": " + detail::printable(at.of->variable.name) +
                  (field.info.steady ? "" : " at " + format_time(times()[slice], calendar())) +
                  (where == location::node ? ", node " : ", face ") + std::to_string(item + 1) + what);
    };
    for (std::size_t i = 0; i < to.size(); ++i) {
      const bool lost = std::isnan(to[i]), stale = velocity && dry_ == dryness::face_flags;
      if ((lost || stale) && (is_dry(dry, where, i) || (lost && dry_ == dryness::missing && !field.info.steady))) {
        if (velocity)
          to[i] = 0;
        else
          gaps.push_back(i);
      } else if (lost) {
        fail(i, " is missing, although it is not said to be dry");
      }
      if (!lost && !(std::abs(to[i]) <= (velocity ? 100 : 1e10)))
        fail(i, " is " + std::to_string(to[i]) + ", which cannot be; check units, scale_factor and _FillValue");
    }
    if (const auto left = fill_gaps(joined_.mesh, where == location::node, to, gaps); !left.empty())
      fail(
          left[0],
          " is missing, and so are all that are connected with it; values are expected at some, also where all is dry");
    return to;
  }
  const std::vector<bool>& none_dry() {
    all_wet_.assign(joined_.face.size(), false);
    return all_wet_;
  }

  depth_choice choice_;
  std::vector<model_file> files_;  ///< in the order of their first times
  open_files open_;
  model_mesh joined_;
  velocity_fields velocity_;
  bool surface_last_ = true;
  time_sequence slices_;
  held_field heights_, flags_;
  dryness dry_ = dryness::never;
  std::vector<held_field> fields_;
  std::vector<field_info> infos_;
  std::vector<std::string> warnings_;
  std::size_t dry_slice_ = static_cast<std::size_t>(-1);  ///< of dry_now_
  std::vector<bool> dry_now_, all_wet_;
};

}  // namespace eudrift::inline EUDRIFT_ABI
