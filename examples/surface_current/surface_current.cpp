// SPDX-License-Identifier: BSL-1.0
#include "surface_current.hpp"

#include <eudrift/forcing/depth_choice.hpp>
#include <eudrift/netcdf/fvcom_source.hpp>

surface_file read_surface(const std::string& path) {
  eudrift::fvcom_source source({path});
  const eudrift::field_former<eudrift::fvcom_source> surface(source, {});
  const auto u = find_field(source, "u"), v = find_field(source, "v");
  eudrift::require(u && v, path + ": has no current u and v at elements; give a file of FVCOM's with both");
  surface_file to{source.mesh(), {}, {}};
  for (std::size_t k = 0; k < source.times().size(); ++k) {
    to.seconds.push_back(static_cast<double>(source.times()[k] - source.times()[0]) / 1000);
    const auto slice = static_cast<eudrift::index_t>(k);
    to.current.push_back({surface(*u, slice), surface(*v, slice)});
  }
  return to;
}
