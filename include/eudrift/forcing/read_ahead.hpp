// SPDX-License-Identifier: BSL-1.0
/// \file
/// Reads the next slice while the present one is computed with.
#pragma once
#include <eudrift/exec/job_thread.hpp>

#include <chrono>
#include <functional>
#include <future>
#include <utility>

namespace eudrift::inline EUDRIFT_ABI {

/// Gives the slices `first`, `first + stride`, ... (`count` of them) one after another.  Each is made by
/// `make(slice)` in another thread while the caller works with the one before, so that at most one
/// slice waits.  The destructor waits for one that is being made.
template <class Slice>
class read_ahead {
 public:
  read_ahead(std::function<Slice(index_t)> make, index_t first, index_t stride, index_t count)
      : make_(std::move(make)), slice_(first), stride_(stride), left_(count) {
    start();
  }
  read_ahead(const read_ahead&) = delete;
  read_ahead& operator=(const read_ahead&) = delete;

  /// Whether there is another slice.
  bool more() const { return ahead_.valid(); }

  /// The next slice; waits for it where it is not there yet, and rethrows what make() threw.
  Slice next() {
    const auto asked = clock::now();
    ahead_.wait();
    waited_ += clock::now() - asked;
    Slice arrived = ahead_.get();
    start();
    return arrived;
  }

  /// How long next() has waited in all [s].
  double waited() const { return std::chrono::duration<double>(waited_).count(); }

 private:
  using clock = std::chrono::steady_clock;

  void start() {
    if (left_ == 0) return;
    --left_;
    ahead_ = thread_.submit([this, slice = std::exchange(slice_, slice_ + stride_)] { return make_(slice); });
  }

  std::function<Slice(index_t)> make_;
  index_t slice_, stride_, left_;
  clock::duration waited_{};
  std::future<Slice> ahead_;
  job_thread thread_;  // last: it uses all of the above
};

}  // namespace eudrift::inline EUDRIFT_ABI
