// SPDX-License-Identifier: BSL-1.0
/// \file
/// Items of all processes in ascending order of their ids, without any process holding them all.
#pragma once
#include <eudrift/exec/collect_by_id.hpp>
#include <eudrift/mpi/executor.hpp>

#include <functional>
#include <optional>
#include <queue>

namespace eudrift::inline EUDRIFT_ABI {

namespace detail {

/// A process's items, sorted by id, in pieces of at most `piece`.  The root asks for each of the pieces, so
/// that no more than two of each process are ever there: one that is used up and one on its way.
template <class... T>
class id_stream {
 public:
  id_stream(std::span<const std::int64_t> ids, const std::tuple<std::span<const T>...>& values, std::size_t piece)
      : ids_(ids), values_(values), piece_(piece), order_(order_by_id(ids)) {
    require_columns(ids.size(), values);
    block_.for_each_column([&](auto& column) { column.reserve(std::min(piece, ids.size())); });
  }
  /// The next piece.
  const id_block<T...>& next() {
    const std::size_t n = std::min(ids_.size() - given_, piece_);
    block_.take(order_, given_, n, ids_, values_);
    given_ += n;
    return block_;
  }
  /// Sends pieces as long as the root asks for them.
  void serve(const communicator& processes, int root) {
    std::vector<MPI_Request> sends;
    while (given_ < ids_.size()) {
      std::byte go_on{};
      processes.receive(root, std::span(&go_on, 1));
      if (go_on == std::byte{0}) return;
      next();
      block_.for_each_column(
          [&](const auto& column) { processes.begin_send(root, std::as_bytes(std::span(column)), sends); });
      processes.wait(sends);
    }
  }

 private:
  std::span<const std::int64_t> ids_;
  std::tuple<std::span<const T>...> values_;
  std::size_t piece_;
  std::vector<index_t> order_;
  std::size_t given_ = 0;
  id_block<T...> block_;
};

/// The streams of all processes as one, at the root.  It takes its memory at once, so that none is wanting
/// between a question and its answer.
template <class... T>
class id_merge {
 public:
  id_merge(const communicator& processes, id_stream<T...>& own, std::span<const std::int64_t> counts, std::size_t piece,
           std::size_t block)
      : processes_(processes), own_(own), piece_(piece), most_(block) {
    const auto reserve = [](id_block<T...>& to, std::size_t n) {
      to.for_each_column([n](auto& column) { column.reserve(n); });
    };
    std::size_t total = 0;
    for (const std::int64_t count : counts) {
      const auto n = static_cast<std::size_t>(count);
      sources_.push_back({.left = n});
      reserve(sources_.back().block, std::min(n, piece));
      reserve(sources_.back().coming, std::min(n, piece));
      sources_.back().receives.reserve(sizeof...(T) + 1);
      total += n;
    }
    reserve(out_, std::min(total, block));
  }
  /// Hands all items to the sink.
  template <class Sink>
  void run(Sink& sink) {
    for (int rank = 0; rank < processes_.size(); ++rank) ask(rank);
    for (int rank = 0; rank < processes_.size(); ++rank) refill(rank);
    std::int64_t last_id = 0;
    int last_rank = -1;
    while (!heads_.empty()) {
      const auto [id, rank] = heads_.top();
      heads_.pop();
      if (last_rank >= 0 && id == last_id)
        throw id_twice(id, ", from ranks " + std::to_string(last_rank) + " and " + std::to_string(rank));
      last_id = id, last_rank = rank;
      source& from = sources_[static_cast<std::size_t>(rank)];
      out_.add(from.block, from.at++);
      if (from.at < from.block.ids.size()) {
        heads_.push({from.block.ids[from.at], rank});
      } else {
        refill(rank);
      }
      if (out_.ids.size() < most_ && !heads_.empty()) continue;
      out_.hand_to(sink);
      out_.for_each_column([](auto& column) { column.clear(); });
    }
  }
  /// Takes what is on its way, and tells those who still have pieces that nobody wants them.
  void stop() {
    for (int rank = 0; rank < processes_.size(); ++rank) {
      source& from = sources_[static_cast<std::size_t>(rank)];
      processes_.wait(from.receives);
      if (rank != processes_.rank() && from.left > 0) say(rank, std::byte{0});
    }
  }

 private:
  struct source {
    std::size_t left;      ///< items not yet asked for
    std::size_t at = 0;    ///< next one of the block
    id_block<T...> block{}, coming{};
    std::vector<MPI_Request> receives{};
  };
  void say(int rank, std::byte go_on) { processes_.send(rank, std::span(&go_on, 1)); }
  /// For the next piece of a process.
  void ask(int rank) {
    source& from = sources_[static_cast<std::size_t>(rank)];
    const std::size_t n = std::min(from.left, piece_);
    from.coming.for_each_column([n](auto& column) { column.resize(n); });
    from.left -= n;
    if (n == 0) return;
    if (rank == processes_.rank()) {
      from.coming = own_.next();
      return;
    }
    say(rank, std::byte{1});
    from.coming.for_each_column([&](auto& column) {
      processes_.begin_receive(rank, std::as_writable_bytes(std::span(column)), from.receives);
    });
  }
  /// Takes the piece that was asked for, and asks for the one after it.
  void refill(int rank) {
    source& from = sources_[static_cast<std::size_t>(rank)];
    processes_.wait(from.receives);
    std::swap(from.block, from.coming);
    from.at = 0;
    ask(rank);
    if (!from.block.ids.empty()) heads_.push({from.block.ids.front(), rank});
  }

  using head = std::pair<std::int64_t, int>;  // next id of a process
  const communicator& processes_;
  id_stream<T...>& own_;
  std::size_t piece_, most_;
  id_block<T...> out_;
  std::vector<source> sources_;
  std::priority_queue<head, std::vector<head>, std::greater<head>> heads_;
};

}  // namespace detail

/// Collective: as on one process (exec/collect_by_id.hpp), of the items of all; the sink is called at the root,
/// and every process gets the number of items.  Beside what it holds already, and what order_by_id() takes for its own
/// items, the root has at most 2 * block + block / size items in memory (where there are more processes than half the
/// items in a block, block and two for each), any other process half of block / size.  What fails on any process, the
/// sink's own error too, is an error on all.  The communicator says how all wait for each other; in a thread beside
/// kernels it should be one of its own, and asleep.
template <class Local, class... T, class Sink>
index_t collect_by_id(const mpi_executor<Local>& ex, std::span<const std::int64_t> ids,
                      const std::tuple<std::span<const T>...>& values, Sink&& sink, index_t block = collect_block) {
  const communicator& processes = ex.processes();
  const auto piece = static_cast<std::size_t>(std::max<index_t>(1, block / processes.size() / 2));
  const auto counts = processes.all_gather(static_cast<std::int64_t>(ids.size()));
  std::optional<detail::id_stream<T...>> own;
  std::optional<detail::id_merge<T...>> all;
  agree(processes, sentence_of([&] {
    detail::require_block(block);
    own.emplace(ids, values, piece);
    if (processes.rank() == ex.root) all.emplace(processes, *own, counts, piece, static_cast<std::size_t>(block));
  }));
  std::string failed;
  if (all) {
    failed = sentence_of([&] { all->run(sink); });
    if (!failed.empty()) all->stop();
  } else {
    own->serve(processes, ex.root);
  }
  agree(processes, failed);
  return std::accumulate(counts.begin(), counts.end(), index_t{0});
}

}  // namespace eudrift::inline EUDRIFT_ABI
