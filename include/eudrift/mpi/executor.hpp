// SPDX-License-Identifier: BSL-1.0
/// \file
/// An executor over many processes, made of one for each of them.
#pragma once
#include <eudrift/exec/deferred.hpp>
#include <eudrift/exec/distributed.hpp>
#include <eudrift/exec/host_memory.hpp>
#include <eudrift/exec/serial.hpp>
#include <eudrift/exec/sorting.hpp>
#include <eudrift/mpi/agree.hpp>
#include <eudrift/mpi/any_order.hpp>

#include <memory>

namespace eudrift::inline EUDRIFT_ABI {

/// Whether an executor runs kernels in the thread that calls it and has no other, so that MPI may be initialised
/// for a program of one thread.  For an executor of one's own specialise this.
template <class Local>
inline constexpr bool runs_in_calling_thread = false;
/// It does.
template <>
inline constexpr bool runs_in_calling_thread<serial_executor> = true;
/// It does.
template <>
inline constexpr bool runs_in_calling_thread<deferred_executor> = true;

namespace detail {
/// R, but its accumulator is what comes out.  (Not within a class: nvcc takes no private type into a kernel.)
template <class R>
struct without_result {
  R r;
  using value_type = typename R::value_type;
  EUDRIFT_FN value_type identity() const { return r.identity(); }
  template <class Item>
  EUDRIFT_FN void add(value_type& v, const Item& item) const {
    r.add(v, item);
  }
  EUDRIFT_FN value_type join(const value_type& v, const value_type& w) const { return r.join(v, w); }
  value_type result(const value_type& v) const { return v; }
};
}  // namespace detail

/// Array of an mpi_executor: this process's share, in the memory of its local executor.
template <class Local, class T>
class mpi_array {
 public:
  mpi_array() = default;
  explicit mpi_array(array_t<Local, T>&& own) : own_(std::move(own)) {}
  index_t size() const { return own_.size(); }  ///< items of this process

  array_t<Local, T>& own() { return own_; }              ///< for the local executor
  const array_t<Local, T>& own() const { return own_; }  ///< the same for reading

 private:
  template <Executor>
  friend class mpi_executor;
  array_t<Local, T> own_;
  mutable host_array<T> gathered_;  ///< what collect() gave, at the root
};

/// Runs kernels by a local executor in each process of a communicator.
///
/// Sizes and indices are local: `n` of map() and reduce() is how many items this process has, a kernel's index
/// counts those, and an array is this process's share.  What an item is called in the whole program (an id, a
/// file number) is data that kernels read.  map(), make(), upload(), resize(), view(), collect_own() and reduce_own()
/// are of this process alone; reduce() and collect() are collective: all processes call them, in the same order.
/// What fails within a collective call on any process is an error on all, with the sentence of the first rank that
/// failed; what fails elsewhere is thrown where it fails only, so a program that does not catch it must end
/// (MPI_Abort).
///
/// A reduction has the same bits on every process, for any number of them and any local executor; so a reducer
/// for which that cannot be is refused at compile time (reduces_in_any_order).
template <Executor Local>
class mpi_executor {
 public:
  template <class T>
  using array = mpi_array<Local, T>;  ///< the array type

  static constexpr bool distributed = true;  ///< see Distributed

  /// Process whose collect() has all items.
  static constexpr int root = 0;

  /// Collective over `processes`; see communicator for `most_bytes`; `how`: collective calls wait.  Throws error where
  /// MPI is not initialised, or for a program of one thread while Local may have more.
  explicit mpi_executor(const Local& local = {}, MPI_Comm processes = MPI_COMM_WORLD,
                        std::size_t most_bytes = communicator::usual_most_bytes, waiting how = waiting::awake)
      : local_(local) {
    require_mpi("mpi_executor");
    if constexpr (!runs_in_calling_thread<Local>) require_mpi_threads("mpi_executor's local executor");
    processes_ = std::make_shared<const communicator>(processes, most_bytes, how);
  }
  const Local& local() const { return local_; }                      ///< of this process alone
  const communicator& processes() const { return *processes_; }  ///< all that take part

