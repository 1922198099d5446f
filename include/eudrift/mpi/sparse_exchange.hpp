// SPDX-License-Identifier: BSL-1.0
/// \file
/// Messages to a few processes, of which those do not know: in rounds, at a cost that grows with neighbours.
#pragma once
#include <eudrift/mpi/communicator.hpp>

#include <array>
#include <map>
#include <thread>

namespace eudrift::inline EUDRIFT_ABI {

/// Non-blocking consensus (Hoefler, Siebert and Lumsdaine 2010): each process sends so that it learns when a
/// message is being received, enters a non-blocking reduction when all of its own are, and receives until that
/// reduction ends, which says that nothing is on its way.  No process waits for one with which it has nothing to
/// do, and nobody counts messages of all processes.
///
/// A process may leave a round while another has not yet seen its end, and send messages of the next one; so the
/// rounds have two tags in turn.  It can be no further ahead, since the next round ends with all.  Buffers are
/// kept for the next round.  Keep one over the time loop.
class sparse_exchange {
 public:
  /// Collective.  Messages are cut as those of `of`.
  explicit sparse_exchange(const communicator& of) : processes_(of.handle(), of.most_bytes()) {}

  const communicator& processes() const { return processes_; }  ///< all that take part

  /// The message that process `rank` (this one too) gets from here in the next round: append bytes to it.  None
  /// is sent that is empty.
  std::vector<std::byte>& to(int rank) {
    if (rank < 0 || rank >= processes_.size())
      throw error("a message to rank " + std::to_string(rank) + " was begun; ranks are 0 to " +
                  std::to_string(processes_.size() - 1));
    return outgoing_[rank];
  }

  /// Takes back the messages that were begun.
  void clear() {
    for (auto& [rank, bytes] : outgoing_) bytes.clear();
  }

  /// A round; collective.  Calls receive(source, bytes) for each message to this process, sources ascending, after
  /// all have come; the bytes are valid within the call.  idle() is called again and again while nothing comes, and may
  /// do other work.  Returns, for each of N numbers of the caller's, the sum over all processes, which the consensus
  /// brings along.  After an error of MPI the exchange cannot be used again.
  template <std::size_t N, class Receive, class Idle>
  std::array<std::int64_t, N> round(const std::array<std::int64_t, N>& mine, Receive&& receive, Idle&& idle) {
    static_assert(N >= 1);  // a reduction of nothing might wait for nobody
    tag_ = 3 - tag_;
    for (auto& [rank, bytes] : incoming_) bytes.clear();
    post();
    mine_.assign(mine.begin(), mine.end());
    sums_.assign(N, 0);
    MPI_Request consensus = MPI_REQUEST_NULL;
    for (bool entered = false;;) {
      const bool came = take_one();
      int done = 0;
      if (!entered) {
        check_mpi(MPI_Testall(static_cast<int>(sends_.size()), sends_.data(), &done, MPI_STATUSES_IGNORE),
                  "MPI_Testall");
        if (done != 0) {
          entered = true;
          check_mpi(MPI_Iallreduce(mine_.data(), sums_.data(), static_cast<int>(N), MPI_INT64_T, MPI_SUM,
                                   processes_.handle(), &consensus),
                    "MPI_Iallreduce");
        }
      } else {
        check_mpi(MPI_Test(&consensus, &done, MPI_STATUS_IGNORE), "MPI_Test");
        if (done != 0) break;
      }
      if (!came) idle();
    }
    if (auto& own = outgoing_[processes_.rank()]; !own.empty()) incoming_[processes_.rank()].swap(own);
    clear();
    for (const auto& [rank, bytes] : incoming_)
      if (!bytes.empty()) receive(rank, std::span<const std::byte>(bytes));
    std::array<std::int64_t, N> sums{};
    std::copy(sums_.begin(), sums_.end(), sums.begin());
    return sums;
  }
  /// The same with nothing else to do: gives up the core.
  template <std::size_t N, class Receive>
  std::array<std::int64_t, N> round(const std::array<std::int64_t, N>& mine, Receive&& receive) {
    return round(mine, receive, [] { std::this_thread::yield(); });
  }

 private:
  /// Sends all messages, in pieces of most_bytes.  They need not tell which is the last: a round ends when none is
  /// left.
  void post() {
    sends_.clear();
    for (const auto& [rank, bytes] : outgoing_) {
      if (bytes.empty() || rank == processes_.rank()) continue;
      for (std::size_t begin = 0; begin < bytes.size(); begin += processes_.most_bytes()) {
        const auto length = static_cast<int>(std::min(processes_.most_bytes(), bytes.size() - begin));
        sends_.emplace_back();
        check_mpi(MPI_Issend(bytes.data() + begin, length, MPI_BYTE, rank, tag_, processes_.handle(), &sends_.back()),
                  "MPI_Issend");
      }
    }
  }
  /// Takes a piece of a message that has come; returns whether there was one.  Pieces from one process come in their
  /// order.
  bool take_one() {
    int there = 0, length = 0;
    MPI_Status status;
    check_mpi(MPI_Iprobe(MPI_ANY_SOURCE, tag_, processes_.handle(), &there, &status), "MPI_Iprobe");
    if (there == 0) return false;
    check_mpi(MPI_Get_count(&status, MPI_BYTE, &length), "MPI_Get_count");
    std::vector<std::byte>& bytes = incoming_[status.MPI_SOURCE];
    const std::size_t begin = bytes.size();
    bytes.resize(begin + static_cast<std::size_t>(length));
    check_mpi(MPI_Recv(bytes.data() + begin, length, MPI_BYTE, status.MPI_SOURCE, tag_, processes_.handle(),
                       MPI_STATUS_IGNORE),
              "MPI_Recv");
    return true;
  }

  communicator processes_;
  int tag_ = 1;
  std::map<int, std::vector<std::byte>> outgoing_, incoming_;  // by rank
  std::vector<MPI_Request> sends_;
  std::vector<std::int64_t> mine_, sums_;
};

}  // namespace eudrift::inline EUDRIFT_ABI
