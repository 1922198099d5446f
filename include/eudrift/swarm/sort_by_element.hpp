// SPDX-License-Identifier: BSL-1.0
/// \file
/// Particles in the order of their elements, so that those that read the same values stand together.
#pragma once
#include <eudrift/swarm/particle_set.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

/// Sorts particles by host element, as the mesh is numbered in memory; those of one element keep their
/// order.  All properties go along, so that nothing changes but places in memory.  In time proportional
/// to particles plus elements, or, where there are few particles, to these and their logarithm.  It owns
/// what a sort needs, so keep it over the time loop.
class sort_by_element {
 public:
  /// `elements`: of the mesh.  A particle in none of them goes to the end.
  template <Executor Ex, int Dim, class... P>
  void operator()(particle_set<Ex, Dim, P...>& particles, index_t elements) {
    const std::span<const std::int32_t> of = particles.template collect<host_element>();
    if (std::is_sorted(of.begin(), of.end()) && (of.empty() || of.front() >= 0)) return;
    order_.resize(of.size());
    if (particles.size() < elements / 32) {
      compare(of, elements);
    } else {
      count(of, elements);
    }
    particles.reorder(order_);
  }

 private:
  /// An element's number; `elements` for what is none.
  static std::size_t key(std::int32_t element, index_t elements) {
    return static_cast<std::size_t>(element < 0 || element > elements ? elements : element);
  }
  void compare(std::span<const std::int32_t> of, index_t elements) {
    std::iota(order_.begin(), order_.end(), index_t{0});
    std::sort(order_.begin(), order_.end(), [&](index_t i, index_t j) {
      const std::size_t a = key(of[static_cast<std::size_t>(i)], elements), b = key(of[static_cast<std::size_t>(j)], elements);
      return a != b ? a < b : i < j;
    });
  }
  void count(std::span<const std::int32_t> of, index_t elements) {
    begin_.assign(static_cast<std::size_t>(elements) + 2, 0);
    for (const std::int32_t e : of) ++begin_[key(e, elements) + 1];
    std::partial_sum(begin_.begin(), begin_.end(), begin_.begin());
    for (std::size_t i = 0; i < of.size(); ++i)
      order_[static_cast<std::size_t>(begin_[key(of[i], elements)]++)] = static_cast<index_t>(i);
  }

  std::vector<index_t> begin_;  ///< first place of an element's particles, (elements + 2,)
  std::vector<index_t> order_;  ///< (particles,)
};

}  // namespace eudrift::inline EUDRIFT_ABI
