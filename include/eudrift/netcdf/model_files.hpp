// SPDX-License-Identifier: BSL-1.0
/// \file
/// The files of one forcing: which of them has a field at which time.
#pragma once
#include <eudrift/netcdf/adcirc_layout.hpp>
#include <eudrift/netcdf/model_format.hpp>
#include <eudrift/netcdf/schism_layout.hpp>
#include <eudrift/netcdf/time_sequence.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

/// A file of a model on an unstructured mesh.
struct model_file {
  std::string path;
  std::uint64_t size = 0;  ///< [bytes]
  model_layout layout;
  fvcom_times times;

  const model_variable* find(std::string_view field) const {
    for (const model_variable& f : layout.fields)
      if (f.field == field) return &f;
    return nullptr;
  }
};

/// What a file of a format other than FVCOM's holds; on the I/O thread.
inline model_layout read_model_layout(const netcdf_file& file, model_format format) {
  switch (format) {
    case model_format::schism_combined:
    case model_format::schism_split:
      return read_schism_layout(file);
    case model_format::adcirc:
      return read_adcirc_layout(file);
    case model_format::ugrid:
      return read_ugrid_layout(file);
    case model_format::fvcom:
      break;
  }
  throw error(file.path() + ": FVCOM's files are read by fvcom_source");
}

/// Inspects files, on the I/O thread, and returns them in the order of their first times.  They may follow one another,
/// or hold different fields of the same times.  Throws error, naming the file.
inline std::vector<model_file> inspect_model_files(const std::vector<std::string>& paths, model_format format) {
  std::vector<model_file> files;
  for (const std::string& path : paths) {
    model_file to;
    to.path = path;
    to.size = check_file_is_whole(path);
    const netcdf_file file = netcdf_file::open(path);
    to.layout = read_model_layout(file, format);
    require(!to.layout.time.empty(),
            path + ": there is no variable of times; expected time, with units such as \"seconds since 2017-01-01\"");
    to.times = read_named_times(file, to.size, to.layout.time);
    for (const model_variable& f : to.layout.fields)
      check_plausible(file, to.size, f.variable, detail::number_of_values(f.variable));
    files.push_back(std::move(to));
  }
  std::stable_sort(files.begin(), files.end(), [](const model_file& a, const model_file& b) {
    return a.times.time.front() < b.times.time.front();
  });
  return files;
}

/// A field as the first file that has it holds it, or null.
inline const model_variable* sample_of(const std::vector<model_file>& files, std::string_view field) {
  for (const model_file& f : files)
    if (const model_variable* v = f.find(field)) return v;
  return nullptr;
}

/// The slices of the files that have a field, as one sequence; places are in `files`.
inline time_sequence join_times_of(const std::vector<model_file>& files, std::string_view field) {
  std::vector<file_times> with;
  std::vector<std::size_t> index;
  for (std::size_t f = 0; f < files.size(); ++f)
    if (files[f].find(field)) {
      with.push_back({files[f].path, files[f].times});
      index.push_back(f);
    }
  time_sequence sequence = join_times(with);
  for (time_sequence::place& p : sequence.places) p.file = index[p.file];
  return sequence;
}

/// Where a field lies at each slice of a sequence: in a file that has the same time, as many levels, at the same
/// places. For a steady field, one place.  Empty, with a sentence in `missing`, where a slice has none.
inline std::vector<time_sequence::place> places_of_field(const std::vector<model_file>& files,
                                                         const time_sequence& sequence, std::string_view field,
                                                         std::string& missing) {
  const model_variable* first = nullptr;
  std::map<time_ms, time_sequence::place> at;
  for (std::size_t f = 0; f < files.size(); ++f) {
    const model_variable* here = files[f].find(field);
    if (!here) continue;
    if (!first) first = here;
    if (!first->timed()) return {{f, 0}};
    if (here->where != first->where || here->timed() != first->timed() || here->levels() != first->levels()) continue;
    for (std::size_t k = 0; k < files[f].times.time.size(); ++k)
      at.try_emplace(files[f].times.time[k], time_sequence::place{f, k});
  }
  std::vector<time_sequence::place> places;
  for (std::size_t k = 0; k < sequence.places.size(); ++k) {
    const time_sequence::place& p = sequence.places[k];
    const auto found = at.find(files[p.file].times.time[p.slice]);
    if (found == at.end()) {
      missing = "there is no " + std::string(field) + " at " + format_time(sequence.time[k], sequence.calendar) +
                ", where " + files[p.file].path + " has velocities";
      return {};
    }
    places.push_back(found->second);
  }
  return places;
}

}  // namespace eudrift::inline EUDRIFT_ABI
