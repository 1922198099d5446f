// SPDX-License-Identifier: BSL-1.0
// What one of many processes holds of a run's mesh, and how particles come to the process that holds where they are.
#pragma once
#include "first_owners.hpp"
#include "share_slices.hpp"

#include <eudrift/mpi/rebalance.hpp>
#include <eudrift/mpi/share_out.hpp>
#include <eudrift/mpi/transfer.hpp>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace happiest_particle {

template <eudrift::Executor Local>
using drifters_transfer = eudrift::particle_transfer<Local, 2, eudrift::property<happiness, double>, eudrift::property<released, time_ms>,
                                                   eudrift::property<sigma, double>>;

template <eudrift::Executor Local>
class holding {
 public:
  using executor = eudrift::mpi_executor<Local>;

  /// Collective: shares the mesh out, with a halo as wide as the root's `width` [m in the mesh's frame].  `given` is there
  /// at the root, and where each process reads for itself.  All that is referred to must live as long as this.
  holding(const executor& ex, const options& o, const course& what, const plan& when, preparation* given, double width)
      : ex_(ex), o_(o), what_(what), when_(when), given_(given) {
    on_behalf(all(), is_root(), [&] {
      if (!by_particle()) owner_ = first_owners(given_->mesh(), o_, workers(), first_worker());
    });
    all().broadcast(std::as_writable_bytes(std::span(&width, 1)), executor::root);
    share_out(width);
  }

  const executor& ex() const { return ex_; }
  const eudrift::communicator& all() const { return ex_.processes(); }
  const eudrift::mesh_share& share() const { return share_; }
  double width() const { return width_; }
  /// Whether each worker holds the whole mesh, and its particles wherever they are.
  bool by_particle() const { return o_.partition == "particles"; }
  /// How many processes may own elements: those from rank `first_worker` on.
  int workers() const { return all().size() - first_worker(); }
  /// Of all processes.
  std::int64_t particles_sent() const { return sent_; }

  /// What the particles of this process drift in, before any slice has come.
  sea<executor> make_sea() const {
    return sea<executor>(ex_, share_.mesh, what_.drifts_in, share_.owned, share_.element);
  }
  /// Collective: the slices from that where interval `first` begins.
  std::unique_ptr<eudrift::read_ahead<host_slice>> slices(std::size_t first) {
    return slices_of_share(all(), share_, o_, what_, when_, given_, first);
  }

  /// Collective: particles, at the root in elements of the whole mesh, go to where they are.  `first`: how many went before.
  drifters_batch deal(drifters_batch batch, std::int64_t first) const {
    std::vector<std::int32_t> to;
    auto& element = batch.component<eudrift::host_element>();
    for (std::int32_t& e : element) to.push_back(rank_of(e, first++)), e = number_of(e);
    drifters_batch own = happiest_particle::deal(all(), executor::root, std::move(batch), to);
    for (std::int32_t& e : own.component<eudrift::host_element>()) e = share_.local(e);
    return own;
  }
  /// Collective: particles go to the owners of their elements; how many went, of all.
  index_t transfer(drifters<executor>& particles) {
    const index_t went = transfer_ ? (*transfer_)(particles) : 0;
    sent_ += went;
    return went;
  }

  /// Collective: interval i of the run begins anew on shares with a halo of another width.
  void widen(run<executor>& r, std::size_t i, double width) {
    begin_anew(r, i, width, [this](drifters<executor>& particles, const eudrift::mesh_share& before) {
      renumber_elements(ex_, particles, before, share_, particles.size());
    });
  }
  /// Collective: interval i of the run begins anew on shares by other owners, who have about the same work each.
  void balance(run<executor>& r, std::size_t i) {
    std::vector<std::int64_t> weight;
    on_behalf(all(), true, [&] { weight = element_weights(share_, r.particles, work_of_a_particle); });
    const auto next = balanced_runs(all(), {std::span(share_.element).first(weight.size()), weight}, first_worker());
    if (is_root()) owner_ = next.owners();
    begin_anew(r, i, width_, [&](drifters<executor>& particles, const eudrift::mesh_share& before) {
      move_to_shares(ex_, particles, before, next, share_);
    });
    r.sort(r.particles, share_.mesh.elements());
  }

 private:
  bool is_root() const { return all().rank() == executor::root; }
  int first_worker() const { return o_.manager == "dedicated" && all().size() > 1 ? 1 : 0; }
  /// Where the particle that is dealt as number `n`, in an element of the whole mesh, begins.
  std::int32_t rank_of(std::int32_t element, std::int64_t n) const {
    return by_particle() ? first_worker() + static_cast<std::int32_t>(n % workers()) : owner_[static_cast<std::size_t>(element)];
  }
  std::int32_t number_of(std::int32_t element) const { return given_->mesh().element_number[static_cast<std::size_t>(element)]; }

  void share_out(double width) {
    width_ = width;
    transfer_.reset();
    const eudrift::mesh_data* whole = is_root() ? &given_->mesh() : nullptr;
    share_ = eudrift::share_out(all(), [&](int rank) {
      // By particle each worker owns the whole mesh, and a manager none of it.
      if (by_particle()) owner_.assign(static_cast<std::size_t>(whole->elements()), std::max(rank, first_worker()));
      return eudrift::share_of(*whole, owner_, rank, {width, rings()});
    });
    if (!by_particle()) transfer_.emplace(ex_, share_);
  }
  /// The mesh is shared out, interval i begins anew on it, and move(particles, share before) brings particles there: those that
  /// drift, and those that are still to be released.
  template <class Move>
  void begin_anew(run<executor>& r, std::size_t i, double width, const Move& move) {
    r.slices.reset();  // they are of the share that goes
    const eudrift::mesh_share before = std::move(share_);
    share_out(width);
    move(r.particles, before);
    std::int64_t waiting = 0;
    for (const drifters_batch& batch : r.releases) waiting += batch.size();
    all().sum(std::span(&waiting, 1));
    for (std::size_t k = i; waiting > 0 && k < r.releases.size(); ++k) {
      drifters<executor> set(ex_);
      set.append(r.releases[k]);
      move(set, before);
      r.releases[k] = set.collect_all();
    }
    r.sea_ = make_sea();
    r.slices = slices(i);
    for (int k = 0; k < 2; ++k) {
      r.sea_.receive(r.slices->next());
      r.sea_.reduce_to_nodes();
    }
  }

  /// What a particle costs in an interval, of what an element does: about 60 steps of 5 ns, of about 25 ns.
  static constexpr std::int64_t work_of_a_particle = 12;
  /// Rings of elements beyond those that particles reach: one for an element's own gradient, two for averages at nodes
  /// (node_average::linear_exact), three for the divergence of these.
  int rings() const { return what_.drifts_in.water && what_.drifts_in.water->by_continuity ? 3 : 2; }

  executor ex_;
  const options& o_;
  const course& what_;
  const plan& when_;
  preparation* given_;
  std::vector<std::int32_t> owner_;  ///< of the whole mesh's elements, at the root
  double width_ = 0;
  eudrift::mesh_share share_;
  std::optional<drifters_transfer<Local>> transfer_;
  std::int64_t sent_ = 0;
};

}  // namespace happiest_particle
