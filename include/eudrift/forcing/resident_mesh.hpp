// SPDX-License-Identifier: BSL-1.0
/// \file
/// A mesh in an executor's memory.
#pragma once
#include <eudrift/core/error.hpp>
#include <eudrift/exec/executor.hpp>
#include <eudrift/mesh/bins.hpp>

#include <string>

namespace eudrift::inline EUDRIFT_ABI {

/// Holds the arrays of a mesh where Ex's kernels run.
template <Executor Ex>
class resident_mesh {
 public:
  /// `mesh` must be complete (build_mesh).
  resident_mesh(const Ex& ex, const mesh_data& mesh) : resident_mesh(ex, mesh, make_bins(mesh)) {}
  /// Elements [0, owned) are this process's, the others its halo's: `resident_mesh(ex, share.mesh, share.owned)` of a
  /// mesh_share.  Throws error where there are not so many elements.
  resident_mesh(const Ex& ex, const mesh_data& mesh, index_t owned) : resident_mesh(ex, mesh) {
    require(owned >= 0 && owned <= mesh.elements(),
            "a process was to own " + std::to_string(owned) + " elements of a mesh that has " +
                std::to_string(mesh.elements()) + "; give the share's mesh and its `owned`");
    owned_ = static_cast<std::int32_t>(owned);
  }

  triangle_mesh_view<double, std::int32_t> view() const {
    auto bins = bins_;
    bins.begin = ex_.view(bin_begin_);
    bins.element = ex_.view(bin_element_);
    soa_view<const double, 2> node;
    node.set(0, ex_.view(x_)), node.set(1, ex_.view(y_));
    return {.node = node,
            .corner = ex_.view(corner_),
            .neighbour = ex_.view(neighbour_),
            .fan_begin = ex_.view(fan_begin_),
            .fan = ex_.view(fan_),
            .element_number = ex_.view(element_number_),
            .bins = bins,
            .inside = inside_,
            .frame = frame_,
            .owned = owned_};
  }
  index_t nodes() const { return x_.size(); }
  index_t elements() const { return element_number_.size(); }
  /// Held in the executor's memory.
  index_t bytes() const {
    return held_bytes(ex_, x_, y_, corner_, neighbour_, fan_begin_, fan_, element_number_, bin_begin_, bin_element_);
  }

 private:
  resident_mesh(const Ex& ex, const mesh_data& mesh, const mesh_bins& bins)
      : ex_(ex),
        x_(ex.upload(mesh.x)),
        y_(ex.upload(mesh.y)),
        corner_(ex.upload(mesh.corner)),
        neighbour_(ex.upload(mesh.neighbour)),
        fan_begin_(ex.upload(mesh.fan_begin)),
        fan_(ex.upload(mesh.fan)),
        element_number_(ex.upload(mesh.element_number)),
        bins_(bins.view()),
        bin_begin_(ex.upload(bins.begin)),
        bin_element_(ex.upload(bins.element)),
        inside_(inside_bound(mesh)),
        frame_(mesh.frame) {}

  Ex ex_;
  array_t<Ex, double> x_, y_;
  array_t<Ex, std::int32_t> corner_, neighbour_, fan_begin_, fan_, element_number_;
  bins_view<double, std::int32_t> bins_;  ///< but for its views, which are those of the next two
  array_t<Ex, index_t> bin_begin_;
  array_t<Ex, std::int32_t> bin_element_;
  double inside_;
  coordinate_frame frame_;
  std::int32_t owned_ = triangle_mesh_view<double, std::int32_t>::all;
};

}  // namespace eudrift::inline EUDRIFT_ABI
