// SPDX-License-Identifier: BSL-1.0
/// \file
/// What a file of a model on an unstructured mesh holds, and by which names.
#pragma once
#include <eudrift/forcing/source.hpp>
#include <eudrift/netcdf/fvcom_fields.hpp>
#include <eudrift/netcdf/variable.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

/// A variable over times and nodes or faces, and the meaning of its dimensions by their places; -1: it has none of the
/// kind.
struct model_variable {
  std::string field;  ///< the name by which a source gives it
  netcdf_variable variable;
  location where = location::node;  ///< element: a value for each face
  int time = -1, place = -1, level = -1, component = -1;
  std::size_t of_component = 0;  ///< which entry of the dimension `component` is meant
  bool timed() const { return time >= 0; }
  /// How many levels it has; 0: none, a value for the whole column.
  std::size_t levels() const { return level < 0 ? 0 : variable.dimensions[static_cast<std::size_t>(level)].length; }
};

/// How a file says that a place is dry.
enum class dryness : std::uint8_t {
  never,       ///< it does not
  face_flags,  ///< a variable over faces is 1 where it is dry
  missing      ///< a variable has no value where it is dry
};

/// One file's contents by the names that sources give.  A file of a set may lack mesh or fields, which others have.
struct model_layout {
  std::string time;              ///< variable of times
  std::string connectivity;      ///< corners of faces; empty: the file has no mesh
  std::string x, y;              ///< coordinates of nodes
  bool spherical = false;        ///< they are degrees
  std::string other_x, other_y;  ///< the file's other pair, metres where the first is degrees and the reverse; or empty
  int node = -1, face = -1;      ///< ids of the dimensions; -1: the file has none
  std::vector<model_variable> fields;
  dryness dry = dryness::never;
  std::string dry_by;        ///< field that says so
  std::string heights;       ///< field of the heights of levels [m, up]; or empty
  bool surface_last = true;  ///< of the levels, the surface is the last one
};

namespace detail {

inline std::string lower_case(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return text;
}

/// Whether coordinates are degrees, by their units or standard name.
inline bool in_degrees(const netcdf_file& file, const netcdf_variable& v) {
  const std::string unit = lower_case(v.unit), name = lower_case(text_attribute(file, v.id, "standard_name"));
  return unit.rfind("degree", 0) == 0 || name == "longitude" || name == "latitude";
}

/// The variable of times: "time", or another of one dimension whose units count since a date; "" where there is none.
inline std::string find_time(const netcdf_file& file, const std::vector<std::string>& names) {
  const auto serves = [&](const std::string& name) {
    const auto v = find_variable(file, name);
    return v && v->dimensions.size() == 1 && v->type != NC_CHAR &&
           (name == "time" || v->unit.find(" since ") != v->unit.npos);
  };
  if (serves("time")) return "time";
  const auto found = std::find_if(names.begin(), names.end(), serves);
  return found == names.end() ? "" : *found;
}

/// Ids of the dimensions that tell a variable's meaning; -1: the file has none.
struct model_dimensions {
  int time = -1, node = -1, face = -1;
};

/// What a variable is, if its dimensions are time, node or face, at most one of levels, and at last one of two
/// components.
inline std::optional<model_variable> as_model_variable(const netcdf_variable& v, const model_dimensions& file) {
  if (v.type == NC_CHAR || v.type > NC_UINT64 || v.dimensions.empty() || v.dimensions.size() > 4) return {};
  model_variable to;
  to.field = v.name;
  to.variable = v;
  for (std::size_t d = 0; d < v.dimensions.size(); ++d) {
    const netcdf_dimension& dimension = v.dimensions[d];
    int* role = &to.level;
    if (dimension.id == file.time) {
      if (d != 0) return {};
      role = &to.time;
    } else if (dimension.id == file.node || dimension.id == file.face) {
      role = &to.place;
      if (to.place < 0) to.where = dimension.id == file.node ? location::node : location::element;
    } else if (d + 1 == v.dimensions.size() && dimension.length == 2 && to.place >= 0 &&
               lower_case(dimension.name) == "two") {
      role = &to.component;
    } else if (dimension.length == 0 || dimension.length > 100'000) {
      return {};
    }
    if (*role >= 0) return {};
    *role = static_cast<int>(d);
  }
  if (to.place < 0) return {};
  return to;
}

/// The field of a variable that a source gives under another name.
struct renamed_variable {
  std::string_view field, variable;
  std::size_t of_component = 0;
};

/// All variables of a file that are fields: those in `known` by the names there, the others over times by their own,
/// with _x and _y where they have components.  A name that is taken is not given twice.
inline void list_fields(model_layout& to, const netcdf_file& file, const std::vector<std::string>& names, int time,
                        const std::vector<renamed_variable>& known) {
  const auto taken = [&](std::string_view field) {
    return std::any_of(to.fields.begin(), to.fields.end(), [&](const model_variable& f) { return f.field == field; });
  };
  const model_dimensions dimensions{time, to.node, to.face};
  for (const renamed_variable& k : known) {
    const auto v = find_variable(file, std::string(k.variable));
    if (!v || taken(k.field)) continue;
    auto field = as_model_variable(*v, dimensions);
    if (!field) continue;
    field->field = k.field;
    field->of_component = k.of_component;
    to.fields.push_back(std::move(*field));
  }
  for (const std::string& name : names) {
    if (std::any_of(known.begin(), known.end(),
                    [&](const renamed_variable& k) { return k.variable == name && taken(k.field); }))
      continue;
    const auto v = find_variable(file, name);
    auto field = v ? as_model_variable(*v, dimensions) : std::nullopt;
    if (!field || !field->timed()) continue;
    const bool pair = field->component >= 0;
    for (std::size_t c = 0; c < (pair ? 2u : 1u); ++c) {
      field->field = pair ? name + (c == 0 ? "_x" : "_y") : name;
      field->of_component = c;
      if (!taken(field->field)) to.fields.push_back(*field);
    }
  }
}

/// Id of a dimension by its name, or -1.
inline int dimension_id(const netcdf_file& file, const std::string& name) {
  int id = -1;
  return nc_inq_dimid(file.id(), name.c_str(), &id) == NC_NOERR ? id : -1;
}

/// Id of the dimension of times, or -1.
inline int time_dimension(const netcdf_file& file, const std::string& time) {
  const auto v = find_variable(file, time);
  return v && v->dimensions.size() == 1 ? v->dimensions[0].id : -1;
}

}  // namespace detail

}  // namespace eudrift::inline EUDRIFT_ABI
