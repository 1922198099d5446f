// SPDX-License-Identifier: BSL-1.0
/// \file
/// A group of processes that speak to each other apart from all others, every call checked.
#pragma once
#include <eudrift/mpi/check.hpp>
#include <eudrift/mpi/poll.hpp>

#include <algorithm>
#include <climits>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

/// How a process waits for others: by MPI, which is soonest but keeps a core, or asleep, so that kernels have the cores.
enum class waiting { awake, asleep };

/// A duplicate of an MPI communicator, so that no message is mistaken for one of the program's or of
/// another library's.  It returns codes (MPI_ERRORS_RETURN), and each is checked: what MPI refuses is an error
/// that names the call.
///
/// MPI counts items of a message with an int, so what is longer than `most_bytes` is cut into messages of that
/// length; both sides must have the same.
class communicator {
 public:
  /// Bytes of a message where nothing is said, 1 GiB.
  static constexpr std::size_t usual_most_bytes = std::size_t{1} << 30;

  /// Collective over `of`.  Throws error where MPI is not initialised or already finalised, `of` is
  /// MPI_COMM_NULL, or most_bytes is not in 1 ... 2^31 - 1.
  explicit communicator(MPI_Comm of, std::size_t most_bytes = usual_most_bytes, waiting how = waiting::awake)
      : most_bytes_(most_bytes), how_(how) {
    require_mpi("a communicator");
    require(of != MPI_COMM_NULL, "MPI_COMM_NULL was given for a communicator; a group of processes is expected, as "
                                 "MPI_COMM_WORLD");
    require(most_bytes >= 1 && most_bytes <= INT_MAX, "messages of at most " + std::to_string(most_bytes) +
                                                          " bytes were asked for; 1 to 2147483647 are expected");
    check_mpi(MPI_Comm_dup(of, &handle_), "MPI_Comm_dup");
    try {
      check_mpi(MPI_Comm_set_errhandler(handle_, MPI_ERRORS_RETURN), "MPI_Comm_set_errhandler");
      check_mpi(MPI_Comm_rank(handle_, &rank_), "MPI_Comm_rank");
      check_mpi(MPI_Comm_size(handle_, &size_), "MPI_Comm_size");
    } catch (...) {
      free();
      throw;
    }
  }
  communicator(communicator&& other) noexcept
      : handle_(std::exchange(other.handle_, MPI_COMM_NULL)),
        rank_(other.rank_),
        size_(other.size_),
        most_bytes_(other.most_bytes_),
        how_(other.how_) {}
  communicator& operator=(communicator&& other) noexcept {
    std::swap(handle_, other.handle_), std::swap(rank_, other.rank_), std::swap(size_, other.size_);
    std::swap(most_bytes_, other.most_bytes_), std::swap(how_, other.how_);
    return *this;
  }
  ~communicator() { free(); }

  int rank() const { return rank_; }                     ///< number of this process, from 0
  int size() const { return size_; }                     ///< how many processes
  MPI_Comm handle() const { return handle_; }            ///< for calls of one's own; it stays owned here
  std::size_t most_bytes() const { return most_bytes_; }  ///< of one message

