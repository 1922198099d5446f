// SPDX-License-Identifier: BSL-1.0
/// \file
/// A NetCDF file as plain data: built, bent by tests, then written in any format.
#pragma once
#include <eudrift/netcdf/file.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

namespace fvcom_test {

/// The four formats that NetCDF-C writes.
enum class file_format { classic, offset64, cdf5, netcdf4 };

struct document_dimension {
  std::string name;
  std::size_t length;
  bool unlimited = false;
};

/// An attribute: text where type is NC_CHAR, else numbers.
struct document_attribute {
  std::string name;
  nc_type type = NC_CHAR;
  std::string text;
  std::vector<double> numbers;
};

/// A variable: text where type is NC_CHAR, else numbers, in the order of its dimensions.
struct document_variable {
  std::string name;
  nc_type type = NC_DOUBLE;
  std::vector<std::size_t> dimensions;  ///< positions in the document's list
  std::vector<document_attribute> attributes;
  std::vector<double> numbers;
  std::string text;

  void set(const std::string& attribute, const std::string& value) {
    attributes.push_back({attribute, NC_CHAR, value, {}});
  }
  void set(const std::string& attribute, nc_type of, std::vector<double> values) {
    attributes.push_back({attribute, of, {}, std::move(values)});
  }
};

struct document {
  file_format format = file_format::netcdf4;
  std::vector<document_dimension> dimensions;
  std::vector<document_variable> variables;
  std::vector<document_attribute> attributes;

  std::size_t dimension(const std::string& name) const {
    for (std::size_t d = 0; d < dimensions.size(); ++d)
      if (dimensions[d].name == name) return d;
    throw std::logic_error("the document has no dimension " + name);
  }
  document_variable& variable(const std::string& name) {
    for (document_variable& v : variables)
      if (v.name == name) return v;
    throw std::logic_error("the document has no variable " + name);
  }
  void remove(const std::string& name) {
    std::erase_if(variables, [&](const document_variable& v) { return v.name == name; });
  }
  document_variable& add(const std::string& name, nc_type type, const std::vector<std::string>& over,
                         std::vector<double> numbers) {
    document_variable v{name, type, {}, {}, std::move(numbers), {}};
    for (const std::string& d : over) v.dimensions.push_back(dimension(d));
    variables.push_back(std::move(v));
    return variables.back();
  }
};

namespace detail {

/// Numbers as NetCDF can convert them to a type: within its range, and zero for NaN in integers.
inline double representable(double value, nc_type type) {
  double low = 0, high = 0;
  switch (type) {
    case NC_BYTE: low = -128, high = 127; break;
    case NC_UBYTE: high = 255; break;
    case NC_SHORT: low = -32768, high = 32767; break;
    case NC_USHORT: high = 65535; break;
    case NC_INT: low = -2147483648., high = 2147483647.; break;
    case NC_UINT: high = 4294967295.; break;
    case NC_INT64: low = -9.2e18, high = 9.2e18; break;
    case NC_UINT64: high = 1.8e19; break;
    case NC_FLOAT: return std::abs(value) > 3.4e38 && std::isfinite(value) ? 3.4e38 : value;
    default: return value;
  }
  return std::isnan(value) ? 0 : std::clamp(value, low, high);
}

inline void put_attribute(int id, int variable, const document_attribute& a) {
  if (a.type == NC_CHAR) {
    eudrift::check(nc_put_att_text(id, variable, a.name.c_str(), a.text.size(), a.text.data()), "attribute " + a.name);
    return;
  }
  std::vector<double> numbers;
  for (const double n : a.numbers) numbers.push_back(representable(n, a.type));
  if (a.type == NC_FLOAT) {
    const std::vector<float> floats(numbers.begin(), numbers.end());
    eudrift::check(nc_put_att_float(id, variable, a.name.c_str(), a.type, floats.size(), floats.data()),
                   "attribute " + a.name);
    return;
  }
  eudrift::check(nc_put_att_double(id, variable, a.name.c_str(), a.type, numbers.size(), numbers.data()),
                 "attribute " + a.name);
}

}  // namespace detail

/// Writes a document.  Throws eudrift::error where NetCDF refuses it.
inline void write(const document& doc, const std::string& path) {
  eudrift::io_thread::instance().run([&] {
    using eudrift::check;
    const int mode[] = {0, NC_64BIT_OFFSET, NC_64BIT_DATA, NC_NETCDF4};
    eudrift::netcdf_file file = eudrift::netcdf_file::create(path, NC_CLOBBER | mode[static_cast<int>(doc.format)]);
    const int id = file.id();
    check(nc_set_fill(id, NC_NOFILL, nullptr), "fill mode");
    std::vector<int> dimension_ids, variable_ids;
    for (const document_dimension& d : doc.dimensions) {
      dimension_ids.push_back(-1);
      check(nc_def_dim(id, d.name.c_str(), d.unlimited ? NC_UNLIMITED : d.length, &dimension_ids.back()),
            "dimension " + d.name);
    }
    for (const document_variable& v : doc.variables) {
      std::vector<int> over;
      for (const std::size_t d : v.dimensions) over.push_back(dimension_ids[d]);
      variable_ids.push_back(-1);
      check(nc_def_var(id, v.name.c_str(), v.type, static_cast<int>(over.size()), over.data(), &variable_ids.back()),
            "variable " + v.name);
      for (const document_attribute& a : v.attributes) detail::put_attribute(id, variable_ids.back(), a);
    }
    for (const document_attribute& a : doc.attributes) detail::put_attribute(id, NC_GLOBAL, a);
    check(nc_enddef(id), "end of definitions");

    for (std::size_t i = 0; i < doc.variables.size(); ++i) {
      const document_variable& v = doc.variables[i];
      std::vector<std::size_t> start(v.dimensions.size(), 0), count;
      std::size_t n = 1;
      for (const std::size_t d : v.dimensions) {
        count.push_back(doc.dimensions[d].length);
        n *= count.back();
      }
      if (n == 0) continue;
      if (v.type == NC_CHAR) {
        std::string text = v.text;
        text.resize(n, ' ');
        check(nc_put_vara_text(id, variable_ids[i], start.data(), count.data(), text.data()), "variable " + v.name);
        continue;
      }
      std::vector<double> numbers = v.numbers;
      numbers.resize(n, 0);
      for (double& value : numbers) value = detail::representable(value, v.type);
      if (v.type == NC_FLOAT) {  // NetCDF itself would refuse to make an infinite float of a double
        const std::vector<float> floats(numbers.begin(), numbers.end());
        check(nc_put_vara_float(id, variable_ids[i], start.data(), count.data(), floats.data()), "variable " + v.name);
        continue;
      }
      check(nc_put_vara_double(id, variable_ids[i], start.data(), count.data(), numbers.data()), "variable " + v.name);
    }
    file.close();
  });
}

}  // namespace fvcom_test
