// SPDX-License-Identifier: BSL-1.0
/// \file
/// A variable of an open NetCDF file: what the file says of it, and its values as numbers.
#pragma once
#include <eudrift/core/error.hpp>
#include <eudrift/netcdf/file.hpp>

#include <array>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

/// A dimension of an open file.
struct netcdf_dimension {
  int id = -1;
  std::string name;
  std::size_t length = 0;
};

/// A variable of an open file, with what decodes its numbers.
struct netcdf_variable {
  std::string name;
  int id = -1;
  nc_type type = NC_NAT;
  std::vector<netcdf_dimension> dimensions;  ///< slowest first
  std::string unit;                          ///< attribute units; may be empty
  double scale = 1, offset = 0;              ///< value = raw * scale + offset
  std::vector<double> missing;               ///< raw numbers that stand for no value; NaN always does

  bool is_missing(double raw) const {
    if (std::isnan(raw)) return true;
    for (const double m : missing)
      if (raw == m) return true;
    return false;
  }
  double decode(double raw) const { return raw * scale + offset; }
};

namespace detail {

/// Text of a file for a sentence on one line: what is not printable becomes '?'.
inline std::string printable(std::string_view text) {
  std::string line(text.substr(0, 80));
  for (char& c : line)
    if (c < ' ' || c > '~') c = '?';
  return line;
}

/// "u(time, siglay, nele)", with lengths.
inline std::string describe(const netcdf_variable& v) {
  std::string text = v.name + "(";
  for (std::size_t d = 0; d < v.dimensions.size(); ++d)
    text += (d ? ", " : "") + printable(v.dimensions[d].name) + " = " +
            std::to_string(v.dimensions[d].length);
  return text + ")";
}

/// Values of a numeric attribute, at most 16; empty where it is absent.
inline std::vector<double> numeric_attribute(const netcdf_file& file, const netcdf_variable& v,
                                             const char* name) {
  nc_type type = NC_NAT;
  std::size_t length = 0;
  if (nc_inq_att(file.id(), v.id, name, &type, &length) != NC_NOERR) return {};
  const std::string what = file.path() + ": attribute " + name + " of " + v.name;
  require(type != NC_CHAR && type <= NC_UINT64 && length >= 1 && length <= 16,
          what + " is not a number; set it to one or delete it");
  std::vector<double> values(length);
  check(nc_get_att_double(file.id(), v.id, name, values.data()), what + " cannot be read");
  return values;
}

/// The one finite value of a numeric attribute, or `otherwise` where it is absent.
inline double factor(const netcdf_file& file, const netcdf_variable& v, const char* name,
                     double otherwise) {
  const std::vector<double> values = numeric_attribute(file, v, name);
  if (values.empty()) return otherwise;
  require(values.size() == 1 && std::isfinite(values[0]),
          file.path() + ": attribute " + name + " of " + v.name +
              " is not one finite number; set it right or delete it");
  return values[0];
}

/// What NetCDF leaves where nothing was written and no _FillValue is set.
inline std::vector<double> default_fill(nc_type type) {
  switch (type) {
    case NC_SHORT: return {NC_FILL_SHORT};
    case NC_INT: return {NC_FILL_INT};
    case NC_FLOAT: return {static_cast<double>(NC_FILL_FLOAT)};
    case NC_DOUBLE: return {NC_FILL_DOUBLE};
    case NC_USHORT: return {NC_FILL_USHORT};
    case NC_UINT: return {NC_FILL_UINT};
    case NC_INT64: return {static_cast<double>(NC_FILL_INT64)};
    case NC_UINT64: return {static_cast<double>(NC_FILL_UINT64)};
    default: return {};
  }
}

}  // namespace detail