  /// Sends bytes to process `to`, which receive()s as many.  Returns when they may change again.
  void send(int to, std::span<const std::byte> bytes) const {
    for_each_piece(bytes.size(), [&](std::size_t begin, int length) {
      call("MPI_Send", [&](MPI_Request* r) {
        return r != nullptr ? MPI_Isend(bytes.data() + begin, length, MPI_BYTE, to, tag, handle_, r)
                            : MPI_Send(bytes.data() + begin, length, MPI_BYTE, to, tag, handle_);
      });
    });
  }
  /// Receives what process `from` sends, in the order of sending.
  void receive(int from, std::span<std::byte> bytes) const {
    for_each_piece(bytes.size(), [&](std::size_t begin, int length) {
      MPI_Status status;
      call(
          "MPI_Recv",
          [&](MPI_Request* r) {
            return r != nullptr ? MPI_Irecv(bytes.data() + begin, length, MPI_BYTE, from, tag, handle_, r)
                                : MPI_Recv(bytes.data() + begin, length, MPI_BYTE, from, tag, handle_, &status);
          },
          &status);
      int got = 0;
      check_mpi(MPI_Get_count(&status, MPI_BYTE, &got), "MPI_Get_count");
      if (got != length)
        throw error("process " + std::to_string(from) + " sent a message of " + std::to_string(got) + " bytes where " +
                    std::to_string(length) + " are expected; the processes do not run the same program");
    });
  }
  /// Begins to send bytes to process `to`, which receives as many in either way; they stay as they are until the
  /// requests that are appended here are complete.
  void begin_send(int to, std::span<const std::byte> bytes, std::vector<MPI_Request>& requests) const {
    for_each_piece(bytes.size(), [&](std::size_t begin, int length) {
      requests.emplace_back(MPI_REQUEST_NULL);
      check_mpi(MPI_Isend(bytes.data() + begin, length, MPI_BYTE, to, tag, handle_, &requests.back()), "MPI_Isend");
    });
  }
  /// Begins to receive what process `from` sends; it is there when the requests that are appended here are complete.
  void begin_receive(int from, std::span<std::byte> bytes, std::vector<MPI_Request>& requests) const {
    for_each_piece(bytes.size(), [&](std::size_t begin, int length) {
      requests.emplace_back(MPI_REQUEST_NULL);
      check_mpi(MPI_Irecv(bytes.data() + begin, length, MPI_BYTE, from, tag, handle_, &requests.back()), "MPI_Irecv");
    });
  }
  /// Returns when all requests are complete; then there are none left.
  void wait(std::vector<MPI_Request>& requests) const {
    if (how_ == waiting::asleep) return poll([&] { return are_complete(requests); });
    check_mpi(MPI_Waitall(static_cast<int>(requests.size()), requests.data(), MPI_STATUSES_IGNORE), "MPI_Waitall");
    requests.clear();
  }
  /// A process that has sent what was not yet received, `from` or any; -1: there is none.
  int sender(int from = MPI_ANY_SOURCE) const {
    int there = 0;
    MPI_Status status;
    check_mpi(MPI_Iprobe(from, tag, handle_, &there, &status), "MPI_Iprobe");
    return there != 0 ? status.MPI_SOURCE : -1;
  }
  /// Collective: all processes have the bytes of process `root`.
  void broadcast(std::span<std::byte> bytes, int root = 0) const {
    for_each_piece(bytes.size(), [&](std::size_t begin, int length) {
      call("MPI_Bcast", [&](MPI_Request* r) {
        return r != nullptr ? MPI_Ibcast(bytes.data() + begin, length, MPI_BYTE, root, handle_, r)
                            : MPI_Bcast(bytes.data() + begin, length, MPI_BYTE, root, handle_);
      });
    });
  }
  /// Collective: `all` has the bytes of each process, as many of each, in the order of ranks.
  void all_gather(std::span<const std::byte> mine, std::span<std::byte> all) const {
    const std::size_t n = mine.size(), ranks = static_cast<std::size_t>(size_);
    require(all.size() == n * ranks, "all_gather was given room for " + std::to_string(all.size()) + " bytes; " +
                                         std::to_string(n * ranks) + " are expected");
    std::vector<std::byte> pieces;  // one of each process; only where a message must be cut
    for_each_piece(n, [&](std::size_t begin, int length) {
      const auto bytes = static_cast<std::size_t>(length);
      if (bytes < n) pieces.resize(bytes * ranks);
      std::byte* const to = bytes < n ? pieces.data() : all.data();
      call("MPI_Allgather", [&](MPI_Request* r) {
        return r != nullptr ? MPI_Iallgather(mine.data() + begin, length, MPI_BYTE, to, length, MPI_BYTE, handle_, r)
                            : MPI_Allgather(mine.data() + begin, length, MPI_BYTE, to, length, MPI_BYTE, handle_);
      });
      for (std::size_t r = 0; bytes < n && r < ranks; ++r)
        std::copy_n(pieces.data() + r * bytes, bytes, all.data() + r * n + begin);
    });
  }
  /// Collective: the value of each process, in the order of ranks.
  std::vector<std::int64_t> all_gather(std::int64_t mine) const {
    std::vector<std::int64_t> all(static_cast<std::size_t>(size_));
    all_gather(std::as_bytes(std::span(&mine, 1)), std::as_writable_bytes(std::span(all)));
    return all;
  }
  /// Collective: each number becomes its sum over all processes, which give as many.
  void sum(std::span<std::int64_t> numbers) const {
    require(numbers.size() <= INT_MAX, "more than 2147483647 numbers were to be added up over all processes");
    const auto count = static_cast<int>(numbers.size());
    call("MPI_Allreduce", [&](MPI_Request* r) {
      return r != nullptr ? MPI_Iallreduce(MPI_IN_PLACE, numbers.data(), count, MPI_INT64_T, MPI_SUM, handle_, r)
                          : MPI_Allreduce(MPI_IN_PLACE, numbers.data(), count, MPI_INT64_T, MPI_SUM, handle_);
    });
  }
  /// Collective: the least value of all processes.
  std::int32_t least(std::int32_t mine) const {
    std::int32_t all = mine;
    call("MPI_Allreduce", [&](MPI_Request* r) {
      return r != nullptr ? MPI_Iallreduce(&mine, &all, 1, MPI_INT32_T, MPI_MIN, handle_, r)
                          : MPI_Allreduce(&mine, &all, 1, MPI_INT32_T, MPI_MIN, handle_);
    });
    return all;
  }

 private:
  static constexpr int tag = 0;

  /// Calls MPI by f(request), to begin what is then waited for asleep, or by f(nullptr), to wait in it.
  template <class F>
  void call(const char* name, const F& f, MPI_Status* status = MPI_STATUS_IGNORE) const {
    if (how_ == waiting::awake) return check_mpi(f(nullptr), name);
    MPI_Request request = MPI_REQUEST_NULL;
    check_mpi(f(&request), name);
    poll([&] {
      int done = 0;
      check_mpi(MPI_Test(&request, &done, status), name);
      return done != 0;
    });
  }

  template <class F>
  void for_each_piece(std::size_t bytes, const F& f) const {
    for (std::size_t begin = 0; begin < bytes; begin += most_bytes_)
      f(begin, static_cast<int>(std::min(most_bytes_, bytes - begin)));
  }
  /// Collective by MPI's text; it speaks to nobody in the implementations that there are, so that it may
  /// also be called on the way out of an error.
  void free() noexcept {
    if (handle_ == MPI_COMM_NULL) return;
    int ended = 0;
    if (MPI_Finalized(&ended) == MPI_SUCCESS && ended == 0) MPI_Comm_free(&handle_);
    handle_ = MPI_COMM_NULL;
  }

  MPI_Comm handle_ = MPI_COMM_NULL;
  int rank_ = 0, size_ = 1;
  std::size_t most_bytes_;
  waiting how_;
};

}  // namespace eudrift::inline EUDRIFT_ABI
