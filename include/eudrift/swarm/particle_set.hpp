// SPDX-License-Identifier: BSL-1.0
/// \file
/// Particles in an executor's memory: they grow in number, are compacted and reordered.
#pragma once
#include <eudrift/core/error.hpp>
#include <eudrift/exec/distributed.hpp>
#include <eudrift/swarm/particle_batch.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

namespace detail {

/// to[i] = from[order[i]].
template <class T, class Index>
struct gather {
  view<const T> from;
  view<const Index> order;
  view<T> to;
  EUDRIFT_FN void operator()(index_t i) const { to[i] = from[order[i]]; }
};
/// to[begin + i] = from[i].
template <class T>
struct put_after {
  view<const T> from;
  view<T> to;
  index_t begin;
  EUDRIFT_FN void operator()(index_t i) const { to[begin + i] = from[i]; }
};

/// items[to[i]] = items[from[i]], where none is in both lists.
template <class T>
struct move_within {
  view<T> items;
  view<const index_t> from, to;
  EUDRIFT_FN void operator()(index_t i) const { items[to[i]] = items[from[i]]; }
};

/// The arrays of one property.
template <class Ex, class P>
struct owned_column {
  using value = typename P::type;
  using scalar = typename stored<value>::scalar;
  static constexpr int components = stored<value>::components;
  std::array<array_t<Ex, scalar>, components> array;
};

/// std::tuple of the types that T holds, each once.
template <class Tuple, class... T>
struct distinct {
  using type = Tuple;
};
template <class... Had, class T, class... More>
struct distinct<std::tuple<Had...>, T, More...>
    : distinct<std::conditional_t<(std::is_same_v<Had, T> || ...), std::tuple<Had...>, std::tuple<Had..., T>>, More...> {};

}  // namespace detail

/// Particles in Dim dimensions with further properties P (`property<age, float>`); on a distributed executor
/// those that this process holds.  Everything that moves, sorts, writes or restores particles goes through
/// for_each_column() and so handles any P.
template <Executor Ex, int Dim, class... P>
class particle_set {
 public:
  using batch = particle_batch<Dim, P...>;      ///< the same in host memory
  using view_type = drifter_view<Dim, P...>;    ///< what kernels take

  explicit particle_set(const Ex& ex) : ex_(ex) {}

  const Ex& executor() const { return ex_; }

  /// Number of particles held, whatever their status.
  index_t size() const { return size_; }
  /// How many at the end came from other processes in the last transfer; 0 when appended or reordered since.
  index_t arrived() const { return arrived_; }
  /// For who transfers particles: so many at the end came from other processes.
  void set_arrived(index_t n) { arrived_ = n; }
  /// Held in the executor's memory, room for more included.
  index_t bytes() const {
    index_t sum = 0;
    std::apply([&](const auto&... column) { ((sum += bytes_of(column.array)), ...); }, columns_);
    std::apply([&](const auto&... spare) { sum += held_bytes(ex_, spare...); }, spare_);
    return sum;
  }

  /// What kernels take; valid until particles are appended or reordered.
  view_type view() {
    view_type v;
    std::apply([&](auto&... column) { (set(v, column), ...); }, columns_);
    v.size = size_;
    return v;
  }

  /// Adds the particles of a batch after those held.  Throws error, naming the property, where its vectors
  /// differ in length.
  void append(const batch& more) {
    const index_t n = more.size();
    for_each_column([&]<class Q>(const detail::owned_column<Ex, Q>& column) {
      for (int d = 0; d < column.components; ++d) {
        const auto length = static_cast<index_t>(more.template component<typename Q::name>(d).size());
        if (length != n)
          throw error("particles to append: " + std::string(Q::name::name) + " is given for " +
                      std::to_string(length) + ", but trajectory for " + std::to_string(n) +
                      "; every property is expected for every particle, see particle_batch::resize");
      }
    });
    if (n == 0) return;
    const index_t first = size_;
    extend(n);
    for_each_column([&]<class Q>(detail::owned_column<Ex, Q>& column) {
      using scalar = typename detail::owned_column<Ex, Q>::scalar;
      for (int d = 0; d < column.components; ++d) {
        auto& to = column.array[static_cast<std::size_t>(d)];
        const auto from = ex_.upload(more.template component<typename Q::name>(d));
        ex_.map(n, detail::put_after<scalar>{ex_.view(from), ex_.view(to), first});
      }
    });
  }
  /// Adds n particles of which nothing is known, for a kernel to fill.
  void extend(index_t n) {
    const index_t needed = size_ + n;
    const index_t room = needed <= capacity_ ? capacity_ : std::max(needed, capacity_ + capacity_ / 2);
    if (room != capacity_)
      for_each_column([&](auto& column) {
        for (auto& a : column.array) ex_.resize(a, room);
      });
    capacity_ = room;
    size_ = needed;
    arrived_ = 0;
  }

