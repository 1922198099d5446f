// SPDX-License-Identifier: BSL-1.0
/// \file
/// A projection, told as PROJ's parameters, in the words of the CF conventions.
#pragma once
#include <eudrift/netcdf/attribute.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

/// Attributes of a CF grid mapping variable, in the order in which they are written.
using grid_mapping = std::vector<std::pair<std::string, attribute_value>>;

namespace detail {

/// Parameters such as "+proj=utm +zone=10 +ellps=WGS84 +south", the plus signs optional as in FVCOM's files.
inline std::map<std::string, std::string, std::less<>> proj_parameters(std::string_view text) {
  std::map<std::string, std::string, std::less<>> to;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find_first_of(" \t,", at), text.size());
    std::string_view word = text.substr(at, end - at);
    at = end + 1;
    if (word.starts_with('+')) word.remove_prefix(1);
    const std::size_t equals = word.find('=');
    if (word.empty()) continue;
    to.emplace(word.substr(0, equals), equals == word.npos ? std::string_view() : word.substr(equals + 1));
  }
  return to;
}

inline std::optional<double> proj_number(const std::map<std::string, std::string, std::less<>>& given,
                                         std::string_view name) {
  const auto found = given.find(name);
  if (found == given.end()) return {};
  double value = 0;
  const char* last = found->second.data() + found->second.size();
  const auto [end, bad] = std::from_chars(found->second.data(), last, value);
  return bad == std::errc{} && end == last && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

/// The figure of the Earth: semi-major axis [m] and inverse flattening, of the ellipsoids that models use.
inline void add_ellipsoid(const std::map<std::string, std::string, std::less<>>& given, grid_mapping& to) {
  struct figure {
    const char *name, *full;
    double axis, inverse_flattening;
  };
  // Values of PROJ's list of ellipsoids; those of the datums WGS84 and NAD83 are the first two.
  constexpr figure known[]{{"WGS84", "WGS 84", 6378137, 298.257223563},
                           {"GRS80", "GRS 1980", 6378137, 298.257222101},
                           {"clrk66", "Clarke 1866", 6378206.4, 294.9786982138982}};
  const auto named = [&](const char* key) {
    const auto found = given.find(key);
    return found == given.end() ? std::string() : found->second == "NAD83" ? std::string("GRS80") : found->second;
  };
  const std::string name = named("ellps").empty() ? named("datum") : named("ellps");
  for (const figure& f : known)
    if (name == f.name) {
      to.emplace_back("reference_ellipsoid_name", std::string(f.full));
      to.emplace_back("semi_major_axis", f.axis);
      to.emplace_back("inverse_flattening", f.inverse_flattening);
    }
}

}  // namespace detail

/// The grid mapping (CF-1.11, section 5.6 and appendix F) of a projection in PROJ's parameters: of utm, tmerc, merc, and
/// lcc with one parallel, in metres, by CF's names.  The parameters themselves are kept as the attribute `proj4`, which
/// for other projections is all that there is.
inline grid_mapping make_grid_mapping(const std::string& proj) {
  const auto given = detail::proj_parameters(proj);
  const auto of = [&](std::string_view name, double otherwise) {
    return detail::proj_number(given, name).value_or(otherwise);
  };
  const auto kind = given.find("proj");
  const auto units = given.find("units");
  const bool known = (units == given.end() || units->second == "m") && of("lat_2", of("lat_1", 0)) == of("lat_1", 0);
  const std::string name = kind == given.end() || !known ? std::string() : kind->second;
  grid_mapping to;
  const auto put = [&](const char* attribute, double value) { to.emplace_back(attribute, value); };
  const auto zone = detail::proj_number(given, "zone");
  if (name == "utm" && zone && *zone >= 1 && *zone <= 60) {
    to.emplace_back("grid_mapping_name", std::string("transverse_mercator"));
    put("longitude_of_central_meridian", -183 + 6 * std::floor(*zone));
    put("latitude_of_projection_origin", 0);
    put("scale_factor_at_central_meridian", 0.9996);
    put("false_easting", 500000);
    put("false_northing", given.contains("south") ? 1e7 : 0);
  } else if (name == "tmerc" || name == "merc" || name == "lcc") {
    to.emplace_back("grid_mapping_name", std::string(name == "tmerc"  ? "transverse_mercator"
                                                     : name == "merc" ? "mercator"
                                                                      : "lambert_conformal_conic"));
    put(name == "merc" ? "longitude_of_projection_origin" : "longitude_of_central_meridian", of("lon_0", 0));
    if (name != "merc") put("latitude_of_projection_origin", of("lat_0", 0));
    if (name == "tmerc") put("scale_factor_at_central_meridian", of("k", of("k_0", 1)));
    if (name == "merc" && given.contains("lat_ts")) put("standard_parallel", of("lat_ts", 0));
    if (name == "merc" && !given.contains("lat_ts")) put("scale_factor_at_projection_origin", of("k", of("k_0", 1)));
    if (name == "lcc") put("standard_parallel", of("lat_1", 0));
    put("false_easting", of("x_0", 0));
    put("false_northing", of("y_0", 0));
  }
  if (!to.empty()) detail::add_ellipsoid(given, to);
  to.emplace_back("proj4", proj);
  return to;
}

}  // namespace eudrift::inline EUDRIFT_ABI
