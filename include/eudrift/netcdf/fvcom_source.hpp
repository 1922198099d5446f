// SPDX-License-Identifier: BSL-1.0
/// \file
/// FVCOM's NetCDF output, one file or a sequence, as a forcing source.
#pragma once
#include <eudrift/forcing/time.hpp>
#include <eudrift/mesh/fill_gaps.hpp>
#include <eudrift/netcdf/fvcom_fields.hpp>
#include <eudrift/netcdf/fvcom_mesh.hpp>
#include <eudrift/netcdf/fvcom_values.hpp>
#include <eudrift/netcdf/open_files.hpp>
#include <eudrift/netcdf/time_sequence.hpp>

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

/// FVCOM output; a ForcingSource.  Everything that calls NetCDF runs on the I/O thread, whichever
/// thread calls.  At most eight files are open at a time, and no slice is kept.
///
/// Files are taken in the order of their times.  Where the first time of a file repeats the last one
/// of the file before, as restarts do, the earlier file's slice is kept.  Fields that not every file
/// has, or has with the same layers, are left out with a warning.  Times known as float32 only are
/// settled for the whole sequence (settle_times()), with a warning, or refused where they cannot be.
///
/// A value that is missing (fill value or NaN) where wet_cells or wet_nodes say that the place is dry
/// becomes 0 for a velocity and the mean of the values beside it for other fields (fill_gaps()); a
/// field missing in a whole piece of the mesh is an error, and so is any value missing elsewhere.
class fvcom_source {
 public:
  /// Opens the files and checks their meshes, times and variables.  Throws error, naming the file.
  explicit fvcom_source(std::vector<std::string> paths) {
    require(!paths.empty(), "no forcing file is given; name at least one NetCDF file");
    io_thread::instance().run([&] { open_all(paths); });
  }

  const mesh_data& mesh() const { return mesh_; }                       ///< see ForcingSource
  const std::vector<time_ms>& times() const { return slices_.time; }   ///< see ForcingSource
  bool calendar() const { return slices_.calendar; }                    ///< see ForcingSource
  const std::vector<field_info>& fields() const { return fields_; }    ///< see ForcingSource
  /// Sentences for the user on what was decided about the files, e.g. that times were rounded.
  const std::vector<std::string>& warnings() const { return warnings_; }

  /// See ForcingSource.  Throws error, naming file, variable, time and item, for a value that is
  /// missing where there is water, not finite or absurd, and where the file cannot be read.
  void read(std::string_view name, index_t slice, index_t layer, index_t first, std::span<double> to) {
    const auto info = std::find_if(fields_.begin(), fields_.end(),
                                   [&](const field_info& f) { return f.name == name; });
    require(info != fields_.end(), files_[0].path + ": there is no field " + std::string(name));
    const index_t items = info->where == location::node ? mesh_.nodes() : mesh_.elements();
    const index_t slices = static_cast<index_t>(times().size());
    require((info->steady || (slice >= 0 && slice < slices)) && layer >= 0 && layer < info->layers &&
                first >= 0 && first <= items && static_cast<index_t>(to.size()) <= items - first,
            files_[0].path + ": " + info->name + " of slice " + std::to_string(slice) + ", layer " +
                std::to_string(layer) + ", items " + std::to_string(first) + " and following " +
                std::to_string(to.size()) + " was asked for; it has " + std::to_string(slices) +
                " slices, " + std::to_string(info->layers) + " layers and " + std::to_string(items) +
                " items");
    if (to.empty()) return;
    const time_sequence::place at = info->steady ? time_sequence::place{0, 0} : slices_.places[static_cast<std::size_t>(slice)];
    const std::string when = info->steady ? "" : format_time(times()[static_cast<std::size_t>(slice)], calendar());
    io_thread::instance().run([&] {
      const fvcom_slab slab{at.slice, static_cast<std::size_t>(layer), static_cast<std::size_t>(first), when};
      if (!read_part(at.file, *info, slab, to).empty()) read_with_gaps(at.file, *info, slab, items, to);
    });
  }

 private:
  struct file_entry {
    std::string path;
    std::uint64_t size = 0;
    fvcom_dimensions dimensions;
    fvcom_times times;
    std::vector<fvcom_field> fields;
  };

