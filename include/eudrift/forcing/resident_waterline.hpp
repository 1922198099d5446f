// SPDX-License-Identifier: BSL-1.0
/// \file
/// The mesh on which particles travel where the ground dries and floods.
#pragma once
#include <eudrift/forcing/resident_mesh.hpp>
#include <eudrift/kernels/max_reduce.hpp>
#include <eudrift/kernels/shut_dry.hpp>

#include <utility>

namespace eudrift::inline EUDRIFT_ABI {

/// A mesh in which, interval by interval, elements that are dry at both slices are land to the others:
///
///   if (line.take(wet_before, wet_after) && records) records->reshape(line.view());
///   ex.map(particles.size(), begin_interval<...>{particles.view(), wet_before, wet_after, held});
///   velocity.mesh = line.view();
///
/// Without it a particle can drift into a dry element within an interval, and is aground there from the next on.
template <Executor Ex>
class resident_waterline {
 public:
  /// `mesh` must live as long as this; it may be moved.
  resident_waterline(const Ex& ex, const resident_mesh<Ex>& mesh)
      : ex_(ex),
        mesh_(mesh.view()),
        elements_(mesh.elements()),
        now_(ex_.template make<std::int32_t>(3 * mesh.elements())),
        next_(ex_.template make<std::int32_t>(3 * mesh.elements())) {
    take({}, {});
  }
  /// Whether elements are wet at an interval's slices: 0 for dry, (elements,); empty: always wet.  Returns whether an
  /// edge was shut or opened: on any process, where there are many; all of them must call it then.
  bool take(eudrift::view<const double> wet_before, eudrift::view<const double> wet_after) {
    ex_.map(elements_, shut_dry<double, std::int32_t>{mesh_, wet_before, wet_after, ex_.view(next_)});
    std::swap(now_, next_);
    return ex_.reduce(3 * elements_,
                      differs<std::int32_t>{ex_.view(std::as_const(now_)), ex_.view(std::as_const(next_))},
                      count_reduce{}) > 0;
  }
  /// The mesh during that interval.
  triangle_mesh_view<double, std::int32_t> view() const {
    auto to = mesh_;
    to.neighbour = ex_.view(now_);
    return to;
  }
  /// Held in the executor's memory.
  index_t bytes() const { return held_bytes(ex_, now_, next_); }

 private:
  Ex ex_;
  triangle_mesh_view<double, std::int32_t> mesh_;
  index_t elements_;
  array_t<Ex, std::int32_t> now_, next_;  // (elements, 3)
};

}  // namespace eudrift::inline EUDRIFT_ABI
