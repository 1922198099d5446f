// SPDX-License-Identifier: BSL-1.0
/// \file
/// Output after the UGRID conventions 1.0: a two-dimensional mesh with velocities at nodes or faces.
#pragma once
#include <eudrift/netcdf/model_layout.hpp>

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

namespace detail {

/// The variable that describes a mesh of two dimensions: cf_role mesh_topology, with a face_node_connectivity; or "".
inline std::string find_topology(const netcdf_file& file, const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    int id = -1;
    if (nc_inq_varid(file.id(), name.c_str(), &id) == NC_NOERR &&
        text_attribute(file, id, "cf_role") == "mesh_topology" &&
        !text_attribute(file, id, "face_node_connectivity").empty())
      return name;
  }
  return {};
}

/// A table that calls itself face_node_connectivity, in a file that does not describe its mesh; or "".
inline std::string find_connectivity(const netcdf_file& file, const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    const auto v = find_variable(file, name);
    if (!v || v->dimensions.size() != 2) continue;
    for (const char* attribute : {"cf_role", "standard_name", "long_name", "name"})
      if (lower_case(text_attribute(file, v->id, attribute)) == "face_node_connectivity") return name;
  }
  return {};
}

inline std::string standard_name(const netcdf_file& file, const netcdf_variable& v) {
  return lower_case(text_attribute(file, v.id, "standard_name"));
}

/// Of some coordinates, the two that are degrees or the two that are not; "" where there are not two.  The second is
/// the northward one, by its standard name or units, else by the order of the names.
inline std::pair<std::string, std::string> coordinates_of_kind(const netcdf_file& file,
                                                               const std::vector<std::string>& names, bool degrees) {
  std::vector<std::string> kind;
  bool turned = false;
  for (const std::string& name : names) {
    const auto v = find_variable(file, name);
    if (!v || v->dimensions.size() != 1 || v->type == NC_CHAR || in_degrees(file, *v) != degrees) continue;
    const std::string standard = standard_name(file, *v);
    const bool northward = standard == "latitude" || standard == "projection_y_coordinate" ||
                           lower_case(v->unit).rfind("degrees_n", 0) == 0 ||
                           lower_case(v->unit).rfind("degree_n", 0) == 0;
    if (kind.empty()) turned = northward;
    kind.push_back(name);
  }
  if (kind.size() != 2) return {};
  return turned ? std::pair{kind[1], kind[0]} : std::pair{kind[0], kind[1]};
}

/// Names the mesh: by the topology variable, or by a table and coordinates that tell by themselves what they are.
inline void name_mesh(model_layout& to, const netcdf_file& file, const std::vector<std::string>& names) {
  std::vector<std::string> coordinates;
  std::string face_dimension;
  if (const std::string topology = find_topology(file, names); !topology.empty()) {
    const int id = find_variable(file, topology)->id;
    std::istringstream words(text_attribute(file, id, "node_coordinates"));
    for (std::string word; words >> word;) coordinates.push_back(word);
    to.connectivity = text_attribute(file, id, "face_node_connectivity");
    face_dimension = text_attribute(file, id, "face_dimension");
  } else {
    to.connectivity = find_connectivity(file, names);
  }
  const auto table = find_variable(file, to.connectivity);
  if (!table || table->dimensions.size() != 2) {
    to.connectivity.clear();
    return;
  }
  const std::size_t shorter = table->dimensions[0].length < table->dimensions[1].length ? 0 : 1;
  to.face = table->dimensions[1 - shorter].id;
  if (const int said = dimension_id(file, face_dimension); !face_dimension.empty() && said >= 0) to.face = said;
  if (coordinates.empty())
    for (const std::string& name : names) {
      const auto v = find_variable(file, name);
      if (!v || v->dimensions.size() != 1 || v->dimensions[0].id == to.face) continue;
      const std::string standard = standard_name(file, *v);
      if (standard == "longitude" || standard == "latitude" || standard == "projection_x_coordinate" ||
          standard == "projection_y_coordinate")
        coordinates.push_back(name);
    }
  const auto plane = coordinates_of_kind(file, coordinates, false),
             sphere = coordinates_of_kind(file, coordinates, true);
  to.spherical = plane.first.empty();
  std::tie(to.x, to.y) = to.spherical ? sphere : plane;
  if (!to.spherical) std::tie(to.other_x, to.other_y) = sphere;
  if (const auto x = find_variable(file, to.x)) to.node = x->dimensions[0].id;
}

/// The first variable over nodes or faces with one of these standard names, else of these names; "" where there is
/// none.
inline std::string find_named(const netcdf_file& file, const std::vector<std::string>& names,
                              const model_dimensions& dimensions, std::initializer_list<std::string_view> standard,
                              std::initializer_list<std::string_view> plain) {
  const auto serves = [&](const netcdf_variable& v) { return as_model_variable(v, dimensions).has_value(); };
  for (const std::string_view wanted : standard)
    for (const std::string& name : names)
      if (const auto v = find_variable(file, name); v && standard_name(file, *v) == wanted && serves(*v)) return name;
  for (const std::string_view wanted : plain)
    if (const auto v = find_variable(file, std::string(wanted)); v && serves(*v)) return std::string(wanted);
  return {};
}

