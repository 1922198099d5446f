// SPDX-License-Identifier: BSL-1.0
/// \file
/// Particles as bytes in an executor's memory, packed and unpacked by kernels: how they leave it whole.
#pragma once
#include <eudrift/swarm/particle_set.hpp>

#include <cstddef>

namespace eudrift::inline EUDRIFT_ABI {

namespace detail {

/// The components of n particles behind one another, each an array that begins at a multiple of 8 bytes.
template <class Particles>
struct packed_layout;
template <class... Q>
struct packed_layout<particle_view<Q...>> {
  EUDRIFT_FN static constexpr index_t length(index_t n, index_t item) { return (n * item + 7) / 8 * 8; }
  /// Bytes of n particles.
  static constexpr index_t bytes(index_t n) {
    return (index_t{0} + ... + (length(n, sizeof(typename stored<typename Q::type>::scalar)) *
                                stored<typename Q::type>::components));
  }
  /// How many particles so many bytes are; -1: no number of them.
  static constexpr index_t count(index_t all) {
    index_t n = all / bytes(8) * 8;
    while (bytes(n) < all) ++n;
    return bytes(n) == all ? n : -1;
  }
  /// Calls f(item, packed) for each component of particle i, and of particle k of n packed ones.
  template <class Bytes, class F>
  EUDRIFT_FN static void for_each(const particle_view<Q...>& particles, index_t i, Bytes* packed, index_t k, index_t n,
                                  const F& f) {
    (each<Q>(particles, i, packed, k, n, f), ...);
  }

 private:
  template <class Q1, class Bytes, class F>
  EUDRIFT_FN static void each(const particle_view<Q...>& particles, index_t i, Bytes*& packed, index_t k, index_t n,
                              const F& f) {
    using scalar = typename stored<typename Q1::type>::scalar;
    using packed_scalar = std::conditional_t<std::is_const_v<Bytes>, const scalar, scalar>;
    const auto& column = get<typename Q1::name>(particles);
    for (int d = 0; d < stored<typename Q1::type>::components; ++d) {
      f(item(column, d)[i], reinterpret_cast<packed_scalar*>(packed)[k]);
      packed += length(n, sizeof(scalar));
    }
  }
  template <class T>
  EUDRIFT_FN static T* item(const view<T>& column, int) {
    return column.data;
  }
  template <class T, int N>
  EUDRIFT_FN static T* item(const soa_view<T, N>& column, int d) {
    return column.data[d];
  }
};

struct put_item {
  template <class T>
  EUDRIFT_FN void operator()(const T& item, T& packed) const {
    packed = item;
  }
};
struct take_item {
  template <class T>
  EUDRIFT_FN void operator()(T& item, const T& packed) const {
    item = packed;
  }
};

/// Kernel over the particles of a list.
template <class Particles>
struct pack_particles {
  Particles particles;
  view<const index_t> which;
  std::byte* to;  ///< aligned to 8 bytes
  EUDRIFT_FN void operator()(index_t k) const {
    packed_layout<Particles>::for_each(particles, which[k], to, k, which.size, put_item{});
  }
};
/// Kernel over packed particles: they become those from `first` on.
template <class Particles>
struct unpack_particles {
  Particles particles;
  index_t first, n;
  const std::byte* from;
  EUDRIFT_FN void operator()(index_t k) const {
    packed_layout<Particles>::for_each(particles, first + k, from, k, n, take_item{});
  }
};
/// items[which[k]] = from[k].
template <class T>
struct scatter {
  view<const T> from;
  view<const index_t> which;
  view<T> items;
  EUDRIFT_FN void operator()(index_t k) const { items[which[k]] = from[k]; }
};

}  // namespace detail

}  // namespace eudrift::inline EUDRIFT_ABI
