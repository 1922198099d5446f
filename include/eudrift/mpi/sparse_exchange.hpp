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

  /// The same of bytes that are the caller's, in memory that MPI takes, and stay as they are until the next round ends.
  /// To another process.
  void lend(int rank, std::span<const std::byte> bytes) { lent_[rank] = bytes; }

  /// Takes back the messages that were begun.
  void clear() {
    for (auto& [rank, bytes] : outgoing_) bytes.clear();
    lent_.clear();
  }

  /// A round; collective.  Calls receive(source, bytes) for each message to this process, sources ascending, after
  /// all have come; the bytes are valid within the call.  idle() is called again and again while nothing comes, and may
  /// do other work.  Returns, for each of N numbers of the caller's, the sum over all processes, which the consensus
  /// brings along.  After an error of MPI the exchange cannot be used again.
  template <std::size_t N, class Receive, class Idle>
  std::array<std::int64_t, N> round(const std::array<std::int64_t, N>& mine, Receive&& receive, Idle&& idle) {
    for (auto& [rank, bytes] : incoming_) bytes.clear();
    const auto room = [this](int source, std::size_t length) {
      incoming_[source].resize(length);
      return incoming_[source].data();
    };
    const auto sums = round_to(mine, room, idle);
    if (auto& own = outgoing_[processes_.rank()]; !own.empty()) incoming_[processes_.rank()].swap(own);
    clear();
    for (const auto& [rank, bytes] : incoming_)
      if (!bytes.empty()) receive(rank, std::span<const std::byte>(bytes));
    return sums;
  }
  /// The same with nothing else to do: gives up the core.
  template <std::size_t N, class Receive>
  std::array<std::int64_t, N> round(const std::array<std::int64_t, N>& mine, Receive&& receive) {
    return round(mine, receive, [] { std::this_thread::yield(); });
  }
  /// A round whose messages come to memory that room(source, bytes) gives, where that many bytes are to be, those that
  /// have come before among them.  Calls receive(source, bytes) for each message, with its length; none is sent to
  /// this process itself.
  template <std::size_t N, class Room, class Receive>
  std::array<std::int64_t, N> lent_round(const std::array<std::int64_t, N>& mine, Room&& room, Receive&& receive) {
    const auto sums = round_to(mine, room, [] { std::this_thread::yield(); });
    clear();
    for (const auto& [rank, length] : came_)
      if (length > 0) receive(rank, length);
    return sums;
  }

 private:
  template <std::size_t N, class Room, class Idle>
  std::array<std::int64_t, N> round_to(const std::array<std::int64_t, N>& mine, Room&& room, Idle&& idle) {
    static_assert(N >= 1);  // a reduction of nothing might wait for nobody
    tag_ = 3 - tag_;
    for (auto& [rank, length] : came_) length = 0;
    post();
    mine_.assign(mine.begin(), mine.end());
    sums_.assign(N, 0);
    MPI_Request consensus = MPI_REQUEST_NULL;
    for (bool entered = false;;) {
      const bool came = take_one(room);
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
    std::array<std::int64_t, N> sums{};
    std::copy(sums_.begin(), sums_.end(), sums.begin());
    return sums;
  }
  void post() {
    sends_.clear();
    for (const auto& [rank, bytes] : outgoing_) post(rank, bytes);
    for (const auto& [rank, bytes] : lent_) post(rank, bytes);
  }
  /// Sends a message, in pieces of most_bytes.  They need not tell which is the last: a round ends when none is left.
  void post(int rank, std::span<const std::byte> bytes) {
    if (rank != processes_.rank())
      for (std::size_t begin = 0; begin < bytes.size(); begin += processes_.most_bytes()) {
        const auto length = static_cast<int>(std::min(processes_.most_bytes(), bytes.size() - begin));
        sends_.emplace_back();
        check_mpi(MPI_Issend(bytes.data() + begin, length, MPI_BYTE, rank, tag_, processes_.handle(), &sends_.back()),
                  "MPI_Issend");
      }
  }
  /// Takes a piece of a message that has come; returns whether there was one.  Pieces from one process come in their
  /// order.
  template <class Room>
  bool take_one(const Room& room) {
    int there = 0, length = 0;
    MPI_Status status;
    check_mpi(MPI_Iprobe(MPI_ANY_SOURCE, tag_, processes_.handle(), &there, &status), "MPI_Iprobe");
    if (there == 0) return false;
    check_mpi(MPI_Get_count(&status, MPI_BYTE, &length), "MPI_Get_count");
    std::size_t& came = came_[status.MPI_SOURCE];
    std::byte* const to = room(status.MPI_SOURCE, came + static_cast<std::size_t>(length)) + came;
    check_mpi(MPI_Recv(to, length, MPI_BYTE, status.MPI_SOURCE, tag_, processes_.handle(), MPI_STATUS_IGNORE),
              "MPI_Recv");
    came += static_cast<std::size_t>(length);
    return true;
  }

  communicator processes_;
  int tag_ = 1;
  std::map<int, std::vector<std::byte>> outgoing_, incoming_;  // by rank
  std::map<int, std::span<const std::byte>> lent_;
  std::map<int, std::size_t> came_;  // bytes, of this round
  std::vector<MPI_Request> sends_;
  std::vector<std::int64_t> mine_, sums_;
};

}  // namespace eudrift::inline EUDRIFT_ABI
