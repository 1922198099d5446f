// SPDX-License-Identifier: BSL-1.0
/// \file
/// SCHISM's output: the older layout of combined files, and the newer one of a file for each variable.
#pragma once
#include <eudrift/netcdf/model_layout.hpp>

#include <string>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

/// What a file of SCHISM holds, in either layout; on the I/O thread.  Names as the model's own output routines write
/// them: hvel, dahv, elev, wetdry_elem, zcor in combined files; horizontalVelX, elevation, dryFlagElement, zCoordinates
/// in out2d and its companions.  Levels count from the bed, and those below it are missing.
inline model_layout read_schism_layout(const netcdf_file& file) {
  model_layout to;
  const std::vector<std::string> names = detail::variable_names(file);
  to.time = detail::find_time(file, names);
  to.node = detail::dimension_id(file, "nSCHISM_hgrid_node");
  to.face = detail::dimension_id(file, "nSCHISM_hgrid_face");
  if (const auto x = find_variable(file, "SCHISM_hgrid_node_x"); x && find_variable(file, "SCHISM_hgrid_face_nodes")) {
    to.connectivity = "SCHISM_hgrid_face_nodes";
    to.x = "SCHISM_hgrid_node_x";
    to.y = "SCHISM_hgrid_node_y";
    to.spherical = detail::in_degrees(file, *x);
  }
  detail::list_fields(to, file, names, detail::time_dimension(file, to.time),
                      {{"u", "hvel", 0},
                       {"v", "hvel", 1},
                       {"ua", "dahv", 0},
                       {"va", "dahv", 1},
                       {"u", "horizontalVelX"},
                       {"v", "horizontalVelY"},
                       {"ua", "depthAverageVelX"},
                       {"va", "depthAverageVelY"},
                       {"ww", "vertical_velocity"},
                       {"ww", "verticalVelocity"},
                       {"zeta", "elev"},
                       {"zeta", "elevation"},
                       {"h", "depth"},
                       {"temp", "temp"},
                       {"temp", "temperature"},
                       {"salinity", "salt"},
                       {"salinity", "salinity"},
                       {"kh", "diffusivity"},
                       {"zcor", "zcor"},
                       {"zcor", "zCoordinates"},
                       {"dry_cells", "wetdry_elem"},
                       {"dry_cells", "dryFlagElement"}});
  to.dry = dryness::face_flags;
  to.dry_by = "dry_cells";
  to.heights = "zcor";
  return to;
}

}  // namespace eudrift::inline EUDRIFT_ABI
