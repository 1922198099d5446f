// SPDX-License-Identifier: BSL-1.0
/// \file
/// Views over Eigen's arrays where they lie, and its small vectors as positions.  Needs Eigen (target eudrift::eigen).
#pragma once
#include <eudrift/core/error.hpp>
#include <eudrift/core/view.hpp>

#include <Eigen/Core>

#include <string>
#include <type_traits>
#include <utility>

namespace eudrift::inline EUDRIFT_ABI {

namespace detail {
/// Deduces what Eigen takes an array for: a segment is a block.
template <class Derived>
const Derived& eigen_dense(const Eigen::DenseBase<Derived>&);
/// What views of A may do with an item: const where A cannot be written.
template <class A>
using eigen_item = std::remove_pointer_t<decltype(std::declval<A&>().data())>;
}  // namespace detail

/// An array, matrix, map, reference or block of Eigen's that has memory of its own or views some, with neighbours side by
/// side: no expression that is yet to be evaluated, and nothing with a stride.
template <class A>
concept EigenArray = requires(A& a) {
  detail::eigen_dense(a);
  a.data();
} && (std::remove_cvref_t<A>::Flags & Eigen::DirectAccessBit) != 0 && bool(std::remove_cvref_t<A>::InnerStrideAtCompileTime == 1);

/// The items of a vector of Eigen's: Eigen::ArrayXd, VectorXf, Map, Ref, a segment.  It must outlive the view, and not
/// change its size.
template <EigenArray A>
view<detail::eigen_item<A>> view_of(A& a) {
  static_assert(A::IsVectorAtCompileTime, "a row or a column is expected; for a table of components see soa_view_of");
  return {a.data(), static_cast<index_t>(a.size())};
}

/// Vectors of Eigen's as the components of one array: soa_view_of(u, v).  Throws error where their sizes differ.
template <EigenArray A, EigenArray... B>
  requires(bool(A::IsVectorAtCompileTime) && sizeof...(B) > 0)
soa_view<detail::eigen_item<A>, 1 + sizeof...(B)> soa_view_of(A& first, B&... others) {
  for (const Eigen::Index size : {others.size()...})
    require(size == first.size(), "the components of an array have " + std::to_string(first.size()) + " and " +
                                      std::to_string(size) + " items; give vectors of one size");
  return {{first.data(), others.data()...}, static_cast<index_t>(first.size())};
}

/// A table of Eigen's with a column for each component, in its own order of columns: Eigen::ArrayX2d.
template <EigenArray A>
  requires(!bool(A::IsVectorAtCompileTime))
soa_view<detail::eigen_item<A>, A::ColsAtCompileTime> soa_view_of(A& table) {
  static_assert(A::ColsAtCompileTime > 0, "the number of columns must be known: Eigen::Array<double, Eigen::Dynamic, 2>");
  static_assert(!A::IsRowMajor, "a column of a row-major table does not lie side by side; store it by columns");
  soa_view<detail::eigen_item<A>, A::ColsAtCompileTime> to;
  for (int d = 0; d < A::ColsAtCompileTime; ++d) to.data[d] = table.data() + d * table.outerStride();
  to.size = static_cast<index_t>(table.rows());
  return to;
}

/// A small vector of Eigen's, as a position or velocity.
template <class Derived>
auto to_vec(const Eigen::MatrixBase<Derived>& x) {
  static_assert(Derived::IsVectorAtCompileTime && Derived::SizeAtCompileTime > 0, "a vector of fixed size is expected");
  vec<typename Derived::Scalar, Derived::SizeAtCompileTime> to{};
  for (int d = 0; d < Derived::SizeAtCompileTime; ++d) to[d] = x[d];
  return to;
}
/// The other way.
template <class T, int N>
Eigen::Matrix<T, N, 1> to_eigen(const vec<T, N>& x) {
  return Eigen::Map<const Eigen::Matrix<T, N, 1>>(x.at);
}

}  // namespace eudrift::inline EUDRIFT_ABI