  /// Particle i becomes the one that was order[i]; those that `order` does not name are dropped.
  /// Throws error for an index that is not there or comes twice.  Keeps an array of each type of number
  /// for the next time.
  void reorder(std::span<const index_t> order) {
    check(order);
    gather_all(ex_.upload(order), static_cast<index_t>(order.size()));
  }
  /// Drops the particles which[0] < which[1] < ...; the last of the others take their places, so that few move.
  /// Throws error for an index that is not there or not in order.
  void remove(std::span<const index_t> which) {
    const bool ascending = std::adjacent_find(which.begin(), which.end(), std::greater_equal<>()) == which.end();
    require(which.empty() || (ascending && which.front() >= 0 && which.back() < size_),
            "particles to drop are not named in ascending order, each once, of " + std::to_string(size_));
    const index_t n = size_ - static_cast<index_t>(which.size());
    const auto beyond = std::lower_bound(which.begin(), which.end(), n);
    const std::vector<index_t> holes(which.begin(), beyond);
    std::vector<index_t> last;  // of those kept, which fill them
    for (index_t i = n; i < size_; ++i)
      if (!std::binary_search(beyond, which.end(), i)) last.push_back(i);
    const auto from = ex_.upload(last), to = ex_.upload(holes);
    for_each_column([&]<class Q>(detail::owned_column<Ex, Q>& column) {
      using scalar = typename detail::owned_column<Ex, Q>::scalar;
      for (auto& a : column.array)
        ex_.map(from.size(), detail::move_within<scalar>{ex_.view(a), ex_.view(from), ex_.view(to)});
    });
    size_ = n;
    arrived_ = 0;
  }

  /// Particle i < n becomes the one that was order[i], for an order in the executor's memory whose first n items name
  /// each particle once at most; they are not checked.  The others are dropped.
  template <class Index>
  void take_order(const array_t<Ex, Index>& order, index_t n) {
    gather_all(order, n);
  }

  /// Component d of a property of all particles held, in host memory: `collect<state>()`.  A span of what this
  /// set keeps, valid until its next change and no longer than the set.
  template <class Name>
  auto collect(int d = 0) const {
    const auto& all = std::get<index_of<Name>()>(columns_).array[static_cast<std::size_t>(d)];
    return std::span(collect_own(ex_, all)).first(static_cast<std::size_t>(size_));
  }

  /// All particles held, in host memory.
  batch collect_all() const {
    batch to;
    to.resize(size_);
    std::apply([&](const auto&... column) { (copy_out(to, column), ...); }, columns_);
    return to;
  }

  /// The particles order[0], order[1] ... in host memory; only these are brought there.
  void copy(std::span<const index_t> order, batch& to) const {
    check(order);
    const auto from = ex_.upload(order);
    const index_t n = static_cast<index_t>(order.size());
    to.resize(n);
    std::apply([&](const auto&... column) { (copy_some(to, column, ex_.view(from), n), ...); }, columns_);
  }

  /// Calls f(column) for each property; column.array holds its component arrays, of which the first
  /// size() items count.
  template <class F>
  void for_each_column(F&& f) {
    std::apply([&](auto&... column) { (f(column), ...); }, columns_);
  }

