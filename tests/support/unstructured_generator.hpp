// SPDX-License-Identifier: BSL-1.0
/// \file
/// Files of analytic flows in the layouts of SCHISM, of ADCIRC and of the UGRID conventions.
#pragma once
#include "fvcom_generator.hpp"

#include <map>

namespace fvcom_test {

/// Nodes and faces of three or four corners from 0, counter-clockwise; -1 where a triangle has no fourth.
struct faces_grid {
  std::vector<double> x, y;
  std::vector<std::int32_t> face;  ///< (faces, 4)
  std::size_t faces() const { return face.size() / 4; }
  std::array<double, 2> centre(std::size_t f) const {
    std::array<double, 2> c{};
    double corners = 0;
    for (std::size_t k = 0; k < 4; ++k)
      if (const std::int32_t n = face[4 * f + k]; n >= 0) {
        c[0] += x[static_cast<std::size_t>(n)];
        c[1] += y[static_cast<std::size_t>(n)];
        corners += 1;
      }
    return {c[0] / corners, c[1] / corners};
  }
};

/// n by n nodes on a square of `side` from (west, south), inner ones moved; every third cell stays a quadrilateral.
inline faces_grid mixed_square(std::size_t n, double side, double west = 0, double south = 0, bool quads = true) {
  const triangulation t = jittered_square(n, side, 0.2, 3, west, south);
  faces_grid g{t.x, t.y, {}};
  for (std::size_t j = 0, cell = 0; j + 1 < n; ++j)
    for (std::size_t i = 0; i + 1 < n; ++i, ++cell) {
      const auto a = static_cast<std::int32_t>(j * n + i), b = a + 1, d = a + static_cast<std::int32_t>(n), c = d + 1;
      if (quads && cell % 3 == 0)
        g.face.insert(g.face.end(), {a, b, c, d});
      else
        g.face.insert(g.face.end(), {a, b, c, -1, a, c, d, -1});
    }
  return g;
}

/// What generated files hold.  Flows are of place, height [m, up] and time [s since the origin of times].
struct unstructured_options {
  faces_grid grid = mixed_square(6, 5000);
  bool degrees = false;                          ///< x and y are longitude and latitude
  std::vector<double> times{3600, 7200, 10800};  ///< [s]
  std::string time_units = "seconds since 2017-01-01T00:00:00+00:00";
  flow u = [](double, double, double, double) { return 0.1; };
  flow v = [](double, double, double, double) { return 0.2; };
  flow temp = [](double x, double, double z, double t) { return 10 + 1e-4 * x + 0.1 * z + 1e-5 * t; };
  flow h = [](double x, double, double, double) { return 8 + 1e-3 * x; };
  std::size_t levels = 5;  ///< SCHISM's; every fourth node lacks the lowest one
  bool packed = false;     ///< as int16
  double pack_range = 2;   ///< packed velocities reach from -pack_range to pack_range
  std::function<bool(std::size_t face, std::size_t slice)> dry;       ///< SCHISM's flags
  std::function<bool(std::size_t node, std::size_t slice)> dry_node;  ///< no value there, in ADCIRC's and UGRID files
  int first_number = 1;                                               ///< UGRID: corners count from here
  bool say_first = true;                                              ///< whether start_index tells
  bool at_faces = false;                                              ///< UGRID: where the velocity lies
  bool transposed = false;                                            ///< UGRID: the connectivity as (corners, faces)
  bool standard_names = true;  ///< UGRID: they tell the velocity, which has unusual names
};

namespace detail {

/// Height of a level at a node, from the bed (0) to the surface at 0 m; NaN where it is not there.
inline double height(const unstructured_options& o, std::size_t node, std::size_t level) {
  const std::size_t lowest = node % 4 == 0 ? 1 : 0;
  if (level < lowest) return std::nan("");
  const double h = o.h(o.grid.x[node], o.grid.y[node], 0, 0);
  return -h * static_cast<double>(o.levels - 1 - level) / static_cast<double>(o.levels - 1 - lowest);
}

/// Adds a variable, packed as int16 over [low, high] with 32767 for NaN, or as double with a fill value for it.
inline document_variable& add_values(document& doc, const unstructured_options& o, const std::string& name,
                                     const std::vector<std::string>& over, std::vector<double> values, double low,
                                     double high, double fill) {
  if (!o.packed) {
    for (double& value : values)
      if (std::isnan(value)) value = fill;
    document_variable& v = doc.add(name, NC_DOUBLE, over, std::move(values));
    v.set("_FillValue", NC_DOUBLE, {fill});
    return v;
  }
  const double scale = (high - low) / 65532, offset = (high + low) / 2;
  for (double& value : values) value = std::isnan(value) ? 32767 : std::round((value - offset) / scale);
  document_variable& v = doc.add(name, NC_SHORT, over, std::move(values));
  v.set("scale_factor", NC_DOUBLE, {scale});
  v.set("add_offset", NC_DOUBLE, {offset});
  v.set("missing_value", NC_SHORT, {32767});
  return v;
}

/// Values over times and nodes, and levels where `layered`; of several flows in turn where there are more.
inline std::vector<double> at_nodes(const unstructured_options& o, const std::vector<flow>& flows, bool layered) {
  std::vector<double> values;
  for (const double t : o.times)
    for (std::size_t n = 0; n < o.grid.x.size(); ++n)
      for (std::size_t k = 0; k < (layered ? o.levels : 1); ++k)
        for (const flow& f : flows) {
          const double z = layered ? height(o, n, k) : -o.h(o.grid.x[n], o.grid.y[n], 0, 0) / 2;
          values.push_back(std::isnan(z) ? z : f(o.grid.x[n], o.grid.y[n], z, t));
        }
  return values;
}

inline document base(const unstructured_options& o, const std::string& node, const std::string& face,
                     const std::string& corners, std::size_t width) {
  document doc;
  doc.dimensions = {{face, o.grid.faces()},        {node, o.grid.x.size()}, {corners, width}, {"two", 2}, {"one", 1},
                    {"time", o.times.size(), true}};
  doc.add("time", NC_DOUBLE, {"time"}, o.times).set("units", o.time_units);
  return doc;
}

inline void add_schism_mesh(document& doc, const unstructured_options& o) {
  std::vector<double> corners;
  for (const std::int32_t n : o.grid.face) corners.push_back(n < 0 ? 0 : n + 1);  // as packing tools leave it
  document_variable& table =
      doc.add("SCHISM_hgrid_face_nodes", NC_INT, {"nSCHISM_hgrid_face", "nMaxSCHISM_hgrid_face_nodes"}, corners);
  table.set("start_index", NC_INT, {1});
  table.set("_FillValue", NC_INT, {-99999});
  const auto [west, east] = std::minmax_element(o.grid.x.begin(), o.grid.x.end());
  const auto [south, north] = std::minmax_element(o.grid.y.begin(), o.grid.y.end());
  add_values(doc, o, "SCHISM_hgrid_node_x", {"nSCHISM_hgrid_node"}, o.grid.x, *west, *east, -99999)
      .set("standard_name", o.degrees ? "longitude" : "projection_x_coordinate");
  add_values(doc, o, "SCHISM_hgrid_node_y", {"nSCHISM_hgrid_node"}, o.grid.y, *south, *north, -99999)
      .set("standard_name", o.degrees ? "latitude" : "projection_y_coordinate");
  std::vector<double> depth;
  for (std::size_t n = 0; n < o.grid.x.size(); ++n) depth.push_back(o.h(o.grid.x[n], o.grid.y[n], 0, 0));
  doc.add("depth", NC_DOUBLE, {"nSCHISM_hgrid_node"}, depth);
}

inline std::vector<double> dry_flags(const unstructured_options& o) {
  std::vector<double> flags;
  for (std::size_t t = 0; t < o.times.size(); ++t)
    for (std::size_t f = 0; f < o.grid.faces(); ++f) flags.push_back(o.dry && o.dry(f, t) ? 1 : 0);
  return flags;
}

}  // namespace detail

/// SCHISM's older, combined layout: hvel, dahv, zcor, elev, temp, wetdry_elem.
inline document schism_combined_document(const unstructured_options& o) {
  using detail::at_nodes;
  document doc = detail::base(o, "nSCHISM_hgrid_node", "nSCHISM_hgrid_face", "nMaxSCHISM_hgrid_face_nodes", 4);
  doc.dimensions.push_back({"nSCHISM_vgrid_layers", o.levels});
  detail::add_schism_mesh(doc, o);
  const std::vector<std::string> flat{"time", "nSCHISM_hgrid_node"},
      layered{"time", "nSCHISM_hgrid_node", "nSCHISM_vgrid_layers"};
  const auto with_two = [](std::vector<std::string> over) {
    over.push_back("two");
    return over;
  };
  const flow z = [](double, double, double height, double) { return height; };
  const flow elev = [](double, double, double, double) { return 0.0; };
  detail::add_values(doc, o, "hvel", with_two(layered), at_nodes(o, {o.u, o.v}, true), -o.pack_range, o.pack_range,
                     9.96921e36);
  detail::add_values(doc, o, "dahv", with_two(flat), at_nodes(o, {o.u, o.v}, false), -o.pack_range, o.pack_range,
                     9.96921e36);
  detail::add_values(doc, o, "zcor", layered, at_nodes(o, {z}, true), -20, 20, 9.96921e36);
  detail::add_values(doc, o, "temp", layered, at_nodes(o, {o.temp}, true), 0, 40, 9.96921e36);
  detail::add_values(doc, o, "elev", flat, at_nodes(o, {elev}, false), -5, 5, 9.96921e36);
  doc.add("wetdry_elem", NC_FLOAT, {"time", "nSCHISM_hgrid_face"}, detail::dry_flags(o));
  return doc;
}

/// SCHISM's newer layout: out2d, horizontalVelX, horizontalVelY, zCoordinates; out2d alone has the mesh.
inline std::map<std::string, document> schism_split_documents(const unstructured_options& o) {
  using detail::at_nodes;
  const std::vector<std::string> flat{"time", "nSCHISM_hgrid_node"},
      layered{"time", "nSCHISM_hgrid_node", "nSCHISM_vgrid_layers"};
  std::map<std::string, document> to;
  for (const char* name : {"out2d", "horizontalVelX", "horizontalVelY", "zCoordinates"}) {
    document doc = detail::base(o, "nSCHISM_hgrid_node", "nSCHISM_hgrid_face", "nMaxSCHISM_hgrid_face_nodes", 4);
    doc.dimensions.push_back({"nSCHISM_vgrid_layers", o.levels});
    to[name] = std::move(doc);
  }
  document& flat_file = to["out2d"];
  detail::add_schism_mesh(flat_file, o);
  flat_file.add("elevation", NC_FLOAT, flat, at_nodes(o, {[](double, double, double, double) { return 0.0; }}, false));
  flat_file.add("dryFlagElement", NC_FLOAT, {"time", "nSCHISM_hgrid_face"}, detail::dry_flags(o));
  detail::add_values(to["horizontalVelX"], o, "horizontalVelX", layered, at_nodes(o, {o.u}, true), -2, 2, 9.96921e36);
  detail::add_values(to["horizontalVelY"], o, "horizontalVelY", layered, at_nodes(o, {o.v}, true), -2, 2, 9.96921e36);
  detail::add_values(to["zCoordinates"], o, "zCoordinates", layered,
                     at_nodes(o, {[](double, double, double z, double) { return z; }}, true), -20, 20, 9.96921e36);
  return to;
}

/// A file after UGRID 1.0, chapter "2D triangular" and "2D flexible mesh": a topology variable, faces of three or four
/// corners, the velocity at nodes or faces.
inline document ugrid_document(const unstructured_options& o) {
  document doc = detail::base(o, "nMesh2_node", "nMesh2_face", "nMaxMesh2_face_nodes", 4);
  doc.attributes.push_back({"Conventions", NC_CHAR, "CF-1.6, UGRID-1.0", {}});
  document_variable& mesh = doc.add("Mesh2", NC_INT, {"one"}, {0});
  mesh.set("cf_role", "mesh_topology");
  mesh.set("topology_dimension", NC_INT, {2});
  mesh.set("node_coordinates", "Mesh2_node_y Mesh2_node_x");
  mesh.set("face_node_connectivity", "Mesh2_face_nodes");
  mesh.set("face_dimension", "nMesh2_face");
  const std::size_t faces = o.grid.faces();
  std::vector<double> corners(4 * faces);
  for (std::size_t f = 0; f < faces; ++f)
    for (std::size_t k = 0; k < 4; ++k)
      corners[o.transposed ? k * faces + f : 4 * f + k] =
          o.grid.face[4 * f + k] < 0 ? 999999 : o.grid.face[4 * f + k] + o.first_number;
  document_variable& table = doc.add("Mesh2_face_nodes", NC_INT,
                                     o.transposed ? std::vector<std::string>{"nMaxMesh2_face_nodes", "nMesh2_face"}
                                                  : std::vector<std::string>{"nMesh2_face", "nMaxMesh2_face_nodes"},
                                     corners);
  table.set("cf_role", "face_node_connectivity");
  table.set("_FillValue", NC_INT, {999999});
  if (o.say_first) table.set("start_index", NC_INT, {static_cast<double>(o.first_number)});
  document_variable& y = doc.add("Mesh2_node_y", NC_DOUBLE, {"nMesh2_node"}, o.grid.y);
  y.set("standard_name", o.degrees ? "latitude" : "projection_y_coordinate");
  y.set("units", o.degrees ? "degrees_north" : "m");
  document_variable& x = doc.add("Mesh2_node_x", NC_DOUBLE, {"nMesh2_node"}, o.grid.x);
  x.set("standard_name", o.degrees ? "longitude" : "projection_x_coordinate");
  x.set("units", o.degrees ? "degrees_east" : "m");

  for (const bool eastward : {true, false}) {
    const flow& f = eastward ? o.u : o.v;
    std::vector<double> values;
    for (std::size_t t = 0; t < o.times.size(); ++t)
      for (std::size_t i = 0; i < (o.at_faces ? faces : o.grid.x.size()); ++i) {
        const std::array<double, 2> p = o.at_faces ? o.grid.centre(i) : std::array<double, 2>{o.grid.x[i], o.grid.y[i]};
        values.push_back(!o.at_faces && o.dry_node && o.dry_node(i, t) ? -999
                         : o.at_faces && o.dry && o.dry(i, t)          ? -999
                                                                       : f(p[0], p[1], 0, o.times[t]));
      }
    const std::string name = !o.standard_names ? (eastward ? "u" : "v") : eastward ? "Mesh2_to_east" : "Mesh2_to_north";
    document_variable& v = doc.add(name, NC_DOUBLE, {"time", o.at_faces ? "nMesh2_face" : "nMesh2_node"}, values);
    if (o.standard_names)
      v.set("standard_name", eastward ? "Eastward_sea_water_velocity" : "northward_sea_water_velocity");
    v.set("mesh", "Mesh2");
    v.set("location", o.at_faces ? "face" : "node");
    v.set("units", "m s-1");
    v.set("_FillValue", NC_DOUBLE, {-999});
  }
  return doc;
}

/// ADCIRC's fort.63.nc (elevation) and fort.64.nc (velocity), of triangles alone; dry nodes have -99999.
inline std::map<std::string, document> adcirc_documents(const unstructured_options& o) {
  std::map<std::string, document> to;
  for (const char* name : {"fort.63.nc", "fort.64.nc"}) {
    document doc = detail::base(o, "node", "nele", "nvertex", 3);
    doc.dimensions.push_back({"mesh", 1});
    doc.attributes.push_back({"model", NC_CHAR, "ADCIRC", {}});
    doc.variable("time").set("base_date", "2017-01-01 00:00:00");
    document_variable& x = doc.add("x", NC_DOUBLE, {"node"}, o.grid.x);
    x.set("units", o.degrees ? "degrees_east" : "m");
    document_variable& y = doc.add("y", NC_DOUBLE, {"node"}, o.grid.y);
    y.set("units", o.degrees ? "degrees_north" : "m");
    std::vector<double> corners, depth;
    for (std::size_t f = 0; f < o.grid.faces(); ++f)
      for (std::size_t k = 0; k < 3; ++k) corners.push_back(o.grid.face[4 * f + k] + 1);
    document_variable& element = doc.add("element", NC_INT, {"nele", "nvertex"}, corners);
    element.set("cf_role", "face_node_connectivity");
    element.set("start_index", NC_INT, {1});
    document_variable& mesh = doc.add("adcirc_mesh", NC_INT, {"mesh"}, {0});
    mesh.set("cf_role", "mesh_topology");
    mesh.set("topology_dimension", NC_INT, {2});
    mesh.set("node_coordinates", "x y");
    mesh.set("face_node_connectivity", "element");
    for (std::size_t n = 0; n < o.grid.x.size(); ++n) depth.push_back(o.h(o.grid.x[n], o.grid.y[n], 0, 0));
    doc.add("depth", NC_DOUBLE, {"node"}, depth);
    const auto add = [&](const std::string& field, const flow& f) {
      std::vector<double> values;
      for (std::size_t t = 0; t < o.times.size(); ++t)
        for (std::size_t n = 0; n < o.grid.x.size(); ++n)
          values.push_back(o.dry_node && o.dry_node(n, t) ? -99999 : f(o.grid.x[n], o.grid.y[n], 0, o.times[t]));
      document_variable& v = doc.add(field, NC_DOUBLE, {"time", "node"}, values);
      v.set("_FillValue", NC_DOUBLE, {-99999});
      v.set("location", "node");
      v.set("mesh", "adcirc_mesh");
    };
    if (std::string(name) == "fort.63.nc") {
      add("zeta", [](double x_, double, double, double t) { return 1e-5 * x_ + 1e-5 * t; });
    } else {
      add("u-vel", o.u);
      add("v-vel", o.v);
    }
    to[name] = std::move(doc);
  }
  return to;
}

}  // namespace fvcom_test