  template <class T>
  array<T> make(index_t n) const {
    return array<T>(local_.template make<T>(n));
  }
  template <std::ranges::contiguous_range R, class T = std::ranges::range_value_t<R>>
  array<T> upload(const R& host) const {
    return array<T>(local_.upload(host));
  }
  template <class T>
  void resize(array<T>& a, index_t n) const {
    local_.resize(a.own_, n);
  }
  template <class T>
  eudrift::view<T> view(array<T>& a) const {
    return local_.view(a.own_);
  }
  template <class T>
  eudrift::view<const T> view(const array<T>& a) const {
    return local_.view(a.own_);
  }
  template <Kernel F>
  void map(index_t n, F f) const {
    local_.map(n, f);
  }
  template <Term F, Reducer<item_t<F>> R>
  result_t<R> reduce(index_t n, F f, R r) const {
    require_any_order<R>();
    part<R> mine{r.identity(), 0};
    const std::string failed = sentence_of([&] { mine.value = local_.reduce(n, f, detail::without_result<R>{r}); });
    mine.failed = failed.empty() ? 0 : 1;
    std::vector<part<R>> all(static_cast<std::size_t>(processes_->size()), mine);
    processes_->all_gather(std::as_bytes(std::span(&mine, 1)), std::as_writable_bytes(std::span(all)));
    typename R::value_type value = r.identity();
    for (const part<R>& p : all) {
      if (p.failed != 0) agree(*processes_, failed);
      value = r.join(value, p.value);
    }
    return r.result(value);
  }
  /// At the root the items of all processes, in the order of ranks; elsewhere none.
  template <class T>
  std::span<const T> collect(const array<T>& a) const {
    std::span<const T> own;
    std::string failed = sentence_of([&] { own = collect_own(a); });
    const auto counts = processes_->all_gather(static_cast<std::int64_t>(own.size()));
    if (processes_->rank() == root && failed.empty()) {
      index_t total = 0;
      for (const std::int64_t n : counts) total += n;
      failed = sentence_of([&] { a.gathered_ = host_array<T>(total); });
    }
    agree(*processes_, failed);
    if (processes_->rank() != root) {
      processes_->send(root, std::as_bytes(own));
      return {};
    }
    std::span<T> all(a.gathered_.data(), static_cast<std::size_t>(a.gathered_.size())), rest = all;
    for (int rank = 0; rank < processes_->size(); ++rank) {
      const auto place = rest.first(static_cast<std::size_t>(counts[static_cast<std::size_t>(rank)]));
      if (rank == root) {
        std::copy(own.begin(), own.end(), place.begin());
      } else {
        processes_->receive(rank, std::as_writable_bytes(place));
      }
      rest = rest.subspan(place.size());
    }
    return all;
  }
  /// The items of this process, at once.
  template <class T>
  std::span<const T> collect_own(const array<T>& a) const {
    const auto own = local_.collect(a.own_);
    return {std::ranges::data(own), std::ranges::size(own)};
  }
  /// The reduction over items of this process alone, with any reducer.
  template <Term F, Reducer<item_t<F>> R>
  result_t<R> reduce_own(index_t n, F f, R r) const {
    return local_.reduce(n, f, r);
  }
  /// See SortingExecutor; items of this process.
  void stable_sort_by_key(eudrift::view<std::uint32_t> keys, eudrift::view<std::uint32_t> values) const
    requires SortingExecutor<Local>
  {
    local_.stable_sort_by_key(keys, values);
  }
  void wait() const { local_.wait(); }
  mpi_executor fork() const { return mpi_executor(local_.fork(), processes_); }
  void join(const mpi_executor& other) const { local_.join(other.local_); }

 private:
  mpi_executor(const Local& local, std::shared_ptr<const communicator> processes)
      : local_(local), processes_(std::move(processes)) {}

  template <class R>
  struct part {
    typename R::value_type value;
    std::int32_t failed;
  };
  Local local_;
  std::shared_ptr<const communicator> processes_;
};
static_assert(Distributed<mpi_executor<serial_executor>>);

}  // namespace eudrift::inline EUDRIFT_ABI
