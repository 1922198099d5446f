// SPDX-License-Identifier: BSL-1.0
// What every process of a run must know of it, and how the one that has read the forcing tells the others.
#pragma once
#include "set_up.hpp"

#include <eudrift/mpi/agree.hpp>

#include <numeric>
#include <optional>
#include <span>
#include <vector>

namespace happiest_particle {

/// Runs f where `here`; what it throws is an error on all processes.
template <class F>
void on_behalf(const eudrift::communicator& all, bool here, F&& f) {
  agree(all, here ? eudrift::sentence_of(f) : std::string());
}

/// When a run begins, and what is felt in it.
struct course {
  std::vector<time_ms> times;  ///< of the forcing
  bool calendar;
  std::optional<time_ms> earlier;  ///< when the run ended that this one continues
  bool restarts;                   ///< from a checkpoint
  time_ms stopped;                 ///< the time of that
  plan_place from;
  sea_choice drifts_in;
  band preferred;
};

/// Collective: `given` is there at the root.
inline course tell_course(const eudrift::communicator& all, int root, const preparation* given, const options& o) {
  struct {
    std::int64_t times = 0;
    time_ms earlier = 0, stopped = 0;
    band preferred{};
    std::int32_t calendar = 0, continues = 0, restarts = 0;
    plan_place from{};
    sea_choice drifts_in;
  } head;
  static_assert(std::is_trivially_copyable_v<sea_choice>);
  course c{};
  if (given != nullptr) {
    c.times.assign(given->source.times().begin(), given->source.times().end());
    head.times = static_cast<std::int64_t>(c.times.size());
    head.calendar = given->source.calendar();
    head.preferred = given->likes.preferred;
    head.restarts = given->saved.has_value();
    head.from = given->from();
    if (given->saved) head.stopped = given->saved->time();
    if (given->earlier) head.continues = 1, head.earlier = given->earlier->time();
    head.drifts_in = given->drifts_in(o);
  }
  all.broadcast(std::as_writable_bytes(std::span(&head, 1)), root);
  c.times.resize(static_cast<std::size_t>(head.times));
  all.broadcast(std::as_writable_bytes(std::span(c.times)), root);
  c.calendar = head.calendar != 0;
  if (head.continues != 0) c.earlier = head.earlier;
  c.drifts_in = head.drifts_in;
  c.preferred = head.preferred;
  c.restarts = head.restarts != 0;
  c.stopped = head.stopped;
  c.from = head.from;
  return c;
}

/// Collective: item i of `whole`, given at the root, goes to the process of rank to[i]; each gets its own in their order.
template <class T>
std::vector<T> deal(const eudrift::communicator& all, int root, std::span<const T> whole, std::span<const std::int32_t> to) {
  std::vector<T> own;
  std::int64_t count = 0;
  if (all.rank() != root) {
    all.receive(root, std::as_writable_bytes(std::span(&count, 1)));
    own.resize(static_cast<std::size_t>(count));
    all.receive(root, std::as_writable_bytes(std::span(own)));
    return own;
  }
  const auto ranks = static_cast<std::size_t>(all.size());
  std::vector<std::size_t> begin(ranks + 1), place;
  for (const std::int32_t rank : to) ++begin[static_cast<std::size_t>(rank) + 1];
  std::partial_sum(begin.begin(), begin.end(), begin.begin());
  place.assign(begin.begin(), begin.end() - 1);
  std::vector<T> sorted(whole.size());
  for (std::size_t i = 0; i < whole.size(); ++i) sorted[place[static_cast<std::size_t>(to[i])]++] = whole[i];
  for (int rank = 0; rank < all.size(); ++rank) {
    const auto r = static_cast<std::size_t>(rank);
    const auto part = std::span<const T>(sorted).subspan(begin[r], begin[r + 1] - begin[r]);
    count = static_cast<std::int64_t>(part.size());
    if (rank == root) {
      own.assign(part.begin(), part.end());
    } else {
      all.send(rank, std::as_bytes(std::span(&count, 1)));
      all.send(rank, std::as_bytes(part));
    }
  }
  return own;
}

/// The same for whole particles.
inline drifters_batch deal(const eudrift::communicator& all, int root, drifters_batch&& whole, std::span<const std::int32_t> to) {
  whole.for_each_component([&]<class T>(std::vector<T>& items) { items = deal(all, root, std::span<const T>(items), to); });
  return std::move(whole);
}

}  // namespace happiest_particle
