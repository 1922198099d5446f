// SPDX-License-Identifier: BSL-1.0
/// \file
/// Messages of particles that MPI reads and writes in the memory of an executor, where kernels pack and unpack them.
#pragma once
#include <eudrift/mpi/executor.hpp>
#include <eudrift/mpi/sparse_exchange.hpp>
#include <eudrift/mpi/takes_memory.hpp>
#include <eudrift/swarm/pack_particles.hpp>

#include <map>
#include <numeric>

namespace eudrift::inline EUDRIFT_ABI {

/// Where messages of particles lie: in the executor's own memory, which is given to MPI, in that of the host, to which
/// they are copied, or in its own where that is a card's and MPI takes it.
enum class message_memory { own, host, automatic };

namespace detail {

/// What particle_exchange does with them.  Of a batch that departs or arrives only elements go by the host.
template <Executor Local, int Dim, class... P>
class packed_messages {
 public:
  using particles = particle_set<mpi_executor<Local>, Dim, P...>;
  using batch = typename particles::batch;

  /// Collective: whether all processes' messages lie in their own memory.
  static bool is_for(const mpi_executor<Local>& ex, message_memory where) {
    constexpr memory_kind memory = memory_of<Local>();
    const bool takes = mpi_takes(memory);
    agree(ex.processes(), where == message_memory::own && !takes
                              ? "messages were to lie in the executor's own memory, which this MPI does not take; "
                                "let them lie in the host's (message_memory::host)"
                              : "");
    const bool of_a_card = memory != memory_kind::host && takes;
    const bool own = where == message_memory::own || (where == message_memory::automatic && of_a_card);
    return ex.processes().least(own ? 1 : 0) == 1;
  }
  explicit packed_messages(const mpi_executor<Local>& ex) : ex_(ex) {}

  /// Lends the message of those[first] ... to each process; those are sorted by it.
  template <class Depart>
  void send(particles& all, std::span<const index_t> those, std::span<const std::int32_t> rank, const Depart& depart,
            sparse_exchange& messages) {
    const auto which = ex_.upload(those);
    pass(all, ex_.view(which), depart);
    std::vector<std::size_t> ends;
    index_t bytes = 0;
    for (std::size_t first = 0, last = 0; first < rank.size(); first = last) {
      while (last < rank.size() && rank[last] == rank[first]) ++last;
      ends.push_back(last);
      bytes += layout::bytes(static_cast<index_t>(last - first));
    }
    if (out_.size() < bytes) out_ = ex_.template make<std::byte>(bytes + bytes / 4);
    std::byte* to = ex_.view(out_).data;
    std::size_t first = 0;
    for (const std::size_t last : ends) {
      const auto n = static_cast<index_t>(last - first);
      const auto part = ex_.view(which).part(static_cast<index_t>(first), n);
      ex_.map(n, pack_particles<view_type>{all.view(), part, to});
      messages.lend(rank[first], {to, static_cast<std::size_t>(layout::bytes(n))});
      to += layout::bytes(n);
      first = last;
    }
  }
  /// Kernels are done with what MPI reads and writes next.
  void wait() const { ex_.wait(); }
  /// Where the message from a process goes, of which so many bytes have come or come next.
  std::byte* room(int from, std::size_t bytes) {
    auto& in = in_[from];
    if (in.size() < static_cast<index_t>(bytes)) ex_.resize(in, static_cast<index_t>(bytes + bytes / 4));
    ex_.wait();
    return ex_.view(in).data;
  }
  /// Appends the particles of a message.
  template <class Arrive>
  void receive(particles& all, int from, std::size_t bytes, const Arrive& arrive) {
    const index_t n = layout::count(static_cast<index_t>(bytes)), before = all.size();
    if (n < 0)
      throw error("rank " + std::to_string(from) + " sent " + std::to_string(bytes) +
                  " bytes, which are no number of particles; the processes do not run the same program");
    all.extend(n);
    ex_.map(n, unpack_particles<view_type>{all.view(), before, n, ex_.view(in_[from]).data});
    std::vector<index_t> last(static_cast<std::size_t>(n));
    std::iota(last.begin(), last.end(), before);
    try {
      const auto which = ex_.upload(last);
      pass(all, ex_.view(which), arrive);
    } catch (...) {
      all.remove(last);
      throw;
    }
  }

 private:
  using view_type = typename particles::view_type;
  using layout = packed_layout<view_type>;

  /// The elements of some pass through f on the host.
  template <class F>
  void pass(particles& all, view<const index_t> which, const F& f) {
    const view<std::int32_t> elements = get<host_element>(all.view());
    auto some = ex_.template make<std::int32_t>(which.size);
    ex_.map(which.size, gather<std::int32_t, index_t>{elements, which, ex_.view(some)});
    const auto got = ex_.collect_own(some);
    batch_.template component<host_element>().assign(got.begin(), got.end());
    f(batch_);
    const auto changed = ex_.upload(batch_.template component<host_element>());
    ex_.map(which.size, scatter<std::int32_t>{ex_.view(changed), which, elements});
  }

  mpi_executor<Local> ex_;
  batch batch_;  // of elements alone
  array_t<mpi_executor<Local>, std::byte> out_;
  std::map<int, array_t<mpi_executor<Local>, std::byte>> in_;  // by rank
};

}  // namespace detail

}  // namespace eudrift::inline EUDRIFT_ABI
