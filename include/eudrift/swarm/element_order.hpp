// SPDX-License-Identifier: BSL-1.0
/// \file
/// The order of particles by element, computed where the particles are.
#pragma once
#include <eudrift/core/error.hpp>
#include <eudrift/exec/distributed.hpp>
#include <eudrift/exec/sorting.hpp>
#include <eudrift/kernels/max_reduce.hpp>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <string>

namespace eudrift::inline EUDRIFT_ABI {

namespace detail {

/// What the kernels of a sort share.  Elements come in ranges of 2^shift, particles in slices.  A particle in
/// no element has the key `elements`, so that it comes last.
struct sort_view {
  view<const std::int32_t> element;  ///< of the particles
  index_t elements;                  ///< of the mesh
  int shift;
  index_t ranges, slice, slices;  ///< numbers of, and particles a slice
  view<std::uint32_t> table;   ///< particles by slice and range, then where they go, (slices, ranges)
  view<std::uint32_t> begin;   ///< first place of a range's particles, (ranges + 1,)
  view<std::uint32_t> next;    ///< by key, (ranges << shift,)
  view<std::uint64_t> ranged;  ///< key << 32 | particle, by range, (particles,)
  view<std::uint32_t> order;   ///< (particles,)

  EUDRIFT_FN std::uint32_t key(index_t i) const {
    const std::int32_t e = element[i];
    return static_cast<std::uint32_t>(e < 0 || e > elements ? elements : e);
  }
  EUDRIFT_FN std::uint64_t keyed(index_t i) const {
    return std::uint64_t{key(i)} << 32 | static_cast<std::uint64_t>(i);
  }
  /// Item i of `ranged`, which a single range does without.
  EUDRIFT_FN std::uint64_t in_range(index_t i) const { return ranges > 1 ? ranged[i] : keyed(i); }
  EUDRIFT_FN index_t range(std::uint32_t key) const { return key >> shift; }
  EUDRIFT_FN index_t end_of(index_t s) const { return s + 1 < slices ? (s + 1) * slice : element.size; }
};

/// Few tasks that each take long, as a map over more indices: executors hand out indices by hundreds, and
/// so each gets some of the tasks.
template <class Task, index_t Apart>
struct tasks_apart {
  Task task;
  EUDRIFT_FN void operator()(index_t i) const {
    if (i % Apart == 0) task(i / Apart);
  }
};

/// Task of a slice: counts its particles by range.
struct count_ranges {
  sort_view by;
  EUDRIFT_FN void operator()(index_t s) const {
    std::uint32_t* count = by.table.data + s * by.ranges;
    for (index_t r = 0; r < by.ranges; ++r) count[r] = 0;
    // Neighbours are mostly of one range: four distant ones at a time do not wait for each other's count.
    const index_t first = s * by.slice, last = by.end_of(s), quarter = (last - first) / 4;
    for (index_t i = first; i < first + quarter; ++i)
      for (index_t part = 0; part < 4; ++part) ++count[by.range(by.key(i + part * quarter))];
    for (index_t i = first + 4 * quarter; i < last; ++i) ++count[by.range(by.key(i))];
  }
};
/// Over ranges: counts become places within the range, and begin[r + 1] the range's particles.
struct place_slices {
  sort_view by;
  EUDRIFT_FN void operator()(index_t r) const {
    std::uint32_t sum = 0;
    for (index_t s = 0; s < by.slices; ++s) {
      std::uint32_t& at = by.table[s * by.ranges + r];
      const std::uint32_t count = at;
      at = sum, sum += count;
    }
    by.begin[r + 1] = sum;
  }
};
/// One task: where ranges begin.
struct place_ranges {
  sort_view by;
  EUDRIFT_FN void operator()(index_t) const {
    std::uint32_t sum = 0;
    by.begin[0] = 0;
    for (index_t r = 1; r <= by.ranges; ++r) by.begin[r] = sum += by.begin[r];
  }
};
/// Task of a slice: its particles to their ranges, in their order.
struct split_slice {
  sort_view by;
  EUDRIFT_FN void operator()(index_t s) const {
    std::uint32_t* at = by.table.data + s * by.ranges;
    for (index_t i = s * by.slice; i < by.end_of(s); ++i) {
      const index_t r = by.range(by.key(i));
      by.ranged[index_t(by.begin[r]) + at[r]++] = by.keyed(i);
    }
  }
};
/// Task of a range: its particles by key; few of them by insertion, else elements are counted.
struct sort_range {
  sort_view by;
  EUDRIFT_FN void operator()(index_t r) const {
    const index_t first = by.ranges > 1 ? index_t(by.begin[r]) : 0;
    const index_t last = by.ranges > 1 ? index_t(by.begin[r + 1]) : by.element.size;
    if (last - first <= 16) {
      for (index_t i = first; i < last; ++i) {
        const std::uint64_t own = by.in_range(i);
        index_t to = i;
        for (; to > first && by.ranged[to - 1] > own; --to) by.ranged[to] = by.ranged[to - 1];
        by.ranged[to] = own;
      }
      for (index_t i = first; i < last; ++i) by.order[i] = static_cast<std::uint32_t>(by.ranged[i]);
      return;
    }
    const index_t width = index_t{1} << by.shift, base = r * width;
    std::uint32_t* next = by.next.data + base;
    for (index_t k = 0; k < width; ++k) next[k] = 0;
    for (index_t i = first; i < last; ++i) ++next[index_t(by.in_range(i) >> 32) - base];
    std::uint32_t sum = static_cast<std::uint32_t>(first);
    for (index_t k = 0; k < width; ++k) {
      const std::uint32_t count = next[k];
      next[k] = sum, sum += count;
    }
    for (index_t i = first; i < last; ++i) {
      const std::uint64_t own = by.in_range(i);
      by.order[next[index_t(own >> 32) - base]++] = static_cast<std::uint32_t>(own);
    }
  }
};
/// What an executor's own sort takes: keys in `next`, particles in `order`.
struct number_particles {
  sort_view by;
  EUDRIFT_FN void operator()(index_t i) const { by.next[i] = by.key(i), by.order[i] = static_cast<std::uint32_t>(i); }
};
/// Term: whether particle i + 1 comes before particle i.
struct is_before_last {
  sort_view by;
  EUDRIFT_FN bool operator()(index_t i) const { return by.key(i + 1) < by.key(i); }
};

/// Whose arrays a sort keeps from one to the next.
struct any_element_order {
  virtual ~any_element_order() = default;
  virtual index_t bytes() const = 0;
};

/// A stable order by element in Ex's memory: by Ex's own sort where it has one, else by maps.  By these the particles
/// first go to ranges of elements, by slices that know nothing of each other, then each range is sorted by itself, in
/// the nearest cache.  As the order is that of a stable sort it depends neither on slices nor on who runs them.
template <Executor Ex>
class element_order : public any_element_order {
 public:
  /// The order of n particles, or nothing where they are in order.  Valid until the next call.
  const array_t<Ex, std::uint32_t>* operator()(const Ex& ex, view<const std::int32_t> element, index_t elements) {
    const index_t n = element.size;
    require(n < (index_t{1} << 32),
            "a sort by element of " + std::to_string(n) +
                " particles was asked for; fewer than 2^32 are expected, share them among processes");
    sort_view by{};
    by.element = element, by.elements = elements;
    const auto in_order = [&](index_t pairs) { return reduce_own(ex, pairs, is_before_last{by}, count_reduce{}) == 0; };
    if (n < 2 || (in_order(std::min<index_t>(n - 1, 4096)) && in_order(n - 1))) return nullptr;
    by.order = of(ex, order_, n);
    if constexpr (SortingExecutor<Ex>) {
      by.next = of(ex, next_, n);
      ex.map(n, number_particles{by});
      ex.stable_sort_by_key(by.next, by.order);
    } else {
      sort_by_maps(ex, by);
    }
    bytes_ = held_bytes(ex, table_, begin_, next_, order_, ranged_);
    return &order_;
  }
  /// Held in the executor's memory.
  index_t bytes() const override { return bytes_; }

