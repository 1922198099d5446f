// SPDX-License-Identifier: BSL-1.0
/// \file
/// Dimensions, variables and attributes of a CF-1.11 trajectory file.
#pragma once
#include <eudrift/netcdf/grid_mapping.hpp>
#include <eudrift/netcdf/trajectory_layout.hpp>

#include <array>
#include <cstddef>
#include <initializer_list>
#include <type_traits>

namespace eudrift::inline EUDRIFT_ABI {

/// What stands for a value that is not known, by the type in the file.
template <class T>
constexpr T output_fill() {
  if constexpr (std::is_same_v<T, double>)
    return NC_FILL_DOUBLE;
  else if constexpr (std::is_same_v<T, float>)
    return NC_FILL_FLOAT;
  else
    return NC_FILL_INT;
}

/// NetCDF's numbers of the variables of a trajectory file.
struct trajectory_variables {
  int ids = -1;
  int time = -1;
  int status = -1;
  int end_time = -1;         ///< where the layout has it
  std::vector<int> columns;  ///< x, y, lon, lat as far as written; element; the further variables
};

namespace detail {

/// Defines variables of one file, on the I/O thread.
class trajectory_definer {
 public:
  trajectory_definer(const netcdf_file& file, const trajectory_layout& layout,
                     trajectory_chunk chunk)
      : file_(file), layout_(layout), chunk_(chunk) {}

  trajectory_variables define() {
    // All that is visible is written, so no chunk need be filled before.
    check(nc_set_fill(file_.id(), NC_NOFILL, nullptr), failed());
    check(nc_def_dim(file_.id(), "obs", NC_UNLIMITED, &dimensions_[0]), failed());
    check(nc_def_dim(file_.id(), "trajectory", layout_.particles, &dimensions_[1]), failed());
    put_attribute(file_, NC_GLOBAL, "Conventions", std::string("CF-1.11"));
    put_attribute(file_, NC_GLOBAL, "featureType", std::string("trajectory"));
    for (const auto& [name, value] : layout_.attributes)
      put_attribute(file_, NC_GLOBAL, name, value);

    made_.ids = variable("trajectory", NC_INT64, {&dimensions_[1], 1});
    describe(made_.ids, {{"cf_role", "trajectory_id"}, {"long_name", "particle id"}, {"units", "1"}});
    define_time();
    if (layout_.end_time) define_end_time(layout_.state[*layout_.end_time]);
    define_places();
    describe(
        column<std::int32_t>("element", NC_INT),
        {{"long_name", "mesh element that holds the particle, counted from 1 as in the forcing"},
         {"coordinates", coordinates_},
         {"grid_mapping", mapping_}});
    for (const output_variable& further : layout_.variables) define_further(further);
    define_status();
    check(nc_enddef(file_.id()), failed());
    return made_;
  }

 private:
  std::string failed() const { return file_.path() + ": cannot be defined"; }

  int variable(const std::string& name, nc_type type, std::span<const int> dimensions) {
    const std::string what = file_.path() + ": variable " + name + " cannot be defined";
    int number = -1;
    check(nc_def_var(file_.id(), name.c_str(), type, static_cast<int>(dimensions.size()),
                     dimensions.data(), &number),
          what);
    if (dimensions.size() == 2) {
      const std::array<std::size_t, 2> chunks{chunk_.outputs, chunk_.particles};
      check(nc_def_var_chunking(file_.id(), number, NC_CHUNKED, chunks.data()), what);
      if (layout_.deflate > 0) check(nc_def_var_deflate(file_.id(), number, NC_SHUFFLE, 1, layout_.deflate), what);
      // Past any cache: each output is written once, and an earlier one is never written again.
      check(nc_set_var_chunk_cache(file_.id(), number, 1, 1, 0.75F), what);
    }
    return number;
  }

  template <class T>
  int column(const std::string& name, nc_type type) {
    const int number = variable(name, type, dimensions_);
    put_fill<T>(number, name, type);
    made_.columns.push_back(number);
    return number;
  }
  template <class T>
  void put_fill(int number, const std::string& name, nc_type type) {
    const T fill = output_fill<T>();
    check(nc_put_att(file_.id(), number, "_FillValue", type, 1, &fill),
          file_.path() + ": variable " + name + " takes no _FillValue");
  }

