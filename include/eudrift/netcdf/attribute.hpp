// SPDX-License-Identifier: BSL-1.0
/// \file
/// Attributes of a NetCDF file or variable, written by their type.
#pragma once
#include <eudrift/netcdf/file.hpp>

#include <cstdint>
#include <string>
#include <variant>

namespace eudrift::inline EUDRIFT_ABI {

/// The value of an attribute: text or one number.
using attribute_value = std::variant<std::string, double, std::int64_t, std::uint64_t>;

/// Writes one attribute of a variable (or of the file: NC_GLOBAL), replacing one of that name.  To
/// be called on the I/O thread; throws error.
inline void put_attribute(const netcdf_file& file, int variable, const std::string& name,
                          const attribute_value& value) {
  struct put {
    int id, variable;
    const char* name;
    int operator()(const std::string& text) const {
      return nc_put_att_text(id, variable, name, text.size(), text.c_str());
    }
    int operator()(double number) const {
      return nc_put_att_double(id, variable, name, NC_DOUBLE, 1, &number);
    }
    int operator()(std::int64_t number) const {
      const long long whole = number;
      return nc_put_att_longlong(id, variable, name, NC_INT64, 1, &whole);
    }
    int operator()(std::uint64_t number) const {
      const unsigned long long whole = number;
      return nc_put_att_ulonglong(id, variable, name, NC_UINT64, 1, &whole);
    }
  };
  check(std::visit(put{file.id(), variable, name.c_str()}, value),
        file.path() + ": attribute " + name + " cannot be written");
}

}  // namespace eudrift::inline EUDRIFT_ABI