 private:
  template <class Order>
  void gather_all(const Order& order, index_t n) {
    const auto from = ex_.view(order);
    using index = std::remove_cvref_t<decltype(from[0])>;
    for_each_column([&]<class Q>(detail::owned_column<Ex, Q>& column) {
      using scalar = typename detail::owned_column<Ex, Q>::scalar;
      for (auto& a : column.array) {
        auto& moved = std::get<array_t<Ex, scalar>>(spare_);
        if (moved.size() != capacity_) moved = ex_.template make<scalar>(capacity_);
        ex_.map(n, detail::gather<scalar, index>{ex_.view(std::as_const(a)), from.part(0, n), ex_.view(moved)});
        std::swap(a, moved);
      }
    });
    size_ = n;
    arrived_ = 0;
  }
  void check(std::span<const index_t> order) const {
    const auto unknown = [&](index_t i) { return i < 0 || i >= size_; };
    const bool ascending = std::adjacent_find(order.begin(), order.end(), std::greater_equal<>()) == order.end();
    if (order.empty() || (ascending && !unknown(order.front()) && !unknown(order.back()))) return;  // what is kept
    std::vector<bool> taken(static_cast<std::size_t>(size_));
    for (const index_t i : order) {
      if (unknown(i))
        throw error("an order names particle " + std::to_string(i) + " of " + std::to_string(size_) +
                    "; they count from 0");
      if (taken[static_cast<std::size_t>(i)])
        throw error("an order names particle " + std::to_string(i) + " twice; each may come once");
      taken[static_cast<std::size_t>(i)] = true;
    }
  }
  template <class A, std::size_t N>
  index_t bytes_of(const std::array<A, N>& arrays) const {
    return std::apply([&](const auto&... each) { return held_bytes(ex_, each...); }, arrays);
  }
  template <class V, class Q>
  void set(V& v, detail::owned_column<Ex, Q>& column) {
    auto& to = static_cast<column_view<Q>&>(v).column;
    if constexpr (detail::owned_column<Ex, Q>::components == 1 &&
                  std::is_same_v<typename Q::type, typename stored<typename Q::type>::scalar>) {
      to = ex_.view(column.array[0]).part(0, size_);
    } else {
      for (int d = 0; d < column.components; ++d)
        to.set(d, ex_.view(column.array[static_cast<std::size_t>(d)]).part(0, size_));
    }
  }
  template <class Q>
  void copy_out(batch& to, const detail::owned_column<Ex, Q>& column) const {
    for (int d = 0; d < column.components; ++d) {
      const std::span from = std::span(collect_own(ex_, column.array[static_cast<std::size_t>(d)]));
      std::copy_n(from.begin(), size_, to.template component<typename Q::name>(d).begin());
    }
  }
  template <class Q>
  void copy_some(batch& to, const detail::owned_column<Ex, Q>& column, eudrift::view<const index_t> order, index_t n) const {
    using scalar = typename detail::owned_column<Ex, Q>::scalar;
    auto some = ex_.template make<scalar>(n);
    for (int d = 0; d < column.components; ++d) {
      const auto& all = column.array[static_cast<std::size_t>(d)];
      ex_.map(n, detail::gather<scalar, index_t>{ex_.view(all), order, ex_.view(some)});
      const std::span got = std::span(collect_own(ex_, some));
      std::copy_n(got.begin(), n, to.template component<typename Q::name>(d).begin());
    }
  }
  template <class... Q>
  static std::tuple<detail::owned_column<Ex, Q>...> make_columns(particle_view<Q...>*);
  using columns = decltype(make_columns(static_cast<view_type*>(nullptr)));
  template <class... Q>
  static typename detail::distinct<std::tuple<>, array_t<Ex, typename detail::owned_column<Ex, Q>::scalar>...>::type
  make_spare(std::tuple<detail::owned_column<Ex, Q>...>*);
  template <class Name, std::size_t I = 0>
  static constexpr std::size_t index_of() {
    if constexpr (batch::template holds<I, Name>) {
      return I;
    } else {
      return index_of<Name, I + 1>();
    }
  }

  Ex ex_;
  columns columns_{};
  decltype(make_spare(static_cast<columns*>(nullptr))) spare_{};
  index_t size_ = 0;
  index_t capacity_ = 0;
  index_t arrived_ = 0;
};

}  // namespace eudrift::inline EUDRIFT_ABI