  void open_all(const std::vector<std::string>& paths) {
    for (const std::string& path : paths) {
      file_entry entry;
      entry.path = path;
      entry.size = check_file_is_whole(path);
      entry.times = read_fvcom_times(netcdf_file::open(path), entry.size);
      if (!entry.times.warning.empty()) warnings_.push_back(entry.times.warning);
      files_.push_back(std::move(entry));
    }
    join_times();

    fvcom_grid grid;
    bool spherical = false;
    for (std::size_t f = 0; f < files_.size(); ++f) {
      file_entry& entry = files_[f];
      const netcdf_file& file = open_[f];
      fvcom_grid found = read_fvcom_grid(file, entry.size);
      entry.dimensions = {entry.times.dimension, found.node, found.element};
      const auto& d = entry.dimensions;
      require(d.time.id != d.node.id && d.time.id != d.element.id,
              entry.path + ": times and the mesh share the dimension " + detail::printable(d.time.name));
      entry.fields = list_fvcom_fields(file, entry.size, d);
      if (f > 0) {
        check_same_grid(grid, files_[0].path, found, entry.path, spherical);
        continue;
      }
      std::string warning;
      spherical = choose_spherical(found, entry.path, warning);
      if (!warning.empty()) warnings_.push_back(warning);
      mesh_ = make_fvcom_mesh(found, spherical, entry.path);
      grid = std::move(found);
    }
    join_fields();
    check_levels();
    for (const field_info& f : fields_)
      if (f.name == "h") {
        mesh_.depth.resize(mesh_.x.size());
        read(f.name, 0, 0, 0, mesh_.depth);
      }
  }

  void join_times() {
    std::stable_sort(files_.begin(), files_.end(), [](const file_entry& a, const file_entry& b) {
      return a.times.time.front() < b.times.time.front();
    });
    std::vector<file_times> sequence;
    std::vector<std::string> paths;
    for (const file_entry& f : files_) {
      sequence.push_back({f.path, f.times});
      paths.push_back(f.path);
    }
    slices_ = eudrift::join_times(sequence);
    warnings_.insert(warnings_.end(), slices_.warnings.begin(), slices_.warnings.end());
    open_ = open_files(std::move(paths));
  }

  /// See read_fvcom_values().
  std::vector<std::size_t> read_part(std::size_t f, const field_info& info, const fvcom_slab& slab, std::span<double> to) {
    return read_fvcom_values(open_[f], *find(f, info.name), find(f, info.where == location::node ? "wet_nodes" : "wet_cells"),
                             slab, to);
  }
  /// Reads the whole layer, since what fills a gap may lie outside the part asked for.
  void read_with_gaps(std::size_t f, const field_info& info, const fvcom_slab& slab, index_t items, std::span<double> to) {
    fvcom_slab whole = slab;
    whole.first = 0;
    std::vector<double> values(static_cast<std::size_t>(items));
    const auto gaps = read_part(f, info, whole, values);
    const auto left = fill_gaps(mesh_, info.where == location::node, values, gaps);
    require(left.empty(), left.empty() ? "" : detail::name_value(open_[f], *find(f, info.name), whole, left[0]) +
                                                  " is missing, and so are all that are connected with it; values "
                                                  "are expected at some, also where all is dry");
    std::copy_n(values.begin() + static_cast<std::ptrdiff_t>(slab.first), to.size(), to.begin());
  }

  void join_fields() {
    for (const fvcom_field& field : files_[0].fields) {
      const file_entry* without = nullptr;
      for (const file_entry& file : files_)
        if (!without && std::none_of(file.fields.begin(), file.fields.end(), [&](const fvcom_field& f) {
              return f.info.name == field.info.name && f.info.layers == field.info.layers &&
                     f.info.where == field.info.where && f.info.steady == field.info.steady;
            }))
          without = &file;
      if (!without) {
        fields_.push_back(field.info);
        continue;
      }
      const std::string what = without->path + ": " + detail::printable(field.info.name) +
                               " is not in it as it is in " + files_[0].path;
      require(field.info.name != "u" && field.info.name != "v",
              what + "; the files of a sequence must come from one run");
      warnings_.push_back(what + "; the field is not used");
    }
  }

  /// Sigma falls from layer to layer at every node: the surface comes first.
  void check_levels() {
    for (const char* name : {"siglay", "siglev"}) {
      const auto info = std::find_if(fields_.begin(), fields_.end(),
                                     [&](const field_info& f) { return f.name == name; });
      if (info == fields_.end()) continue;
      std::vector<double> above(mesh_.x.size()), here(mesh_.x.size());
      for (index_t k = 0; k < info->layers; ++k) {
        read(name, 0, k, 0, here);
        for (std::size_t n = 0; n < here.size() && k > 0; ++n)
          require(here[n] <= above[n], files_[0].path + ": " + name + " rises from layer " +
                                           std::to_string(k) + " to " + std::to_string(k + 1) +
                                           " at node " + std::to_string(n + 1) +
                                           "; expected 0 at the surface, which comes first, to -1 at the bed");
        here.swap(above);
      }
    }
  }

  const fvcom_field* find(std::size_t index, std::string_view name) const {
    for (const fvcom_field& f : files_[index].fields)
      if (f.info.name == name) return &f;
    return nullptr;
  }

  std::vector<file_entry> files_;  ///< in the order of their times
  open_files open_;
  mesh_data mesh_;
  time_sequence slices_;
  std::vector<field_info> fields_;
  std::vector<std::string> warnings_;
};

}  // namespace eudrift::inline EUDRIFT_ABI
