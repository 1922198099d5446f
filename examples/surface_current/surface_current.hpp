// SPDX-License-Identifier: BSL-1.0
// The surface current of an FVCOM file, for the small programs: read once, then in an executor's memory interval by
// interval, forwards or backwards.
#pragma once
#include <eudrift/forcing/resident_mesh.hpp>
#include <eudrift/forcing/resident_slices.hpp>
#include <eudrift/mesh/node_weights.hpp>

#include <array>
#include <string>
#include <utility>
#include <vector>

// What a file says of the surface.
struct surface_file {
  eudrift::mesh_data mesh;
  std::vector<double> seconds;                             // of each slice, after the first
  std::vector<std::array<std::vector<double>, 2>> current;  // of each slice, at elements: eastward, northward [m/s]
};

// Reads it.  Throws eudrift::error, naming the file, where it is none of FVCOM's.
surface_file read_surface(const std::string& path);

template <eudrift::Executor Ex>
class surface_current {
 public:
  surface_current(const Ex& ex, const surface_file& file)
      : mesh(ex, file.mesh),
        ex_(ex),
        file_(file),
        weights_(ex, make_node_weights(file.mesh, eudrift::node_average::linear_exact)),
        slices_(ex, mesh.nodes()) {}

  // Intervals between slices, counted from the earliest on, and their lengths [s].
  int intervals() const { return static_cast<int>(file_.seconds.size()) - 1; }
  double length(int k) const {
    const auto from = static_cast<std::size_t>(k);
    return file_.seconds[from + 1] - file_.seconds[from];
  }
  // The current of interval k; `backwards`, it begins with the later slice.
  eudrift::nodal_velocity<double, std::int32_t> during(int k, bool backwards = false) {
    receive(backwards ? k + 1 : k);
    receive(backwards ? k : k + 1);
    return {mesh.view(), slices_.view(backwards ? -length(k) : length(k))};
  }

  eudrift::resident_mesh<Ex> mesh;

 private:
  void receive(int slice) {
    if (std::exchange(last_, slice) == slice) return;
    slices_.receive(file_.current[static_cast<std::size_t>(slice)], eudrift::location::element);
    ex_.map(mesh.nodes(), slices_.reduction(weights_));
  }

  Ex ex_;
  const surface_file& file_;
  eudrift::resident_weights<Ex> weights_;
  eudrift::resident_slices<Ex, 2> slices_;
  int last_ = -1;
};
