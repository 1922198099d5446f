// SPDX-License-Identifier: BSL-1.0
/// \file
/// Which variables of an FVCOM file are fields, and how they lie in it.
#pragma once
#include <eudrift/forcing/source.hpp>
#include <eudrift/netcdf/variable.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

/// The dimensions of one file that fields are made of.
struct fvcom_dimensions {
  netcdf_dimension time, node, element;
};

/// A field of one file and the meaning of its variable's dimensions.
struct fvcom_field {
  field_info info;
  netcdf_variable variable;
  bool timed = false;    ///< the first dimension is time
  bool layered = false;  ///< the dimension before the last, or the only one, is the layer
  bool profile = false;  ///< there is no node dimension: one value of a layer serves all nodes
};

namespace detail {

/// What FVCOM writes under a name.  A variable of that name which lies otherwise is an error.
struct known_field {
  std::string_view name, shape;
  location where;
  bool timed_always, steady_always, layered_always, flat_always;
};

inline constexpr std::array<known_field, 19> known_fields{{
    {"u", "time, siglay, nele", location::element, true, false, false, false},
    {"v", "time, siglay, nele", location::element, true, false, false, false},
    {"ww", "time, siglay, nele", location::element, true, false, false, false},
    {"ua", "time, nele", location::element, true, false, false, true},
    {"va", "time, nele", location::element, true, false, false, true},
    {"temp", "time, siglay, node", location::node, true, false, false, false},
    {"salinity", "time, siglay, node", location::node, true, false, false, false},
    {"zeta", "time, node", location::node, true, false, false, true},
    {"omega", "time, siglev, node", location::node, true, false, true, false},
    {"kh", "time, siglev, node", location::node, true, false, true, false},
    {"km", "time, siglev, node", location::node, true, false, true, false},
    {"kq", "time, siglev, node", location::node, true, false, true, false},
    {"viscofh", "time, siglay, node", location::node, true, false, false, false},
    {"viscofm", "time, siglay, nele", location::element, true, false, false, false},
    {"wet_cells", "time, nele", location::element, true, false, false, true},
    {"wet_nodes", "time, node", location::node, true, false, false, true},
    {"h", "node", location::node, false, false, false, true},
    {"siglay", "siglay, node", location::node, false, true, true, false},
    {"siglev", "siglev, node", location::node, false, true, true, false},
}};

inline const known_field* known(std::string_view name) {
  const auto found = std::find_if(known_fields.begin(), known_fields.end(),
                                  [&](const known_field& k) { return k.name == name; });
  return found == known_fields.end() ? nullptr : &*found;
}

/// The field that a variable is, if its dimensions are ([time,] [layer,] node or element).
inline std::optional<fvcom_field> as_field(const netcdf_variable& v, const fvcom_dimensions& file) {
  if (v.dimensions.empty() || v.dimensions.size() > 3 || v.type == NC_CHAR || v.type > NC_UINT64) return {};
  fvcom_field field;
  field.variable = v;
  field.info.name = v.name;
  field.info.unit = v.unit;
  field.info.layers = 1;
  std::vector<netcdf_dimension> rest = v.dimensions;
  if (rest.front().id == file.time.id) {
    field.timed = true;
    rest.erase(rest.begin());
  }
  field.info.steady = !field.timed;
  const auto is_layer = [&](const netcdf_dimension& d) {
    return d.id != file.time.id && d.id != file.node.id && d.id != file.element.id && d.length > 0 &&
           d.length <= 100'000;
  };
  if (rest.size() == 1 && !field.timed && (v.name == "siglay" || v.name == "siglev") && is_layer(rest[0])) {
    field.profile = field.layered = true;
    field.info.where = location::node;
    field.info.layers = static_cast<index_t>(rest[0].length);
    return field;
  }
  if (rest.empty() || (rest.back().id != file.node.id && rest.back().id != file.element.id)) return {};
  field.info.where = rest.back().id == file.node.id ? location::node : location::element;
  rest.pop_back();
  if (rest.size() > 1 || (rest.size() == 1 && !is_layer(rest[0]))) return {};
  field.layered = rest.size() == 1;
  if (field.layered) field.info.layers = static_cast<index_t>(rest[0].length);
  return field;
}

inline std::uint64_t number_of_values(const netcdf_variable& v) {
  std::uint64_t n = 1;
  for (const netcdf_dimension& d : v.dimensions)
    n = d.length != 0 && n > (std::uint64_t{1} << 62) / d.length ? std::uint64_t{1} << 62 : n * d.length;
  return n;
}

/// All names of an open file's variables, in its order.
inline std::vector<std::string> variable_names(const netcdf_file& file) {
  int n = 0;
  check(nc_inq_nvars(file.id(), &n), file.path() + ": its variables cannot be listed");
  std::vector<std::string> names;
  for (int id = 0; id < n; ++id) {
    std::array<char, NC_MAX_NAME + 1> text{};
    check(nc_inq_varname(file.id(), id, text.data()), file.path() + ": its variables cannot be listed");
    names.emplace_back(text.data());
  }
  return names;
}

}  // namespace detail

/// The field of a name in an open file of `file_size` bytes; nothing where the file has no such
/// variable or it is no field.  Throws error where a name of FVCOM's has other dimensions than FVCOM
/// gives it.
inline std::optional<fvcom_field> find_fvcom_field(const netcdf_file& file, std::uint64_t file_size,
                                                   const fvcom_dimensions& dimensions,
                                                   const std::string& name) {
  const auto v = find_variable(file, name);
  if (!v) return {};
  auto field = detail::as_field(*v, dimensions);
  if (const detail::known_field* k = detail::known(name)) {
    require(v->type != NC_CHAR && v->type <= NC_UINT64,
            file.path() + ": " + name + " holds no numbers; expected integers or floating point");
    require(field && field->info.where == k->where && !(k->timed_always && !field->timed) &&
                !(k->steady_always && field->timed) && !(k->layered_always && !field->layered) &&
                !(k->flat_always && field->layered),
            file.path() + ": " + detail::describe(*v) + " has unexpected dimensions; expected " + name +
                "(" + std::string(k->shape) + ")");
  }
  if (field) check_plausible(file, file_size, *v, detail::number_of_values(*v));
  return field;
}

/// All fields of an open file: what FVCOM names, and every other variable over time and nodes or
/// elements.  Throws error where there is no u or no v, naming what there is.
inline std::vector<fvcom_field> list_fvcom_fields(const netcdf_file& file, std::uint64_t file_size,
                                                  const fvcom_dimensions& dimensions) {
  const std::vector<std::string> names = detail::variable_names(file);
  std::vector<fvcom_field> fields;
  for (const std::string& name : names)
    if (const auto field = find_fvcom_field(file, file_size, dimensions, name))
      if (field->timed || detail::known(name)) fields.push_back(*field);

  std::string list;
  for (std::size_t i = 0; i < names.size() && i < 40; ++i) list += (i ? ", " : "") + detail::printable(names[i]);
  const auto find = [&](const std::string& name) {
    const auto found = std::find_if(fields.begin(), fields.end(),
                                    [&](const fvcom_field& f) { return f.info.name == name; });
    require(found != fields.end(), file.path() + ": there is no variable " + name +
                                       ", the velocity; the file has " + list);
    return *found;
  };
  const fvcom_field u = find("u"), v = find("v");
  require(u.info.layers == v.info.layers, file.path() + ": " + detail::describe(u.variable) + " and " +
                                              detail::describe(v.variable) + " have different layers");
  return fields;
}

}  // namespace eudrift::inline EUDRIFT_ABI