 private:
  void sort_by_maps(const Ex& ex, sort_view by) {
    const index_t n = by.element.size, elements = by.elements;
    // One range where all fits a near cache; else about 1000, as many places as memory is well written to at a
    // time, and at most 128 slices.
    const int bits = static_cast<int>(std::bit_width(static_cast<std::uint64_t>(elements)));
    by.shift = n <= small && elements <= small ? bits : std::max(0, bits - 10);
    by.ranges = (elements >> by.shift) + 1;
    by.next = of(ex, next_, by.ranges << by.shift);
    by.ranged = of(ex, ranged_, n);
    if (by.ranges > 1) {
      by.slice = std::max<index_t>(8192, (n + 127) / 128);
      by.slices = (n + by.slice - 1) / by.slice;
      by.table = of(ex, table_, by.slices * by.ranges);
      by.begin = of(ex, begin_, by.ranges + 1);
      each<512>(ex, by.slices, count_ranges{by});
      ex.map(by.ranges, place_slices{by});
      ex.map(1, place_ranges{by});
      each<512>(ex, by.slices, split_slice{by});
    }
    each<16>(ex, by.ranges, sort_range{by});
  }
  static constexpr index_t small = index_t{1} << 17;
  template <index_t Apart, class Task>
  static void each(const Ex& ex, index_t n, const Task& task) {
    ex.map(n * Apart, tasks_apart<Task, Apart>{task});
  }
  template <class T>
  static view<T> of(const Ex& ex, array_t<Ex, T>& a, index_t n) {
    if (a.size() < n) a = ex.template make<T>(n + n / 8);
    return ex.view(a).part(0, n);
  }

  array_t<Ex, std::uint32_t> table_{}, begin_{}, next_{}, order_{};
  array_t<Ex, std::uint64_t> ranged_{};
  index_t bytes_ = 0;
};

}  // namespace detail

}  // namespace eudrift::inline EUDRIFT_ABI
