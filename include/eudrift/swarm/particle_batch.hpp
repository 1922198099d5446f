// SPDX-License-Identifier: BSL-1.0
/// \file
/// Particles in host memory: on their way in, out, or to another process.
#pragma once
#include <eudrift/particles/particle.hpp>

#include <array>
#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

namespace detail {
template <class P>
struct batch_column {
  using name = typename P::name;
  using value = typename P::type;
  using scalar = typename stored<value>::scalar;
  static constexpr int components = stored<value>::components;
  std::array<std::vector<scalar>, components> array;
};
}  // namespace detail

/// Particles in Dim dimensions with further properties P, one vector for each component.  All vectors are of
/// one length wherever a batch is taken.
template <int Dim, class... P>
class particle_batch {
  template <class... Q>
  static std::tuple<detail::batch_column<Q>...> make_columns(particle_view<Q...>*);
  using columns = decltype(make_columns(static_cast<drifter_view<Dim, P...>*>(nullptr)));

 public:
  /// Whether property number I has this name.
  template <std::size_t I, class Name>
  static constexpr bool holds = std::is_same_v<typename std::tuple_element_t<I, columns>::name, Name>;

  /// Number of particles: of ids.
  index_t size() const { return static_cast<index_t>(component<particle_id>().size()); }
  /// Makes room for n particles; new ones are zero.
  void resize(index_t n) {
    std::apply([n](auto&... column) { (resize(column, n), ...); }, columns_);
  }
  /// Adds n particles of another one, from its number `first` on.
  void append(const particle_batch& from, index_t first, index_t n) {
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (append(std::get<I>(columns_), std::get<I>(from.columns_), first, n), ...);
    }(std::make_index_sequence<std::tuple_size_v<columns>>{});
  }
  /// Component d of a property: `batch.component<position>(1)[i]`.
  template <class Name>
  auto& component(int d = 0) {
    return std::get<index_of<Name>()>(columns_).array[static_cast<std::size_t>(d)];
  }
  /// The same for reading.
  template <class Name>
  const auto& component(int d = 0) const {
    return std::get<index_of<Name>()>(columns_).array[static_cast<std::size_t>(d)];
  }
  /// Calls f(items) with the vector of each component of each property, always in one order.
  template <class F>
  void for_each_component(F&& f) {
    std::apply([&f](auto&... column) { (std::apply([&f](auto&... items) { (f(items), ...); }, column.array), ...); },
               columns_);
  }

 private:
  template <class Column>
  static void resize(Column& column, index_t n) {
    for (auto& a : column.array) a.resize(static_cast<std::size_t>(n));
  }
  template <class Column>
  static void append(Column& to, const Column& from, index_t first, index_t n) {
    for (std::size_t d = 0; d < to.array.size(); ++d) {
      const auto begin = from.array[d].begin() + first;
      to.array[d].insert(to.array[d].end(), begin, begin + n);
    }
  }
  template <class Name, std::size_t I = 0>
  static constexpr std::size_t index_of() {
    static_assert(I < std::tuple_size_v<columns>, "the particles have no property of this name");
    if constexpr (holds<I, Name>) {
      return I;
    } else {
      return index_of<Name, I + 1>();
    }
  }
  columns columns_{};
};

}  // namespace eudrift::inline EUDRIFT_ABI
