// SPDX-License-Identifier: BSL-1.0
/// \file
/// One in-order queue of a device: its stream, and the pinned memory by which copies between host and device go.
#pragma once
#include <eudrift/gpu/on_card.hpp>
#include <eudrift/gpu/on_host.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <memory>
#include <utility>

namespace eudrift::inline EUDRIFT_ABI {

namespace detail {

/// What is recorded in a stream, so that somebody can wait for it.
class gpu_event {
 public:
  explicit gpu_event(const gpu_device& on) : on_(on), is_(on.make_event()) {}
  gpu_event(const gpu_event&) = delete;
  gpu_event& operator=(const gpu_event&) = delete;
  ~gpu_event() { on_.drop(is_); }
  gpu_device::event get() const { return is_; }

 private:
  const gpu_device& on_;
  gpu_device::event is_;
};

/// A piece of pinned memory, and when the copy that uses it is done.
class gpu_piece {
 public:
  static constexpr std::size_t most = std::size_t{4} << 20;  ///< bytes that it holds

  explicit gpu_piece(const gpu_device& on)
      : on_(on), done_(on), bytes_(static_cast<std::byte*>(on.allocate_pinned(most))) {}
  gpu_piece(const gpu_piece&) = delete;
  gpu_piece& operator=(const gpu_piece&) = delete;
  ~gpu_piece() { on_.release_pinned(bytes_); }

  std::byte* bytes() const { return bytes_; }
  void is_used_in(gpu_device::stream s) const { on_.record(done_.get(), s); }
  void wait() const { on_.wait(done_.get()); }

 private:
  const gpu_device& on_;
  gpu_event done_;
  std::byte* bytes_;
};

/// One stream of a device.  Copies go by two pieces of pinned memory in turn: while one is copied to or from the
/// device, the host fills or empties the other.  So pageable memory is copied at the speed of pinned memory, and an
/// upload returns as soon as the last two pieces are on their way.
class gpu_queue {
 public:
  explicit gpu_queue(std::shared_ptr<const gpu_device> on) : on_(std::move(on)), stream_(on_->make_stream()) {}
  gpu_queue(const gpu_queue&) = delete;
  gpu_queue& operator=(const gpu_queue&) = delete;
  ~gpu_queue() { on_->drop(stream_); }

  const gpu_device& device() const { return *on_; }
  /// Another stream of the same device, after all earlier calls in this one.
  std::shared_ptr<gpu_queue> fork() const {
    auto other = std::make_shared<gpu_queue>(on_);
    other->join(*this);
    return other;
  }
  /// Later calls come after the other's earlier ones.
  void join(const gpu_queue& other) const {
    if (&other == this) return;
    const gpu_event now(*on_);
    on_->record(now.get(), other.stream_);
    on_->wait(stream_, now.get());
  }
  void wait() const { on_->wait(stream_); }

  /// Nothing where memory does not suffice.
  void* allocate(std::size_t bytes) const { return on_->allocate(bytes, stream_); }
  void release(void* items) const noexcept { on_->release(items, stream_); }

  /// The host's bytes are copied when it returns, though perhaps not yet there.
  void copy_in(void* to, const void* from, std::size_t bytes) {
    for (std::size_t at = 0; at < bytes; at += gpu_piece::most) {
      const std::size_t n = std::min(gpu_piece::most, bytes - at);
      const gpu_piece& piece = next_piece();
      std::memcpy(piece.bytes(), static_cast<const std::byte*>(from) + at, n);
      on_->copy_in(static_cast<std::byte*>(to) + at, piece.bytes(), n, stream_);
      piece.is_used_in(stream_);
    }
  }
  /// The host has the bytes when it returns.
  void copy_out(void* to, const void* from, std::size_t bytes) {
    const gpu_piece* last = nullptr;
    const auto empty = [&](std::size_t end) {  // the last piece, of the bytes before `end`
      if (last == nullptr) return;
      last->wait();
      const std::size_t begin = (end - 1) / gpu_piece::most * gpu_piece::most;
      std::memcpy(static_cast<std::byte*>(to) + begin, last->bytes(), end - begin);
    };
    for (std::size_t at = 0; at < bytes; at += gpu_piece::most) {
      const std::size_t n = std::min(gpu_piece::most, bytes - at);
      const gpu_piece& piece = next_piece();
      on_->copy_out(piece.bytes(), static_cast<const std::byte*>(from) + at, n, stream_);
      piece.is_used_in(stream_);
      empty(at);
      last = &piece;
    }
    empty(bytes);
  }

  template <class F>
  void launch(index_t n, const F& f) const {
    if (n > 0) on_->launch(n, f, stream_);
  }
  template <class Key, class Value>
  void stable_sort_by_key(Key* keys, Value* values, index_t n) const {
    on_->stable_sort_by_key(keys, values, n, stream_);
  }

 private:
  /// The one that was used before the last, when its copy is done.
  const gpu_piece& next_piece() {
    std::unique_ptr<gpu_piece>& piece = pieces_[next_ ^= 1];
    if (!piece)
      piece = std::make_unique<gpu_piece>(*on_);
    else
      piece->wait();
    return *piece;
  }

  std::shared_ptr<const gpu_device> on_;
  gpu_device::stream stream_;
  std::array<std::unique_ptr<gpu_piece>, 2> pieces_;
  std::size_t next_ = 0;
};

}  // namespace detail

}  // namespace eudrift::inline EUDRIFT_ABI
