// SPDX-License-Identifier: BSL-1.0
// From a file of tracks to another format.
#pragma once
#include <string>
#include <vector>

namespace tracks_to {

/// What is asked for.
struct request {
  std::string tracks;                ///< the file that happiest_particle wrote
  std::string format;                ///< csv, geojson, html or vtk; empty: by the ending of `output`
  std::string output;                ///< without its ending if need be
  std::vector<std::string> forcing;  ///< for the mesh; may be empty
  std::vector<std::string> fields;   ///< of the forcing, beside current and elevation, for vtk
};

/// Writes it; returns a sentence on what was written.  Throws eudrift::error.
std::string convert(request what);

}  // namespace tracks_to
