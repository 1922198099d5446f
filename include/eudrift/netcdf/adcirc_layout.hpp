// SPDX-License-Identifier: BSL-1.0
/// \file
/// ADCIRC's NetCDF output: fort.63.nc, fort.64.nc and what else lies on its mesh over time.
#pragma once
#include <eudrift/netcdf/model_layout.hpp>

#include <string>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

/// What a file of ADCIRC holds; on the I/O thread.  x and y are degrees where their units say so (ICS = 2).  A node
/// that is dry has -99999, the _FillValue, for its elevation (and velocity); an element is wet where its three nodes
/// are.
inline model_layout read_adcirc_layout(const netcdf_file& file) {
  model_layout to;
  const std::vector<std::string> names = detail::variable_names(file);
  to.time = detail::find_time(file, names);
  const auto element = find_variable(file, "element"), x = find_variable(file, "x");
  if (element && x && element->dimensions.size() == 2 && x->dimensions.size() == 1) {
    to.connectivity = "element";
    to.x = "x";
    to.y = "y";
    to.spherical = detail::in_degrees(file, *x);
    to.node = x->dimensions[0].id;
    to.face = element->dimensions[element->dimensions[0].length == 3 && element->dimensions[1].length != 3 ? 1 : 0].id;
  }
  detail::list_fields(to, file, names, detail::time_dimension(file, to.time),
                      {{"u", "u-vel"}, {"v", "v-vel"}, {"zeta", "zeta"}, {"h", "depth"}});
  to.dry = dryness::missing;
  to.dry_by = "zeta";
  return to;
}

}  // namespace eudrift::inline EUDRIFT_ABI