  /// Text attributes of a variable; empty ones are left out.
  void describe(int number, std::initializer_list<std::pair<const char*, std::string>> words) {
    for (const auto& [name, text] : words)
      if (!text.empty()) put_attribute(file_, number, name, text);
  }

  void define_time() {
    made_.time = variable("time", NC_DOUBLE, dimensions_);
    describe(made_.time, {{"standard_name", "time"}, {"long_name", "time"}, {"axis", "T"}});
    describe_clock(made_.time);
  }
  void describe_clock(int number) {
    const bool dated = layout_.calendar;
    describe(number, {{"units", dated ? "seconds since 1970-01-01 00:00:00" : "seconds since 0001-01-01 00:00:00"},
                      {"calendar", dated ? "standard" : "proleptic_gregorian"},
                      {"units_metadata", "leap_seconds: none"},
                      {"comment", dated ? "" : "counted from the model's own start, which has no date"}});
  }
  void define_end_time(const output_variable& of) {
    made_.end_time = variable(of.name, NC_DOUBLE, {&dimensions_[1], 1});
    put_fill<double>(made_.end_time, of.name, NC_DOUBLE);
    describe(made_.end_time, {{"long_name", of.long_name}});
    describe_clock(made_.end_time);
  }

  void define_place(const char* name, const char* unit, const char* standard, const char* words,
                    const char* axis) {
    describe(column<double>(name, NC_DOUBLE),
             {{"units", unit}, {"standard_name", standard}, {"long_name", words}, {"axis", axis}});
    coordinates_ = coordinates_ + " " + name;
  }

  void define_places() {
    if (layout_.metres) {
      const bool only = !layout_.degrees;
      define_place("x", "m", "projection_x_coordinate", "x of the forcing's mesh", only ? "X" : "");
      define_place("y", "m", "projection_y_coordinate", "y of the forcing's mesh", only ? "Y" : "");
      if (!layout_.projection.empty()) define_mapping();
    }
    if (layout_.degrees) {
      define_place("lon", "degrees_east", "longitude", "longitude", "X");
      define_place("lat", "degrees_north", "latitude", "latitude", "Y");
    }
  }

  /// A variable without values, whose attributes say how x and y are projected.
  void define_mapping() {
    const int number = variable("crs", NC_INT, {});
    for (const auto& [name, value] : make_grid_mapping(layout_.projection)) put_attribute(file_, number, name, value);
    mapping_ = "crs: x y";
  }

  void define_further(const output_variable& further) {
    const bool temperature = further.standard_name.ends_with("temperature");
    describe(further.single ? column<float>(further.name, NC_FLOAT)
                            : column<double>(further.name, NC_DOUBLE),
             {{"units", further.unit},
              {"long_name", further.long_name},
              {"standard_name", further.standard_name},
              {"units_metadata", temperature ? "temperature: on_scale" : ""},
              {"coordinates", coordinates_},
              {"grid_mapping", mapping_}});
  }

  void define_status() {
    made_.status = variable("status", NC_BYTE, dimensions_);
    std::vector<signed char> flags;
    std::string meanings;
    for (const std::string& word : layout_.statuses) {
      flags.push_back(static_cast<signed char>(flags.size()));
      meanings += (meanings.empty() ? "" : " ") + word;
    }
    describe(made_.status, {{"long_name", "what the particle does"},
                            {"flag_meanings", meanings},
                            {"coordinates", coordinates_},
                            {"grid_mapping", mapping_}});
    check(nc_put_att_schar(file_.id(), made_.status, "flag_values", NC_BYTE, flags.size(),
                           flags.data()),
          failed());
  }

  const netcdf_file& file_;
  const trajectory_layout& layout_;
  trajectory_chunk chunk_;
  std::array<int, 2> dimensions_{};  // obs, trajectory
  std::string coordinates_ = "time";
  std::string mapping_;  // of all variables
  trajectory_variables made_;
};

}  // namespace detail

/// Defines everything in a new file; `chunk` is the shape of the chunks.
/// To be called on the I/O thread; throws error.
inline trajectory_variables define_trajectory(const netcdf_file& file,
                                              const trajectory_layout& layout,
                                              trajectory_chunk chunk) {
  return detail::trajectory_definer(file, layout, chunk).define();
}

}  // namespace eudrift::inline EUDRIFT_ABI
