// SPDX-License-Identifier: BSL-1.0
// What the command line of the happiest particle says.
#pragma once
#include "mixing.hpp"
#include "spreading.hpp"

#include <eudrift/forcing/depth_choice.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace happiest_particle {

/// Where particles are released in the water.
struct release_height {
  double at = 0;          ///< sigma, or above 0 metres below the surface
  bool anywhere = false;  ///< or evenly over the column
};

struct options {
  std::vector<std::string> forcing;
  std::string executor = "serial";
  int threads = 0;
  int device = 0;                       ///< card of the executor gpu
  std::string local = "serial";         ///< where kernels of a process run, with the executor mpi
  std::string partition = "hilbert";    ///< who owns which element; "particles": the whole mesh everywhere
  std::string manager = "shared";       ///< whether rank 0 has particles of its own
  std::string forcing_from = "manager";  ///< who reads: rank 0 for all, or each process for itself ("direct")
  bool trace_forcing = false;
  std::string balance = "off";  ///< whether the mesh is shared out anew by where particles are
  std::int64_t particles = 1000;
  std::int64_t batch = 0;  ///< how many of them are in the executor's memory at a time; 0: all
  std::int64_t sort_every = 6;  ///< intervals that a sort by element serves, by measurement (docs/performance.md); 0: all
  std::string release;
  std::string earlier;  ///< tracks to go on from
  std::string start;
  std::optional<double> duration;
  double dt = 60;
  std::string scheme = "rk4";
  std::optional<double> tolerance;  ///< to which steps by an embedded scheme are held [m]
  bool stops_at_edges = false;
  std::string interpolation = "continuous";
  std::string vertical_interpolation = "linear";
  eudrift::depth_choice depth;
  int dimensions = 2;
  release_height release_depth;                    ///< where a release point says nothing of it
  std::string vertical_velocity = "auto";
  mixing_choice mixing;
  std::string mixing_profile;  ///< file of depths and diffusivities
  spreading_choice spreading;
  std::uint64_t seed = 1;
  std::string coast = "slide";  ///< what solid edges do: slide, reflect, stop or strand
  std::string open;             ///< which edges are open: a list of nodes, or "auto", by the flow; empty: none
  std::string waterline;        ///< "fixed", or "moving": dry ground is a coast; empty: as `coast` asks
  std::string prefer;
  double ecstatic = 0.5;
  bool until_ecstatic = false;
  double alert = 1;
  std::string output;
  std::optional<double> output_every;
  int deflate = 0;
  std::string checkpoint;  ///< to write; empty: none
  std::optional<double> checkpoint_every;
  std::string restart;  ///< checkpoint to go on from, if it is there
  bool staged = false;
  bool skip_outside = false;
  bool quiet = false;
  std::string command_line;
};

/// Whether each of many processes reads the forcing for itself.
inline bool reads_directly(const options& o) { return o.forcing_from == "direct"; }

/// Nothing where the command line asked only for help or the version, which is then printed.  Throws
/// eudrift::error for what cannot be meant.
std::optional<options> parse_options(int count, const char* const* words);

}  // namespace happiest_particle
