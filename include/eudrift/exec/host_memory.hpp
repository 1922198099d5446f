// SPDX-License-Identifier: BSL-1.0
/// \file
/// The memory half of an executor that runs at once in host memory; map and reduce are left to it.
#pragma once
#include <eudrift/exec/array_bytes.hpp>
#include <eudrift/exec/executor.hpp>
#include <eudrift/exec/fill.hpp>
#include <eudrift/exec/memory_kind.hpp>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <new>
#include <span>
#include <utility>

namespace eudrift::inline EUDRIFT_ABI {

/// Array in host memory, aligned to a cache line.  Its items start without a value, so that the
/// executor chooses which thread touches them first, and by it the memory in which they lie.
template <class T>
class host_array {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  host_array() = default;
  explicit host_array(index_t n) : size_(n) {
    items_.reset(allocate_array<T>(n, [](std::size_t bytes) {
      return bytes > 0 ? static_cast<T*>(::operator new(bytes, line)) : nullptr;
    }));
  }
  index_t size() const { return size_; }
  T* data() { return items_.get(); }
  const T* data() const { return items_.get(); }

  host_array(host_array&& other) noexcept
      : items_(std::move(other.items_)), size_(std::exchange(other.size_, 0)) {}
  host_array& operator=(host_array&& other) noexcept {
    items_ = std::move(other.items_);
    size_ = std::exchange(other.size_, 0);
    return *this;
  }

 private:
  static constexpr std::align_val_t line{64};
  struct release {
    void operator()(T* items) const { ::operator delete(items, line); }
  };
  std::unique_ptr<T, release> items_;
  index_t size_ = 0;
};

/// Gives `Self`, an executor whose map() returns when all is done, everything else that `Executor`
/// asks for but reduce().  Items are first touched by Self's own fill(n, kernel) where it has one, as map()
/// but shared out by place, else by its map().
template <class Self>
struct host_memory {
  template <class T>
  using array = host_array<T>;  ///< the array type

  static constexpr memory_kind memory = memory_kind::host;  ///< see memory_of

  template <class T>
  array<T> make(index_t n) const {
    array<T> a(n);
    write(n, detail::fill_zero<T>{view(a)});
    return a;
  }
  template <std::ranges::contiguous_range R, class T = std::ranges::range_value_t<R>>
  array<T> upload(const R& host) const {
    array<T> a(static_cast<index_t>(std::ranges::size(host)));
    write(a.size(), detail::copy_items<T>{{std::ranges::data(host), a.size()}, view(a)});
    return a;
  }
  template <class T>
  void resize(array<T>& a, index_t n) const {
    array<T> b = make<T>(n);
    write(std::min(n, a.size()), detail::copy_items<T>{view(std::as_const(a)), view(b)});
    a = std::move(b);
  }
  template <class T>
  eudrift::view<T> view(array<T>& a) const {
    return {a.data(), a.size()};
  }
  template <class T>
  eudrift::view<const T> view(const array<T>& a) const {
    return {a.data(), a.size()};
  }
  template <class T>
  std::span<const T> collect(const array<T>& a) const {
    return {a.data(), static_cast<std::size_t>(a.size())};
  }
  void wait() const {}
  Self fork() const { return self(); }
  void join(const Self&) const {}

 private:
  template <class F>
  void write(index_t n, const F& f) const {
    if constexpr (requires { self().fill(n, f); }) {
      self().fill(n, f);
    } else {
      self().map(n, f);
    }
  }
  const Self& self() const { return static_cast<const Self&>(*this); }
};

}  // namespace eudrift::inline EUDRIFT_ABI
