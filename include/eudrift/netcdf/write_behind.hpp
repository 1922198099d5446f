// SPDX-License-Identifier: BSL-1.0
/// \file
/// Writes what was computed while the next is computed.
#pragma once
#include <eudrift/exec/job_thread.hpp>

#include <array>
#include <cstddef>
#include <functional>
#include <future>
#include <utility>

namespace eudrift::inline EUDRIFT_ABI {

/// Gives frames to `write(frame)`, one after another in the order of hand_over(), in another thread.  There
/// are two frames, one that is filled and one that is written, so that memory is bounded and used again.
///
///   outputs.next().x.assign(...);   // while the frame before is written
///   outputs.hand_over();
///
/// What write() throws comes out of the next hand_over() or wait().  The destructor waits for what was handed over;
/// what that throws is lost.
template <class Frame>
class write_behind {
 public:
  explicit write_behind(std::function<void(Frame&)> write) : write_(std::move(write)) {}
  write_behind(const write_behind&) = delete;
  write_behind& operator=(const write_behind&) = delete;

  /// The frame to be filled.  It holds what it did when it was handed over, two frames ago.
  Frame& next() { return frames_[filled_]; }
  const Frame& next() const { return frames_[filled_]; }  ///< the same

  /// Gives that frame to write(), after the one before was written.
  void hand_over() {
    wait();
    writing_ = thread_.submit([this, &frame = frames_[filled_]] { write_(frame); });
    filled_ = 1 - filled_;
  }
  /// Returns when all that was handed over is written.
  void wait() {
    if (writing_.valid()) writing_.get();
  }

 private:
  std::function<void(Frame&)> write_;
  std::array<Frame, 2> frames_{};
  std::size_t filled_ = 0;
  std::future<void> writing_;
  job_thread thread_;  // last: it uses all of the above
};

}  // namespace eudrift::inline EUDRIFT_ABI
