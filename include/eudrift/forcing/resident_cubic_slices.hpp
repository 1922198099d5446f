// SPDX-License-Identifier: BSL-1.0
/// \file
/// Slices of a forcing and their slopes in time, in an executor's memory: for fields that are cubic in time.
#pragma once
#include <eudrift/core/error.hpp>
#include <eudrift/forcing/resident_slices.hpp>
#include <eudrift/kernels/cubic_in_time.hpp>

#include <string>

namespace eudrift::inline EUDRIFT_ABI {

/// N fields of one forcing at nodes, on one layer or on several, as resident_slices holds them, and their slopes in
/// time: those of parabolas through three slices, whose times may be apart unevenly.  So an interval asks for one slice
/// before it and one behind it; at the forcing's beginning and end slopes are one-sided.  For each slice
///
///   receive(fields, where, time);  map kernel A, where to_reduce() says so;  find_slopes();
///
/// Once three have come, view() is the interval from the last but two to the last but one, and after last() that to the
/// last.  Bits depend on where a run begins unless it brings the slice before its first interval too, where there is
/// one: it receives one more then, and begins with the second interval.
template <Executor Ex, int N>
class resident_cubic_slices {
 public:
  using fields = typename resident_slices<Ex, N>::fields;  ///< of a slice

  resident_cubic_slices(const Ex& ex, index_t nodes, index_t layers = 1)
      : ex_(ex), items_(nodes * layers), ahead_(ex, nodes, layers), before_(room()), slope_before_(room()),
        slope_after_(room()) {}

  /// The next slice is on its way; see resident_slices.
  void expect(const fields& next) { ahead_.expect(next); }
  /// Takes the next slice, of `time` [s], which is after those of before, or before them all in a run backwards.
  void receive(const fields& next, location where, double time) {
    const double way = time - time_[2];
    require(came_ == 0 || (came_ == 1 ? way != 0 : way * (time_[2] - time_[1]) > 0),
            "a slice at " + std::to_string(time) + " s follows one at " + std::to_string(time_[2]) +
                " s; times that go on in one direction are expected");
    if (came_ >= 2) ex_.map(items_, copy_items<double, N>{ahead_.view(1).before, all(before_)});
    std::swap(slope_before_, slope_after_);
    ahead_.receive(next, where);
    time_ = {time_[1], time_[2], time};
    came_ = came_ < 3 ? came_ + 1 : 3;
  }
  /// Nodes over which to map reduction(); see resident_slices.
  index_t to_reduce() const { return ahead_.to_reduce(); }
  /// Kernel A for a layer of the slice that was received last.
  element_to_node<double, std::int32_t, N> reduction(const resident_weights<Ex>& weights, index_t layer = 0) {
    return ahead_.reduction(weights, layer);
  }
  /// Finds the slopes that the slice received last tells, which is at nodes now.
  void find_slopes() {
    if (came_ < 3) return;
    if (!std::exchange(found_, true)) find(slice_of_three::first, slope_before_);
    find(slice_of_three::middle, slope_after_);
  }
  /// There is no further slice: goes on to the interval that ends at the one received last.  Of two slices in all the
  /// cubic is a line.
  void last() {
    require(came_ >= 2, "fields that are cubic in time need two slices at least");
    std::swap(slope_before_, slope_after_);
    if (came_ == 2) {
      const auto two = ahead_.view(1);
      for (arrays* slope : {&slope_before_, &slope_after_})
        ex_.map(items_, slope_in_time<double, N>{two.before, two.after, two.after, 1 / (time_[2] - time_[1]), 0,
                                                 all(*slope)});
    } else {
      find(slice_of_three::last, slope_after_);
    }
    ended_ = true;
  }
  /// The interval of now, (N, layers, nodes).
  cubic_slices_view<double, std::int32_t, N> view() const {
    const auto two = ahead_.view(1);
    const double length = ended_ ? time_[2] - time_[1] : time_[1] - time_[0];
    return {ended_ ? two.before : all(before_), ended_ ? two.after : two.before, all(slope_before_), all(slope_after_),
            length, 1 / length};
  }
  /// Held in the executor's memory.
  index_t bytes() const {
    index_t sum = ahead_.bytes();
    for (const arrays* some : {&before_, &slope_before_, &slope_after_})
      for (const auto& each : *some) sum += held_bytes(ex_, each);
    return sum;
  }

 private:
  using arrays = std::array<array_t<Ex, double>, N>;

  arrays room() const {
    arrays some;
    for (auto& each : some) each = ex_.template make<double>(items_);
    return some;
  }
  soa_view<double, N> all(arrays& of) const {
    soa_view<double, N> v;
    for (std::size_t d = 0; d < N; ++d) v.set(static_cast<int>(d), ex_.view(of[d]));
    return v;
  }
  soa_view<const double, N> all(const arrays& of) const {
    soa_view<const double, N> v;
    for (std::size_t d = 0; d < N; ++d) v.set(static_cast<int>(d), ex_.view(of[d]));
    return v;
  }
  void find(slice_of_three where, arrays& slope) {
    const auto two = ahead_.view(1);
    const soa_view<const double, N> first = all(std::as_const(before_));
    ex_.map(items_, slope_at<double, N>(where, first, two.before, two.after, time_[1] - time_[0], time_[2] - time_[1],
                                        all(slope)));
  }

  Ex ex_;
  index_t items_;
  resident_slices<Ex, N> ahead_;  // the slice where the interval ends, and the next
  arrays before_, slope_before_, slope_after_;
  std::array<double, 3> time_{};  // of the three slices [s]
  int came_ = 0;                  // slices, 3 at most
  bool found_ = false, ended_ = false;
};

}  // namespace eudrift::inline EUDRIFT_ABI
