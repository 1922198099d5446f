// SPDX-License-Identifier: BSL-1.0
/// \file
/// Items in ascending order of their ids, whatever their order in memory: output that no sorting changes.
#pragma once
#include <eudrift/exec/distributed.hpp>
#include <eudrift/exec/order_by_id.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

namespace detail {

/// Ids with the values of each, as many as fit.
template <class... T>
struct id_block {
  static_assert((std::is_trivially_copyable_v<T> && ...) && (!std::is_same_v<T, bool> && ...));
  std::vector<std::int64_t> ids;
  std::tuple<std::vector<T>...> values;

  /// Calls f(column) for ids and for each column of values.
  template <class F>
  void for_each_column(F&& f) {
    f(ids);
    std::apply([&](auto&... column) { (f(column), ...); }, values);
  }
  /// The n items that come from number `first` on, of those that `from` and `all` have in the order of `order`.
  void take(std::span<const index_t> order, std::size_t first, std::size_t n, std::span<const std::int64_t> from,
            const std::tuple<std::span<const T>...>& all) {
    const auto gather = [&](auto& to, const auto& whole) {
      if (order.empty()) {
        const auto some = whole.subspan(first, n);
        return to.assign(some.begin(), some.end());
      }
      to.resize(n);
      for (std::size_t i = 0; i < n; ++i) to[i] = whole[static_cast<std::size_t>(order[first + i])];
    };
    gather(ids, from);
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (gather(std::get<I>(values), std::get<I>(all)), ...);
    }(std::index_sequence_for<T...>{});
  }
  /// Adds item i of another block.
  void add(const id_block& other, std::size_t i) {
    ids.push_back(other.ids[i]);
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (std::get<I>(values).push_back(std::get<I>(other.values)[i]), ...);
    }(std::index_sequence_for<T...>{});
  }
  template <class Sink>
  void hand_to(Sink& sink) const {
    std::apply([&](const auto&... column) { sink(std::span(ids), std::span(column)...); }, values);
  }
};

/// Throws error where values differ in number from the ids.
template <class... T>
void require_columns(std::size_t ids, const std::tuple<std::span<const T>...>& values) {
  std::apply(
      [ids](const auto&... column) {
        [[maybe_unused]] const auto check = [ids](std::size_t n) {
          require(n == ids, "to collect by id, " + std::to_string(n) + " values were given for " + std::to_string(ids) +
                                " ids; one is expected for each");
        };
        (check(column.size()), ...);
      },
      values);
}

inline void require_block(index_t block) {
  require(block >= 1, "blocks of " + std::to_string(block) + " items were asked for; 1 or more are expected");
}

}  // namespace detail

/// Items that collect_by_id() hands over at a time, unless told otherwise.
inline constexpr index_t collect_block = 65536;

/// Calls sink(ids, values...) with spans of at most `block` items, ids ascending within and from one call to the
/// next; the spans are valid within the call.  `ids` and `values`, a tuple of spans, are what this process holds in
/// host memory, in any order:
///
///     collect_by_id(ex, particles.collect<particle_id>(),
///                   std::tuple(particles.collect<position>(0), particles.collect<position>(1)), sink);
///
/// Returns the number of items.  It takes least time where they are in order already: else each block is looked for in
/// all of them.  Throws error where an id comes twice or a span of values has another
/// length.  On a distributed executor (mpi/collect_by_id.hpp) it is collective, and the sink is called at the root.
template <Executor Ex, class... T, class Sink>
  requires(!Distributed<Ex>)
index_t collect_by_id(const Ex&, std::span<const std::int64_t> ids, const std::tuple<std::span<const T>...>& values,
                      Sink&& sink, index_t block = collect_block) {
  detail::require_block(block);
  detail::require_columns(ids.size(), values);
  const std::vector<index_t> order = order_by_id(ids);
  detail::id_block<T...> out;
  for (std::size_t first = 0; first < ids.size(); first += static_cast<std::size_t>(block)) {
    out.take(order, first, std::min(static_cast<std::size_t>(block), ids.size() - first), ids, values);
    out.hand_to(sink);
  }
  return static_cast<index_t>(ids.size());
}

}  // namespace eudrift::inline EUDRIFT_ABI
