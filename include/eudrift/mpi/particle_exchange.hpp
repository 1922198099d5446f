// SPDX-License-Identifier: BSL-1.0
/// \file
/// Whole particles from process to process, counted, so that none is lost.
#pragma once
#include <eudrift/mpi/packed_messages.hpp>

#include <algorithm>
#include <cstring>
#include <functional>
#include <numeric>
#include <optional>
#include <utility>

namespace eudrift::inline EUDRIFT_ABI {

/// Moves particles with all their properties.  It owns what is kept between rounds, so keep one over the time
/// loop.  A message is the number of its particles and then, for each component of each property, an array.
///
/// Every round adds up how many particles were sent in it and how many arrived in the one before, and whether
/// anything went wrong there: a mismatch or a message that is no batch of these particles is an error on all
/// processes in the next round.  So a round in which nothing moves says that all earlier ones went well.
template <Executor Local, int Dim, class... P>
class particle_exchange {
 public:
  using particles = particle_set<mpi_executor<Local>, Dim, P...>;  ///< what is moved
  using batch = typename particles::batch;                         ///< the same on its way

  /// Collective over the processes of `ex`.  Throws error where messages are to lie in memory that MPI does not take.
  explicit particle_exchange(const mpi_executor<Local>& ex, message_memory where = message_memory::automatic)
      : ex_(ex), messages_(ex.processes()) {
    if (packed::is_for(ex, where)) packed_.emplace(ex);
  }

  int rank() const { return ex_.processes().rank(); }  ///< of this process

  /// Makes the next round an error with this sentence, on all processes; no particle leaves this one in it.
  void refuse(const std::string& sentence) {
    if (wrong_.empty()) wrong_ = sentence;
  }

  /// Collective.  Particle which[k] goes to the process of rank to[k], or stays where that is this one, as all do that
  /// `which`, ascending, does not name; returns how many went, of all processes.  The last of those that stay take the places of those that
  /// go (particle_set::remove); those that come stand behind them, by rank of their sender and in its order.  Before
  /// they go depart(batch) may change their elements, and arrive(batch) where they came, as these are numbers that hold
  /// within a process only; where messages lie in the executor's own memory the batch has nothing else.  Throws
  /// error, on all processes, where on one of them `which` names none or one twice, or `to` no rank, or they differ in
  /// length; none leaves it then.
  template <class Depart, class Arrive>
  index_t operator()(particles& all, std::span<const index_t> which, std::span<const std::int32_t> to, Depart&& depart,
                     Arrive&& arrive) {
    if (wrong_.empty()) wrong_ = sentence_of([&] { choose(which, to, all.size()); });
    if (wrong_.empty()) wrong_ = sentence_of([&] { send(all, depart); });
    if (!wrong_.empty()) messages_.clear(), leaving_.clear();
    const auto sent = static_cast<std::int64_t>(leaving_.size());
    const index_t stay = all.size();
    std::string later;
    const auto try_to = [&later](const auto& f) {
      const std::string failed = sentence_of(f);
      if (later.empty()) later = failed;
    };
    const std::array<std::int64_t, 3> mine{sent, arrived_, wrong_.empty() ? 0 : 1};
    if (packed_) packed_->wait();
    const auto [went, arrived, faults] =
        packed_ ? messages_.lent_round(
                      mine, [&](int from, std::size_t bytes) { return packed_->room(from, bytes); },
                      [&](int from, std::size_t bytes) { try_to([&] { packed_->receive(all, from, bytes, arrive); }); })
                : messages_.round(mine, [&](int from, std::span<const std::byte> bytes) {
                    try_to([&] { receive(all, from, bytes, arrive); });
                  });
    const std::int64_t expected = std::exchange(went_, went);
    arrived_ = all.size() - stay;
    all.set_arrived(arrived_);
    const std::string now = std::exchange(wrong_, later);
    if (faults > 0) agree(ex_.processes(), now);
    if (arrived != expected)
      throw error("of " + std::to_string(expected) + " particles that were sent to other processes " +
                  std::to_string(arrived) + " arrived; none may be lost, so start the run again from a checkpoint");
    return went;
  }
  /// The same of all particles.
  template <class Depart, class Arrive>
  index_t operator()(particles& all, std::span<const std::int32_t> to, Depart&& depart, Arrive&& arrive) {
    std::vector<index_t> which(static_cast<std::size_t>(all.size()));
    std::iota(which.begin(), which.end(), index_t{0});
    return (*this)(all, which, to, depart, arrive);
  }
  /// The same where all that they carry holds everywhere.
  index_t operator()(particles& all, std::span<const std::int32_t> to) {
    const auto as_it_is = [](batch&) {};
    return (*this)(all, to, as_it_is, as_it_is);
  }

