// SPDX-License-Identifier: BSL-1.0
/// \file
/// Which of many items a condition holds for, found where the items are.
#pragma once
#include <eudrift/swarm/particle_set.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

namespace detail {

/// Items are looked at in slices of so many, each by one index of a map: few enough that a card has indices for all of
/// its threads, so many that what the host adds up is 64 times less than what it would read.
inline constexpr index_t selection_slice = 256;

/// What the kernels of a selection share.
template <class F>
struct selection_view {
  F chosen;
  index_t first, last;
  EUDRIFT_FN index_t begin_of(index_t s) const { return first + s * selection_slice; }
  EUDRIFT_FN index_t end_of(index_t s) const { return last < begin_of(s + 1) ? last : begin_of(s + 1); }
};
/// Over slices: how many of its items are chosen.
template <class F>
struct count_chosen {
  selection_view<F> of;
  view<std::uint32_t> count;
  EUDRIFT_FN void operator()(index_t s) const {
    std::uint32_t sum = 0;
    const index_t end = of.end_of(s);
    for (index_t i = of.begin_of(s); i < end; ++i) sum += of.chosen(i) ? 1u : 0u;
    count[s] = sum;
  }
};
/// Over slices: which these are.
template <class F>
struct list_chosen {
  selection_view<F> of;
  view<const index_t> begin;  ///< the place of a slice's first one, and behind the last slice their number
  view<index_t> to;
  EUDRIFT_FN void operator()(index_t s) const {
    index_t k = begin[s];
    const index_t all = begin[s + 1];
    for (index_t i = of.begin_of(s); k < all; ++i)
      if (of.chosen(i)) to[k++] = i;
  }
};

}  // namespace detail

/// Indices for which a condition holds, in ascending order, in an executor's memory: found by maps, so that only their
/// number and what is asked of them comes to the host.  Keep one where it is used again; it owns what it needs.
template <Executor Ex>
class selection {
 public:
  /// Those of first <= i < last for which chosen(i) is true, a term of bool; returns how many.  Never collective.
  template <Term F>
  index_t operator()(const Ex& ex, index_t first, index_t last, F chosen) {
    const index_t slices = (last - first + detail::selection_slice - 1) / detail::selection_slice;
    if (count_.size() < slices) count_ = ex.template make<std::uint32_t>(slices + slices / 8);
    const detail::selection_view<F> of{chosen, first, last};
    ex.map(slices, detail::count_chosen<F>{of, ex.view(count_)});
    size_ = 0;
    begin_.clear();
    if (slices > 0) {
      const auto counts = collect_own(ex, count_);
      for (std::size_t s = 0; s < static_cast<std::size_t>(slices); ++s) begin_.push_back(size_), size_ += counts[s];
    }
    begin_.push_back(size_);
    if (size_ == 0) return 0;
    if (which_.size() < size_) which_ = ex.template make<index_t>(size_ + size_ / 8);
    const auto begin = ex.upload(begin_);
    ex.map(slices, detail::list_chosen<F>{of, ex.view(std::as_const(begin)), ex.view(which_)});
    return size_;
  }
  /// The indices that were found last, which come first in an array that may hold more; valid until more are looked for.
  const array_t<Ex, index_t>& indices() const { return which_; }
  /// The same in host memory.
  std::vector<index_t> list(const Ex& ex) const { return first_of(ex, which_); }
  /// The items of these indices in host memory, of an array in the executor's; only they are brought there.
  template <class T>
  std::vector<T> items(const Ex& ex, view<const T> of) const {
    auto some = ex.template make<T>(size_);
    ex.map(size_, detail::gather<T, index_t>{of, ex.view(which_), ex.view(some)});
    return first_of(ex, some);
  }

 private:
  template <class A>
  auto first_of(const Ex& ex, const A& a) const {
    const std::span all = std::span(collect_own(ex, a));
    using item = std::remove_const_t<typename decltype(all)::element_type>;
    return std::vector<item>(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(size_));
  }

  array_t<Ex, std::uint32_t> count_{};
  array_t<Ex, index_t> which_{};
  std::vector<index_t> begin_;
  index_t size_ = 0;
};

}  // namespace eudrift::inline EUDRIFT_ABI
