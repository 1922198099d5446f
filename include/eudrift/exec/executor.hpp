// SPDX-License-Identifier: BSL-1.0
/// \file
/// The contract between kernels and where they run.  To add a backend, meet `Executor`.
#pragma once
#include <eudrift/core/view.hpp>

#include <concepts>
#include <ranges>
#include <span>
#include <type_traits>

namespace eudrift::inline EUDRIFT_ABI {

/// What map() runs: a function object copied bytewise to where it runs, called once per index.
template <class F>
concept Kernel = std::is_trivially_copyable_v<F> && requires(const F& f, index_t i) {
  { f(i) } -> std::same_as<void>;
};

/// A kernel that has, beside its index form, one for whole blocks: block(first, last) does what f(first) ...
/// f(last - 1) do, with the same bits, for any 0 < last - first <= block_size.  Executors on the host call it,
/// so that a kernel can keep a block's data near, or compute with several indices at once; an executor
/// that knows nothing of blocks calls the index form.
template <class F>
concept BlockKernel = Kernel<F> && requires(const F& f, index_t i) {
  { f.block(i, i) } -> std::same_as<void>;
  { F::block_size } -> std::convertible_to<index_t>;
};

/// What reduce() reads: a function object that gives one trivially copyable item per index.
template <class F>
concept Term = std::is_trivially_copyable_v<F> && std::invocable<const F&, index_t> &&
               std::is_trivially_copyable_v<std::invoke_result_t<const F&, index_t>>;

/// The item that a term gives.
template <class F>
using item_t = std::remove_cvref_t<std::invoke_result_t<const F&, index_t>>;

/// How items become one result.  The accumulator (`value_type`) need not be of the items' type: an
/// exact sum, a maximum with its holder, a histogram.
///
///   identity()     the accumulator of no item
///   add(v, item)   takes one item into v
///   join(v, w)     the accumulator of both
///   result(v)      what reduce() returns; runs on the host and may throw error
template <class R, class Item>
concept Reducer = std::is_trivially_copyable_v<R> && std::is_trivially_copyable_v<typename R::value_type> &&
                  requires(const R& r, typename R::value_type v, const Item& item) {
                    { r.identity() } -> std::same_as<typename R::value_type>;
                    { r.add(v, item) } -> std::same_as<void>;
                    { r.join(v, v) } -> std::same_as<typename R::value_type>;
                    r.result(v);
                  };

/// What a reducer's result() gives.
template <class R>
using result_t = decltype(std::declval<const R&>().result(std::declval<typename R::value_type>()));

/// The least that map() and reduce() must take; the concept is checked with these.
namespace archetype {
/// A kernel.
struct kernel {
  EUDRIFT_FN void operator()(index_t) const {}
};
/// A term.
struct term {
  EUDRIFT_FN double operator()(index_t) const { return 0; }
};
/// A reducer.
struct reducer {
  using value_type = double;  ///< the accumulator
  EUDRIFT_FN double identity() const { return 0; }
  EUDRIFT_FN void add(double& value, double item) const { value += item; }
  EUDRIFT_FN double join(double a, double b) const { return a + b; }
  double result(double value) const { return value; }
};
}  // namespace archetype

/// Owning array in an executor's memory.  It has a size and no element access: its items are read
/// and written by kernels through the executor's view(), and by the host through collect().
template <class A>
concept Array = std::movable<A> && std::default_initializable<A> && requires(const A& a) {
  { a.size() } -> std::convertible_to<index_t>;
};

/// Where and how kernels run.  An executor is a cheap copyable handle to one in-order queue over one
/// memory: calls take effect in program order; map() may return early.
///
///   array<T>           the array type of its memory
///   make<T>(n)         n items, zeroed where kernels will run; throws error where there is no memory
///   upload(range)      an array with the host range's items, which are copied before it returns
///   resize(a, n)       keeps the first items of a, zeroes new ones
///   view(a)            what kernels take
///   map(n, f)          runs f(i) for 0 <= i < n in any order
///   reduce(n, f, r)    r over f(0) ... f(n - 1); the same bits for any number of threads
///   collect(a)         a's items as a range in host memory (a span) that does not own them: a or the
///                      executor keeps them, whatever else is collected, until a changes or is destroyed
///   wait()             returns when all earlier calls are done; rethrows what failed
///   fork()             a second queue over the same memory, after all earlier calls on this one
///   join(other)        later calls here come after other's earlier ones
///
/// Lifetime: the views in a kernel must stay valid until the next wait, collect or reduce.
/// Destroying, assigning and resizing an executor's own array are operations of its queue, so they
/// are safe at any time.  A host array viewed in place may change again after wait().
///
/// On a distributed executor n and a are this rank's share; reduce and collect are collective, map
/// is not.
template <class E>
concept Executor =
    std::copyable<E> &&
    requires(const E& ex, index_t n, archetype::kernel f, archetype::term t, archetype::reducer r,
             typename E::template array<double>& a, const typename E::template array<double>& c,
             std::span<const double> host) {
      requires Array<typename E::template array<double>>;
      { ex.template make<double>(n) } -> std::same_as<typename E::template array<double>>;
      { ex.upload(host) } -> std::same_as<typename E::template array<double>>;
      { ex.resize(a, n) } -> std::same_as<void>;
      { ex.view(a) } -> std::same_as<view<double>>;
      { ex.view(c) } -> std::same_as<view<const double>>;
      { ex.map(n, f) } -> std::same_as<void>;
      { ex.reduce(n, t, r) } -> std::same_as<double>;
      { ex.collect(c) } -> std::ranges::contiguous_range;
      { ex.collect(c) } -> std::ranges::borrowed_range;
      { ex.wait() } -> std::same_as<void>;
      { ex.fork() } -> std::same_as<E>;
      { ex.join(ex) } -> std::same_as<void>;
    };

/// The array type of executor E for items of type T.
template <class E, class T>
using array_t = typename E::template array<T>;

/// Bytes of the items of arrays in an executor's memory.
template <class E, class... A>
index_t held_bytes(const E& ex, const A&... a) {
  const auto bytes = []<class T>(const view<T>& v) { return v.size * static_cast<index_t>(sizeof(T)); };
  return (index_t{0} + ... + bytes(ex.view(a)));
}

}  // namespace eudrift::inline EUDRIFT_ABI
