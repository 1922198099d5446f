// SPDX-License-Identifier: BSL-1.0
/// \file
/// FVCOM-layout NetCDF files of analytic flows, with a switch for each trap that real files set.
#pragma once
#include "netcdf_document.hpp"

#include <eudrift/forcing/time.hpp>

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace fvcom_test {

/// Nodes and counter-clockwise corners from 0, shape (elements, 3).
struct triangulation {
  std::vector<double> x, y;
  std::vector<std::int32_t> corner;

  std::size_t elements() const { return corner.size() / 3; }
  /// Mean of the three nodes of an element.
  std::array<double, 2> centroid(std::size_t e) const {
    std::array<double, 2> c{};
    for (std::size_t k = 0; k < 3; ++k) {
      c[0] += x[static_cast<std::size_t>(corner[3 * e + k])] / 3;
      c[1] += y[static_cast<std::size_t>(corner[3 * e + k])] / 3;
    }
    return c;
  }
};

/// One triangle with legs of `side`.
inline triangulation single_triangle(double side = 1000) { return {{0, side, 0}, {0, 0, side}, {0, 1, 2}}; }

/// A square of n by n nodes and `side` length from (west, south), its inner nodes moved at random by up to
/// `jitter` of the spacing (0.25 at most keeps every triangle upright), its diagonals either way.
inline triangulation jittered_square(std::size_t n, double side, double jitter = 0.2, unsigned seed = 1,
                                     double west = 0, double south = 0) {
  std::mt19937 random(seed);
  const auto uniform = [&] { return static_cast<double>(random()) / 4294967296.0; };
  const double step = side / static_cast<double>(n - 1);
  triangulation t;
  for (std::size_t j = 0; j < n; ++j)
    for (std::size_t i = 0; i < n; ++i) {
      const bool inner = i > 0 && j > 0 && i + 1 < n && j + 1 < n;
      const double dx = (uniform() * 2 - 1) * jitter, dy = (uniform() * 2 - 1) * jitter;
      t.x.push_back(west + step * (static_cast<double>(i) + (inner ? dx : 0)));
      t.y.push_back(south + step * (static_cast<double>(j) + (inner ? dy : 0)));
    }
  for (std::size_t j = 0; j + 1 < n; ++j)
    for (std::size_t i = 0; i + 1 < n; ++i) {
      const auto a = static_cast<std::int32_t>(j * n + i), b = a + 1, d = a + static_cast<std::int32_t>(n), c = d + 1;
      if (random() % 2) t.corner.insert(t.corner.end(), {a, b, c, a, c, d});
      else t.corner.insert(t.corner.end(), {a, b, d, b, c, d});
    }
  return t;
}

/// A field of place, sigma (0 at the surface, -1 at the bed) and time [s since `epoch`].
using flow = std::function<double(double x, double y, double sigma, double t)>;

/// Which coordinates a file has.  The triangulation's x and y are metres or degrees accordingly.
enum class coordinates {
  plane,             ///< x, y; lon and lat absent
  sphere,            ///< lon, lat; x and y absent
  sphere_zero_plane, ///< lon, lat; x and y all zero
  plane_zero_sphere, ///< x, y; lon and lat all zero
  plane_and_sphere,  ///< x, y; lon and lat from them by 1e-5 degrees a metre
  sphere_and_plane   ///< lon, lat; x and y from them by 1e5 metres a degree
};

/// What a generated file holds.  Fields without a function are left out.
struct fvcom_options {
  file_format format = file_format::netcdf4;
  triangulation grid = jittered_square(5, 4000);
  coordinates kind = coordinates::plane;
  std::string system = "Cartesian";       ///< attribute CoordinateSystem; empty: absent
  std::string projection = {};            ///< attribute CoordinateProjection; empty: absent
  nc_type coordinate_type = NC_DOUBLE;

  bool clockwise = true;                  ///< as FVCOM writes nv
  int first_number = 1;                   ///< nv counts from here
  bool transposed = false;                ///< nv(nele, three), nbe likewise
  bool with_nbe = true;

  std::size_t layers = 3;
  std::vector<eudrift::time_ms> times{0, 3'600'000, 7'200'000};
  eudrift::time_ms epoch = 0;             ///< where t = 0 in the flows
  bool itime = true, text_times = false;  ///< Itime and Itime2; Times
  nc_type time_type = NC_FLOAT;           ///< of time; NC_NAT: absent
  std::string time_units = "days since 1858-11-17 00:00:00";
  bool calendar = true;                   ///< false: "days since 0.0", times from the model's start

  flow u = [](double, double, double, double) { return 0.1; };
  flow v = [](double, double, double, double) { return 0.2; };
  flow ww, ua, va, temp, salinity, zeta, omega, kh, viscofh;
  flow h = [](double, double, double, double) { return 10.0; };
  nc_type value_type = NC_FLOAT;
  bool with_sigma = true;
  double level_noise = 0;                 ///< added to both end levels, as float noise does
  std::function<bool(std::size_t element, std::size_t slice)> dry;  ///< writes wet_cells, velocity filled there
  double fill = std::nan("");             ///< _FillValue of velocities
  bool packed = false;                    ///< velocities as int16 with scale_factor and add_offset
};

namespace detail {

inline void add_mesh(document& doc, const fvcom_options& o) {
  const triangulation& g = o.grid;
  const std::size_t elements = g.elements();
  const auto put_table = [&](const std::string& name, const std::vector<double>& rows) {
    std::vector<double> out(rows);
    if (!o.transposed)
      for (std::size_t e = 0; e < elements; ++e)
        for (std::size_t k = 0; k < 3; ++k) out[k * elements + e] = rows[3 * e + k];
    doc.add(name, NC_INT, o.transposed ? std::vector<std::string>{"nele", "three"} : std::vector<std::string>{"three", "nele"}, out);
  };
  std::vector<double> nv, nbe(3 * elements, 0);
  std::map<std::pair<double, double>, std::size_t> edges;
  for (std::size_t e = 0; e < elements; ++e) {
    const std::size_t order[] = {0, o.clockwise ? 2u : 1u, o.clockwise ? 1u : 2u};
    for (const std::size_t k : order) nv.push_back(g.corner[3 * e + k] + o.first_number);
  }
  for (std::size_t e = 0; e < elements; ++e)
    for (std::size_t k = 0; k < 3; ++k) {  // the edge opposite corner k
      const double a = nv[3 * e + (k + 1) % 3], b = nv[3 * e + (k + 2) % 3];
      const auto [at, fresh] = edges.try_emplace({std::min(a, b), std::max(a, b)}, 3 * e + k);
      if (fresh) continue;
      nbe[3 * e + k] = static_cast<double>(at->second / 3 + 1);
      nbe[at->second] = static_cast<double>(e + 1);
    }
  put_table("nv", nv);
  if (o.with_nbe) put_table("nbe", nbe);

  const bool plane = o.kind == coordinates::plane || o.kind == coordinates::plane_zero_sphere ||
                     o.kind == coordinates::plane_and_sphere;
  const bool other = o.kind != coordinates::plane && o.kind != coordinates::sphere;
  std::vector<double> other_x(g.x.size(), 0), other_y(g.x.size(), 0);
  if (o.kind == coordinates::plane_and_sphere)
    for (std::size_t n = 0; n < g.x.size(); ++n) other_x[n] = 1e-5 * g.x[n], other_y[n] = 1e-5 * g.y[n];
  if (o.kind == coordinates::sphere_and_plane)
    for (std::size_t n = 0; n < g.x.size(); ++n) other_x[n] = 1e5 * g.x[n], other_y[n] = 1e5 * g.y[n];
  doc.add(plane ? "x" : "lon", o.coordinate_type, {"node"}, g.x);
  doc.add(plane ? "y" : "lat", o.coordinate_type, {"node"}, g.y);
  if (other) {
    doc.add(plane ? "lon" : "x", o.coordinate_type, {"node"}, other_x);
    doc.add(plane ? "lat" : "y", o.coordinate_type, {"node"}, other_y);
  }
}

inline void add_times(document& doc, const fvcom_options& o) {
  using namespace eudrift;
  const auto unit = o.calendar ? *parse_time("1858-11-17") : 0;
  std::vector<double> day, ms, decimal;
  std::string text;
  for (const time_ms t : o.times) {
    const time_ms since = t - unit;
    const time_ms whole = (since >= 0 ? since : since - ms_per_day + 1) / ms_per_day;
    day.push_back(static_cast<double>(whole));
    ms.push_back(static_cast<double>(since - whole * ms_per_day));
    decimal.push_back(static_cast<double>(since) / static_cast<double>(ms_per_day));
    std::string one = format_time(t, true);
    one.pop_back();
    if (t % 1000 == 0) one += ".000";
    text += one + "000";
  }
  const std::string units = o.calendar ? o.time_units : "days since 0.0";
  if (o.time_type != NC_NAT) {
    document_variable& v = doc.add("time", o.time_type, {"time"}, decimal);
    v.set("units", units);
    v.set("format", "modified julian day (MJD)");
    v.set("time_zone", o.calendar ? "UTC" : "none");
  }
  if (o.itime) {
    doc.add("Itime", NC_INT, {"time"}, day).set("units", units);
    doc.add("Itime2", NC_INT, {"time"}, ms).set("units", "msec since 00:00:00");
  }
  if (o.text_times) doc.add("Times", NC_CHAR, {"time", "DateStrLen"}, {}).text = text;
}

inline void add_field(document& doc, const fvcom_options& o, const std::string& name, const flow& f,
                      const std::string& where, const std::string& vertical, const std::string& unit) {
  if (!f) return;
  const bool node = where == "node";
  const std::size_t items = node ? o.grid.x.size() : o.grid.elements();
  const std::size_t layers = vertical.empty() ? 1 : vertical == "siglev" ? o.layers + 1 : o.layers;
  std::vector<double> values;
  values.reserve(o.times.size() * layers * items);
  for (std::size_t t = 0; t < (name == "h" ? 1 : o.times.size()); ++t)
    for (std::size_t k = 0; k < layers; ++k)
      for (std::size_t i = 0; i < items; ++i) {
        const std::array<double, 2> p = node ? std::array<double, 2>{o.grid.x[i], o.grid.y[i]} : o.grid.centroid(i);
        const double sigma = -(static_cast<double>(k) + (vertical == "siglay" ? 0.5 : 0.0)) / static_cast<double>(o.layers);
        const bool velocity = !node && unit == "meters s-1";
        values.push_back(velocity && o.dry && o.dry(i, t)
                             ? o.fill
                             : f(p[0], p[1], sigma, static_cast<double>(o.times[t] - o.epoch) / 1000));
      }
  std::vector<std::string> over;
  if (name != "h") over.push_back("time");
  if (!vertical.empty()) over.push_back(vertical);
  over.push_back(where);
  const bool pack = o.packed && !node;
  document_variable& v = doc.add(name, pack ? NC_SHORT : o.value_type, over, values);
  v.set("units", unit);
  if (pack) {
    constexpr double scale = 1e-4, offset = 0.5, gone = -32768;
    for (double& value : v.numbers)
      value = std::isnan(value) || value == o.fill ? gone : std::round((value - offset) / scale);
    v.set("scale_factor", NC_DOUBLE, {scale});
    v.set("add_offset", NC_DOUBLE, {offset});
    v.set("_FillValue", NC_SHORT, {gone});
  } else if (!node) {
    v.set("_FillValue", o.value_type, {o.fill});
  }
}

}  // namespace detail

/// The file of the options as a document, for tests that bend it further.
inline document fvcom_document(const fvcom_options& o) {
  document doc;
  doc.format = o.format;
  doc.dimensions = {{"nele", o.grid.elements()}, {"node", o.grid.x.size()}, {"siglay", o.layers},
                    {"siglev", o.layers + 1},    {"three", 3},              {"DateStrLen", 26},
                    {"time", o.times.size(), true}};
  if (!o.system.empty()) doc.attributes.push_back({"CoordinateSystem", NC_CHAR, o.system, {}});
  if (!o.projection.empty()) doc.attributes.push_back({"CoordinateProjection", NC_CHAR, o.projection, {}});
  doc.attributes.push_back({"source", NC_CHAR, "FVCOM_4.3", {}});
  detail::add_mesh(doc, o);
  if (o.with_sigma)
    for (const std::string name : {"siglay", "siglev"}) {
      const std::size_t levels = name == "siglev" ? o.layers + 1 : o.layers;
      std::vector<double> sigma;
      for (std::size_t k = 0; k < levels; ++k)
        for (std::size_t n = 0; n < o.grid.x.size(); ++n) {
          const double level = -(static_cast<double>(k) + (name == "siglay" ? 0.5 : 0.0)) / static_cast<double>(o.layers);
          sigma.push_back(name == "siglev" && k == 0 ? -0.0 + o.level_noise
                          : name == "siglev" && k + 1 == levels ? -1 - o.level_noise : level);
        }
      document_variable& v = doc.add(name, NC_FLOAT, {name, "node"}, sigma);
      v.set("valid_min", NC_FLOAT, {-1});
      v.set("valid_max", NC_FLOAT, {0});
    }
  detail::add_times(doc, o);
  detail::add_field(doc, o, "h", o.h, "node", "", "m");
  detail::add_field(doc, o, "zeta", o.zeta, "node", "", "meters");
  detail::add_field(doc, o, "u", o.u, "nele", "siglay", "meters s-1");
  detail::add_field(doc, o, "v", o.v, "nele", "siglay", "meters s-1");
  detail::add_field(doc, o, "ww", o.ww, "nele", "siglay", "meters s-1");
  detail::add_field(doc, o, "ua", o.ua, "nele", "", "meters s-1");
  detail::add_field(doc, o, "va", o.va, "nele", "", "meters s-1");
  detail::add_field(doc, o, "temp", o.temp, "node", "siglay", "degrees_C");
  detail::add_field(doc, o, "salinity", o.salinity, "node", "siglay", "1e-3");
  detail::add_field(doc, o, "omega", o.omega, "node", "siglev", "s-1");
  detail::add_field(doc, o, "kh", o.kh, "node", "siglev", "m 2 s-1");
  detail::add_field(doc, o, "viscofh", o.viscofh, "node", "siglay", "m 2 s-1");
  if (o.dry) {
    std::vector<double> wet;
    for (std::size_t t = 0; t < o.times.size(); ++t)
      for (std::size_t e = 0; e < o.grid.elements(); ++e) wet.push_back(o.dry(e, t) ? 0 : 1);
    doc.add("wet_cells", NC_INT, {"time", "nele"}, wet);
  }
  return doc;
}

/// Writes the file of the options.
inline void write_fvcom_file(const std::string& path, const fvcom_options& options) {
  write(fvcom_document(options), path);
}

}  // namespace fvcom_test
