// SPDX-License-Identifier: BSL-1.0
/// \file
/// Hands particles that left a process's own elements to the process that owns where they are.
#pragma once
#include <eudrift/mpi/elements_on_the_way.hpp>
#include <eudrift/mpi/particle_exchange.hpp>
#include <eudrift/swarm/selection.hpp>

namespace eudrift::inline EUDRIFT_ABI {

namespace detail {
/// Condition: whether a particle may have to go to another process, or is not as it should be; so few are that the host
/// looks into them.
struct may_go {
  view<const std::int32_t> element;
  view<const status> now;
  std::int32_t owned;  ///< elements of this process that come before all others
  EUDRIFT_FN bool operator()(index_t i) const {
    const std::int32_t e = element[i];
    return e >= owned || (e >= 0 && now[i] == status::departed);
  }
};
}  // namespace detail

/// Transfer of particles on shares of one mesh.  Keep one over the time loop.
///
/// A particle carries the number of its element here; on its way it has the file number, which the receiver knows.
/// Where the halo is as wide as a particle travels in a step (greatest_step), none ends beside an element that is not
/// held.  Who goes is found where the particles are: only those come to the host.
template <Executor Local, int Dim, class... P>
class particle_transfer {
 public:
  using exchange = particle_exchange<Local, Dim, P...>;  ///< by which they go
  using particles = typename exchange::particles;        ///< what is moved

  /// Collective over the processes of `ex`.  `share` is that of this process and must live as long as this; `where`
  /// messages lie, see particle_exchange.
  particle_transfer(const mpi_executor<Local>& ex, const mesh_share& share,
                    message_memory where = message_memory::automatic)
      : share_(share), exchange_(ex, where) {
    while (stay_ < share.owned && share.owner[static_cast<std::size_t>(stay_)] == exchange_.rank()) ++stay_;
  }
  particle_transfer(const mpi_executor<Local>&, const mesh_share&&, message_memory = {}) = delete;

  /// Collective.  Every particle goes to the process that owns its element; one without an element stays.  Returns how
  /// many went, of all processes; those that departed have steps left where they came (fused_advance::go_on).  Throws
  /// error, on all, where a particle's element is not held here, where one ended beside an element that is not, having
  /// outrun the halo, where one that came before has not gone on, or, in the next call, where one came to a process
  /// that does not own its element.
  index_t operator()(particles& all) {
    // Since a round that moved any, none but those that came in it have moved.
    const index_t first = last_ == round{&all, all.size(), all.arrived()} ? all.size() - all.arrived() : 0;
    last_ = {};
    const auto& ex = all.executor();
    const view<const std::int32_t> element = get<host_element>(all.view());
    const view<const status> now = get<state>(all.view());
    may_go_(ex, first, all.size(), detail::may_go{element, now, stay_});
    which_ = may_go_.list(ex);
    if (which_.empty()) {
      to_.clear();
    } else {
      choose(may_go_.items(ex, element), may_go_.items(ex, now));
    }
    const index_t went = exchange_(
        all, which_, to_, [this](typename exchange::batch& batch) { detail::leave_share(batch, share_); },
        [this](typename exchange::batch& batch) { detail::enter_share(batch, share_); });
    if (went > 0) last_ = {&all, all.size(), all.arrived()};
    return went;
  }

 private:
  /// Says to which process each goes of those that may, by their elements and statuses, and what is wrong with them.
  void choose(const std::vector<std::int32_t>& element, const std::vector<status>& now) {
    const auto held = static_cast<std::int32_t>(share_.mesh.elements());
    to_.resize(element.size());
    for (std::size_t i = 0; i < element.size(); ++i) {
      const std::int32_t e = element[i];
      if (e >= held)
        exchange_.refuse("a particle says that it is in element " + std::to_string(e) + " of " + std::to_string(held) +
                         " that are held here, counted from 0; was it put on another share of the mesh?");
      if (e >= share_.owned && e < held && is_outermost(e))
        exchange_.refuse("a particle came to the edge of what this process holds of the mesh, in element " +
                         std::to_string(std::int64_t{share_.mesh.element_number[static_cast<std::size_t>(e)]} + 1) +
                         "; in one step it travels farther than the halo is wide, so widen it (halo_width::distance) "
                         "or shorten the step");
      if (now[i] == status::departed && e < share_.owned)
        exchange_.refuse("a particle that came from another process has steps left in the present interval; after each "
                         "transfer that moved any, call go_on() of fused_advance or staged_advance");
      to_[i] = e < held ? share_.owner[static_cast<std::size_t>(e)] : exchange_.rank();
    }
  }
  /// Whether the mesh goes on beyond an edge of element e, unheld.
  bool is_outermost(std::int32_t e) const {
    for (std::size_t k = 0; k < 3; ++k)
      if (share_.mesh.neighbour[3 * static_cast<std::size_t>(e) + k] == unheld) return true;
    return false;
  }

  /// What a round that moved any has left.
  struct round {
    const particles* of = nullptr;
    index_t size = 0, arrived = 0;
    bool operator==(const round&) const = default;
  };

  const mesh_share& share_;
  exchange exchange_;
  std::int32_t stay_ = 0;  // elements before this are of this process
  round last_;
  selection<mpi_executor<Local>> may_go_;
  std::vector<index_t> which_;    // these are
  std::vector<std::int32_t> to_;  // where they go
};

}  // namespace eudrift::inline EUDRIFT_ABI