/// Two variables that are the components of a velocity, on the same places and levels, or none.
struct velocity_names {
  std::string_view eastward, northward;
};
inline std::pair<std::string, std::string> find_velocity(const netcdf_file& file, const std::vector<std::string>& names,
                                                         const model_dimensions& dimensions,
                                                         std::initializer_list<velocity_names> standard,
                                                         std::initializer_list<velocity_names> plain) {
  const auto pair = [&](const std::string& u, const std::string& v) {
    const auto a = find_variable(file, u), b = find_variable(file, v);
    return a && b && a->dimensions.size() == b->dimensions.size() &&
           std::equal(a->dimensions.begin(), a->dimensions.end(), b->dimensions.begin(),
                      [](const auto& d, const auto& e) { return d.id == e.id; });
  };
  for (const velocity_names& s : standard) {
    const std::string u = find_named(file, names, dimensions, {s.eastward}, {}),
                      v = find_named(file, names, dimensions, {s.northward}, {});
    if (!u.empty() && !v.empty() && pair(u, v)) return {u, v};
  }
  for (const velocity_names& p : plain) {
    const std::string u = find_named(file, names, dimensions, {}, {p.eastward}),
                      v = find_named(file, names, dimensions, {}, {p.northward});
    if (!u.empty() && !v.empty() && pair(u, v)) return {u, v};
  }
  return {};
}

/// Whether a dimension's levels end with the surface, by a coordinate variable over it: positive up and rising, or down
/// and falling; nothing where there is none that tells.
inline std::optional<bool> surface_is_last(const netcdf_file& file, const std::vector<std::string>& names,
                                           const netcdf_dimension& level) {
  if (level.length < 2) return true;
  for (const std::string& name : names) {
    const auto v = find_variable(file, name);
    if (!v || v->dimensions.size() != 1 || v->dimensions[0].id != level.id || v->type == NC_CHAR || v->type > NC_UINT64)
      continue;
    const std::string positive = lower_case(text_attribute(file, v->id, "positive"));
    if (positive != "up" && positive != "down") continue;
    std::vector<double> values(level.length);
    read_raw(file, *v, {0}, {values.size()}, values.data());
    return (v->decode(values.back()) > v->decode(values.front())) == (positive == "up");
  }
  return {};
}

}  // namespace detail

/// What a file after UGRID holds; on the I/O thread.  The velocity is found by its standard names (of sea water, or of
/// the barotropic part, as u and v or ua and va), else by usual names.  A place where it has no value is dry.  Throws
/// error where its levels do not tell which way they count.
inline model_layout read_ugrid_layout(const netcdf_file& file) {
  model_layout to;
  const std::vector<std::string> names = detail::variable_names(file);
  to.time = detail::find_time(file, names);
  detail::name_mesh(to, file, names);
  const int time = detail::time_dimension(file, to.time);
  const detail::model_dimensions dimensions{time, to.node, to.face};
  const auto [u, v] = detail::find_velocity(
      file, names, dimensions,
      {{"eastward_sea_water_velocity", "northward_sea_water_velocity"},
       {"sea_water_x_velocity", "sea_water_y_velocity"}},
      {{"u", "v"}, {"mesh2d_ucx", "mesh2d_ucy"}, {"ucx", "ucy"}, {"u-vel", "v-vel"}, {"water_u", "water_v"}});
  const auto [ua, va] =
      detail::find_velocity(file, names, dimensions,
                            {{"barotropic_eastward_sea_water_velocity", "barotropic_northward_sea_water_velocity"},
                             {"barotropic_sea_water_x_velocity", "barotropic_sea_water_y_velocity"}},
                            {{"ua", "va"}, {"mesh2d_ucxa", "mesh2d_ucya"}});
  const std::string zeta =
      detail::find_named(file, names, {time, to.node, -1},
                         {"sea_surface_height_above_geoid", "sea_surface_height_above_mean_sea_level",
                          "sea_surface_height", "sea_surface_elevation"},
                         {"zeta"});
  const std::string h = detail::find_named(
      file, names, {-1, to.node, -1},
      {"sea_floor_depth_below_geoid", "sea_floor_depth_below_mean_sea_level", "sea_floor_depth", "depth"},
      {"h", "depth"});
  detail::list_fields(to, file, names, time, {{"u", u}, {"v", v}, {"ua", ua}, {"va", va}, {"zeta", zeta}, {"h", h}});
  to.dry = dryness::missing;
  to.dry_by = "u";
  for (const model_variable& f : to.fields)
    if (f.field == "u" && f.level >= 0) {
      const auto last = detail::surface_is_last(file, names, f.variable.dimensions[static_cast<std::size_t>(f.level)]);
      require(last.has_value(), file.path() + ": " + detail::describe(f.variable) +
                                    " has levels of which no variable tells which way they " +
                                    "count; expected one over them with the attribute positive, \"up\" or \"down\"");
      to.surface_last = *last;
    }
  return to;
}

}  // namespace eudrift::inline EUDRIFT_ABI