/// A text attribute of a variable, or of the file (NC_GLOBAL); empty where it is absent or no text.
inline std::string text_attribute(const netcdf_file& file, int variable, const char* name) {
  constexpr std::size_t most = 1 << 16;
  nc_type type = NC_NAT;
  std::size_t length = 0;
  if (nc_inq_att(file.id(), variable, name, &type, &length) != NC_NOERR || length > most) return {};
  if (type == NC_CHAR) {
    std::string text(length, ' ');
    if (nc_get_att_text(file.id(), variable, name, text.data()) != NC_NOERR) return {};
    return text.substr(0, text.find('\0'));
  }
  if (type != NC_STRING || length != 1) return {};
  char* held = nullptr;
  if (nc_get_att_string(file.id(), variable, name, &held) != NC_NOERR) return {};
  const std::string text = held ? held : "";
  nc_free_string(1, &held);
  return text;
}

/// A variable by its name, or nothing where the file has none.  Throws error for attributes that
/// make its numbers meaningless: a scale_factor of zero, a _FillValue that is text.
inline std::optional<netcdf_variable> find_variable(const netcdf_file& file, const std::string& name) {
  netcdf_variable v;
  v.name = name;
  if (nc_inq_varid(file.id(), name.c_str(), &v.id) != NC_NOERR) return {};
  const std::string what = file.path() + ": " + name + " cannot be inspected";
  int rank = 0;
  check(nc_inq_var(file.id(), v.id, nullptr, &v.type, &rank, nullptr, nullptr), what);
  std::vector<int> ids(static_cast<std::size_t>(rank));
  check(nc_inq_vardimid(file.id(), v.id, ids.data()), what);
  for (const int id : ids) {
    std::array<char, NC_MAX_NAME + 1> text{};
    netcdf_dimension d{id, {}, 0};
    check(nc_inq_dim(file.id(), id, text.data(), &d.length), what);
    d.name = text.data();
    v.dimensions.push_back(d);
  }
  v.unit = detail::printable(text_attribute(file, v.id, "units"));
  if (v.type == NC_CHAR || v.type > NC_UINT64) return v;

  v.scale = detail::factor(file, v, "scale_factor", 1);
  v.offset = detail::factor(file, v, "add_offset", 0);
  require(v.scale != 0, file.path() + ": attribute scale_factor of " + name +
                            " is 0; set it right or delete it");
  v.missing = detail::numeric_attribute(file, v, "_FillValue");
  if (v.missing.empty()) v.missing = detail::default_fill(v.type);
  for (const double m : detail::numeric_attribute(file, v, "missing_value")) v.missing.push_back(m);
  // An attribute of type double beside float values: 1e20 is not the float nearest to it.
  if (v.type == NC_FLOAT)
    for (double& m : v.missing)
      if (std::abs(m) < 3e38) m = static_cast<double>(static_cast<float>(m));
  return v;
}

/// Reads count.size() dimensions of a variable from `start`, `count` items along each, as the file
/// has them: neither unpacked nor masked.  Throws error where the variable holds no numbers or the
/// file cannot be read.
inline void read_raw(const netcdf_file& file, const netcdf_variable& v,
                     const std::vector<std::size_t>& start, const std::vector<std::size_t>& count,
                     double* to) {
  require(v.type != NC_CHAR && v.type <= NC_UINT64,
          file.path() + ": " + v.name + " holds no numbers; expected integers or floating point");
  require(start.size() == v.dimensions.size() && count.size() == start.size(),
          file.path() + ": " + detail::describe(v) + " has another number of dimensions than expected");
  check(nc_get_vara_double(file.id(), v.id, start.data(), count.data(), to),
        file.path() + ": " + v.name + " cannot be read; the file may be damaged");
}

/// Throws error where a file of `file_size` bytes cannot hold `values` numbers of a variable even
/// if they are compressed: then the length of a dimension is wrong.
inline void check_plausible(const netcdf_file& file, std::uint64_t file_size, const netcdf_variable& v,
                            std::uint64_t values) {
  constexpr std::uint64_t best_compression = 1100;  // deflate reaches 1032
  require(values / best_compression <= file_size,
          file.path() + ": " + detail::describe(v) + " cannot fit into a file of " +
              std::to_string(file_size) + " bytes; the length of a dimension is wrong");
}

}  // namespace eudrift::inline EUDRIFT_ABI