 private:
  using packed = detail::packed_messages<Local, Dim, P...>;

  /// Sorts out who goes, by rank.
  void choose(std::span<const index_t> which, std::span<const std::int32_t> to, index_t n) {
    const std::int32_t own = ex_.processes().rank(), size = ex_.processes().size();
    leaving_.clear();
    require(to.size() == which.size(), "ranks were given for " + std::to_string(to.size()) + " particles of " +
                                           std::to_string(which.size()) + "; one is expected for each");
    const bool ascending = std::adjacent_find(which.begin(), which.end(), std::greater_equal<>()) == which.end();
    require(which.empty() || (ascending && which.front() >= 0 && which.back() < n),
            "particles to send are not named in ascending order, each once, of " + std::to_string(n));
    std::vector<std::pair<std::int32_t, index_t>> by_rank;
    for (std::size_t k = 0; k < which.size(); ++k) {
      if (to[k] < 0 || to[k] >= size)
        throw error("a particle was to go to rank " + std::to_string(to[k]) + "; ranks are 0 to " +
                    std::to_string(size - 1));
      if (to[k] != own) by_rank.emplace_back(to[k], which[k]);
    }
    std::sort(by_rank.begin(), by_rank.end());
    ranks_.clear();
    for (const auto& [rank, i] : by_rank) ranks_.push_back(rank), leaving_.push_back(i);
  }

  template <class Depart>
  void send(particles& all, Depart& depart) {
    if (leaving_.empty()) return;
    if (packed_) {
      packed_->send(all, leaving_, ranks_, depart, messages_);
    } else {
      write(all, depart);
    }
    std::sort(leaving_.begin(), leaving_.end());
    all.remove(leaving_);
  }
  template <class Depart>
  void write(particles& all, Depart& depart) {
    all.copy(leaving_, batch_);
    depart(batch_);
    for (std::size_t first = 0, last = 0; first < ranks_.size(); first = last) {
      while (last < ranks_.size() && ranks_[last] == ranks_[first]) ++last;
      std::vector<std::byte>& message = messages_.to(ranks_[first]);
      const auto n = static_cast<std::int64_t>(last - first);
      put(message, std::as_bytes(std::span(&n, 1)));
      batch_.for_each_component([&](auto& items) {
        put(message, std::as_bytes(std::span(std::as_const(items)).subspan(first, last - first)));
      });
    }
  }
  static void put(std::vector<std::byte>& message, std::span<const std::byte> bytes) {
    message.insert(message.end(), bytes.begin(), bytes.end());
  }

  template <class Arrive>
  void receive(particles& all, int from, std::span<const std::byte> bytes, Arrive& arrive) {
    std::int64_t n = 0;
    std::size_t record = 0;
    batch_.for_each_component([&](auto& items) { record += sizeof(items[0]); });
    if (bytes.size() >= sizeof n) std::memcpy(&n, bytes.data(), sizeof n);
    const std::size_t expected = sizeof n + static_cast<std::size_t>(n) * record;
    if (n <= 0 || static_cast<std::size_t>(n) > bytes.size() || bytes.size() != expected)
      throw error("rank " + std::to_string(from) + " sent " + std::to_string(bytes.size()) + " bytes as " +
                  std::to_string(n) + " particles of " + std::to_string(record) +
                  "; the processes do not run the same program");
    batch_.resize(n);
    bytes = bytes.subspan(sizeof n);
    batch_.for_each_component([&](auto& items) {
      const auto to = std::as_writable_bytes(std::span(items));
      std::copy_n(bytes.begin(), to.size(), to.begin());
      bytes = bytes.subspan(to.size());
    });
    arrive(batch_);
    all.append(batch_);
  }

  mpi_executor<Local> ex_;
  sparse_exchange messages_;
  std::optional<packed> packed_;  // where messages lie in the executor's own memory
  batch batch_;
  std::vector<index_t> leaving_;
  std::vector<std::int32_t> ranks_;  // to which they go, ascending
  std::int64_t went_ = 0;            // in the last round, all processes
  std::int64_t arrived_ = 0;         // in the last round, here
  std::string wrong_;                // what the others learn in the next round
};

}  // namespace eudrift::inline EUDRIFT_ABI
