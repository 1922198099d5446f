// SPDX-License-Identifier: BSL-1.0
// What one of many processes holds of a run's mesh, and how it comes by its forcing and its particles.
#pragma once
#include "course.hpp"
#include "usage.hpp"

#include <eudrift/json/manifest.hpp>
#include <eudrift/mpi/forcing_stream.hpp>
#include <eudrift/mpi/rebalance.hpp>
#include <eudrift/mpi/share_out.hpp>
#include <eudrift/mpi/transfer.hpp>
#include <eudrift/swarm/greatest_step.hpp>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace happiest_particle {

/// A rank for each element of the mesh, of `ranks` from `first` on, as o.partition says; `weight` of each element, or none.
std::vector<std::int32_t> owners_of(const eudrift::mesh_data& mesh, const options& o, int ranks, int first,
                                    std::span<const std::int64_t> weight = {});

/// A slice as fields, the current first; and back.
std::vector<eudrift::field_values> fields_of_slice(host_slice&& slice, std::optional<eudrift::location> mood);
host_slice slice_of_fields(std::vector<eudrift::field_values>&& fields, bool has_mood);
/// The part of a slice that belongs to a share.
host_slice part_of_slice(host_slice&& slice, std::optional<eudrift::location> mood, const eudrift::mesh_share& share);

/// Particle i is in element now[i].
struct put_into_elements {
  eudrift::view<std::int32_t> element;
  eudrift::view<const std::int32_t> now;
  EUDRIFT_FN void operator()(index_t i) const { element[i] = now[i]; }
};

template <eudrift::Executor Local>
using drifters_transfer = eudrift::particle_transfer<Local, 2, eudrift::property<happiness, double>, eudrift::property<row, std::int32_t>>;

template <eudrift::Executor Local>
class holding {
 public:
  using executor = eudrift::mpi_executor<Local>;

  /// Collective: shares the mesh out, with a halo as wide as the root's `width` [m in the mesh's frame].  `given` is there
  /// at the root, and where each process reads for itself.  All that is referred to must live as long as this.
  holding(const executor& ex, const options& o, const course& what, const plan& when, preparation* given, double width)
      : ex_(ex), o_(o), what_(what), when_(when), given_(given) {
    on_behalf(all(), is_root(), [&] {
      if (!by_particle()) owner_ = owners_of(given_->mesh(), o_, workers(), first_worker());
    });
    all().broadcast(std::as_writable_bytes(std::span(&width, 1)), executor::root);
    share_out(width);
  }

  const eudrift::mesh_share& share() const { return share_; }
  double width() const { return width_; }
  int times_widened() const { return times_widened_; }
  int times_balanced() const { return times_balanced_; }
  /// Of all processes.
  std::int64_t particles_sent() const { return sent_; }

  /// What the particles of this process drift in, before any slice has come.
  sea<executor> make_sea() const {
    std::optional<eudrift::field_info> mood;
    if (what_.mood) mood = eudrift::field_info{"", *what_.mood, 1, ""};
    return sea<executor>(ex_, share_.mesh, std::move(mood), share_.owned, share_.element);
  }
  /// Collective: the slices from that where interval `first` begins.
  std::unique_ptr<eudrift::read_ahead<host_slice>> slices(std::size_t first) {
    std::function<host_slice(index_t)> whole;
    if (given_ != nullptr) whole = slice_maker(given_->source, o_, given_->likes);
    if (reads_directly(o_))
      return slices_of(when_, [this, whole](index_t k) { return part_of_slice(whole(k), what_.mood, share_); }, first);
    eudrift::slice_reader read;
    if (whole) read = [this, whole](index_t k) { return fields_of_slice(whole(k), what_.mood); };
    stream_ = std::make_unique<eudrift::forcing_stream>(all(), share_, what_.times, eudrift::json_manifests(), read, trace());
    return slices_of(when_, [this](index_t k) { return slice_of_fields((*stream_)(k), what_.mood.has_value()); }, first);
  }

  /// Collective: the points of a run, at the root those of the whole mesh, go to where they begin.
  std::vector<start_point> deal(std::vector<start_point> points) const {
    std::vector<std::int32_t> to;
    for (start_point& p : points) to.push_back(rank_of(p.element, p.row)), p.element = number_of(p.element);
    auto own = happiest_particle::deal(all(), executor::root, std::span<const start_point>(points), to);
    for (start_point& p : own) p.element = share_.local(p.element);
    return own;
  }
  /// The same of particles.
  drifters_batch deal(drifters_batch batch) const {
    std::vector<std::int32_t> to;
    auto& element = batch.component<eudrift::host_element>();
    for (std::size_t i = 0; i < element.size(); ++i)
      to.push_back(rank_of(element[i], batch.component<row>()[i])), element[i] = number_of(element[i]);
    drifters_batch own = happiest_particle::deal(all(), executor::root, std::move(batch), to);
    for (std::int32_t& e : own.component<eudrift::host_element>()) e = share_.local(e);
    return own;
  }

  /// Collective: particles go to the owners of their elements; how many went, of all.
  index_t transfer(drifters<executor>& particles) {
    if (!transfer_) return 0;
    busy_.stop();
    const index_t went = (*transfer_)(particles);
    sent_ += went;
    if (went > 0) busy_.start();
    return went;
  }
  /// Collective: where the processes have taken unequal times, by o.balance, the mesh is shared out anew by where particles
  /// are; and where a step of interval i may lead farther than the halo reaches, it becomes wider.
  template <eudrift::RungeKutta Scheme>
  void fit(run<executor>& r, std::size_t i) {
    if (by_particle() || all().size() == 1) return;
    if (wants_balance()) balance(r, i);
    const eudrift::step_grid<double>& grid = when_.intervals[i].grid;
    const double needed = eudrift::greatest_step<Scheme>(ex_, r.sea_.motion(grid.length, r.walk, 0), grid, share_.whole_nodes);
    if (needed > width_) widen(r, i, room * needed);
    busy_.reset();
    busy_.start();
  }
  /// A halo that is made anew has more room than is needed, lest each slice ask for another.
  static constexpr double room = 1.25;

 private:
  const eudrift::communicator& all() const { return ex_.processes(); }
  bool is_root() const { return all().rank() == executor::root; }
  bool by_particle() const { return o_.partition == "particles"; }
  int first_worker() const { return o_.manager == "dedicated" && all().size() > 1 ? 1 : 0; }
  int workers() const { return all().size() - first_worker(); }
  eudrift::manifest_trace trace() const {
    if (!o_.trace_forcing) return {};
    return [](int rank, const std::string& text) { std::printf("forcing for rank %d: %s\n", rank, text.c_str()); };
  }

  /// Where a particle of row `row`, in an element of the whole mesh, begins.
  std::int32_t rank_of(std::int32_t element, std::int32_t row) const {
    return by_particle() ? first_worker() + row % workers() : owner_[static_cast<std::size_t>(element)];
  }
  std::int32_t number_of(std::int32_t element) const { return given_->mesh().element_number[static_cast<std::size_t>(element)]; }

  void share_out(double width) {
    width_ = width;
    transfer_.reset();
    const eudrift::mesh_data* whole = is_root() ? &given_->mesh() : nullptr;
    share_ = eudrift::share_out(all(), [&](int rank) {
      // By particle each worker owns the whole mesh, and a manager none of it.
      if (by_particle()) owner_.assign(static_cast<std::size_t>(whole->elements()), std::max(rank, first_worker()));
      return eudrift::share_of(*whole, owner_, rank, {width, rings});
    });
    if (!by_particle()) transfer_.emplace(ex_, share_);
  }
  void widen(run<executor>& r, std::size_t i, double width) {
    put_numbers(r.particles);
    for (drifters_batch& batch : r.releases) to_numbers(batch);
    go_on_with(r, i, width);
    ++times_widened_;
  }

  /// Whether the last interval asks for other owners.
  bool wants_balance() {
    if (o_.balance == "off" || !std::exchange(has_measured_, true)) return false;
    const double greatest = eudrift::imbalance(all(), busy_.seconds()) * workers() / all().size();
    const bool is_uneven = greatest > uneven;
    const bool stays_uneven = is_uneven && std::exchange(was_uneven_, is_uneven);
    return o_.balance == "on" || stays_uneven;
  }
  void balance(run<executor>& r, std::size_t i) {
    const std::vector<std::int32_t> owner = next_owners(r.particles);
    give_away(r.particles, owner);
    std::int64_t own = 0, waiting = 0;
    for (const drifters_batch& batch : r.releases) own += batch.size();
    for (const std::int64_t n : all().all_gather(own)) waiting += n;
    for (std::size_t k = i; waiting > 0 && k < r.releases.size(); ++k) {
      drifters<executor> set(ex_);
      set.append(r.releases[k]);
      give_away(set, owner);
      r.releases[k] = set.collect_all();
    }
    go_on_with(r, i, width_);
    r.sort(r.particles, share_.mesh.elements());
    was_uneven_ = false;
    ++times_balanced_;
  }
  /// Collective: new owners of this process's own elements, of about the same work each; the root has those of all.
  std::vector<std::int32_t> next_owners(const drifters<executor>& particles) {
    std::vector<std::int64_t> count(static_cast<std::size_t>(share_.owned));
    for (const std::int32_t e : particles.template collect<eudrift::host_element>()) ++count[static_cast<std::size_t>(e)];
    std::vector<std::int32_t> next;
    if (!is_root()) all().send(executor::root, std::as_bytes(std::span(count)));
    on_behalf(all(), is_root(), [&] {
      std::vector<std::int64_t> weight(owner_.size(), 1);
      for (int rank = 0; rank < all().size(); ++rank) {
        const auto owned = std::count(owner_.begin(), owner_.end(), rank);
        if (rank != executor::root) count.resize(static_cast<std::size_t>(owned)), all().receive(rank, std::as_writable_bytes(std::span(count)));
        for (std::size_t e = 0, k = 0; e < owner_.size(); ++e)
          if (owner_[e] == rank) weight[e] += work_of_a_particle * count[k++];
      }
      next = owners_of(given_->mesh(), o_, workers(), first_worker(), weight);
    });
    auto own = happiest_particle::deal(all(), executor::root, std::span<const std::int32_t>(next), owner_);
    if (is_root()) owner_ = std::move(next);
    return own;
  }
  /// Collective: particles, in elements by the forcing's numbers from now on, go to new owners of this process's own.
  void give_away(drifters<executor>& particles, const std::vector<std::int32_t>& owner) {
    std::vector<std::int32_t> to;
    for (const std::int32_t e : particles.template collect<eudrift::host_element>()) to.push_back(owner[static_cast<std::size_t>(e)]);
    put_numbers(particles);
    typename drifters_transfer<Local>::exchange exchange(ex_);
    exchange(particles, to);
    exchange(particles, std::vector<std::int32_t>(static_cast<std::size_t>(particles.size()), exchange.rank()));  // says that all came
  }
  void put_numbers(drifters<executor>& particles) {
    put(particles, [this](std::int32_t e) { return share_.mesh.element_number[static_cast<std::size_t>(e)]; });
  }
  void to_numbers(drifters_batch& batch) const {
    for (std::int32_t& e : batch.component<eudrift::host_element>()) e = share_.mesh.element_number[static_cast<std::size_t>(e)];
  }
  template <class F>
  void put(drifters<executor>& particles, const F& f) {
    std::vector<std::int32_t> now;
    for (const std::int32_t e : particles.template collect<eudrift::host_element>()) now.push_back(f(e));
    const auto there = ex_.upload(now);
    ex_.map(particles.size(), put_into_elements{eudrift::get<eudrift::host_element>(particles.view()), ex_.view(there)});
    ex_.wait();
  }
  /// Collective: the mesh is shared out, and interval i begins anew on it; elements of particles are the forcing's numbers.
  void go_on_with(run<executor>& r, std::size_t i, double width) {
    r.slices.reset();  // before the stream that it takes them from
    stream_.reset();
    share_out(width);
    put(r.particles, [this](std::int32_t number) { return share_.local(number); });
    for (std::size_t k = i; k < r.releases.size(); ++k)
      for (std::int32_t& e : r.releases[k].template component<eudrift::host_element>()) e = share_.local(e);
    r.sea_ = make_sea();
    r.slices = slices(i);
    for (int k = 0; k < 2; ++k) {
      r.sea_.receive(r.slices->next());
      r.sea_.reduce_to_nodes();
    }
  }

  /// The greatest time of a process over the mean, from which on the mesh is shared out anew.
  static constexpr double uneven = 1.2;
  /// What a particle costs in an interval, of what an element does: about 60 steps of 5 ns, of about 25 ns.
  static constexpr std::int64_t work_of_a_particle = 12;
  /// Rings of elements that an average at the nodes of the outermost ones needs (node_average::linear_exact).
  static constexpr int rings = 2;

  executor ex_;
  const options& o_;
  const course& what_;
  const plan& when_;
  preparation* given_;
  std::vector<std::int32_t> owner_;  ///< of the whole mesh's elements, at the root
  double width_ = 0;
  eudrift::mesh_share share_;
  std::optional<drifters_transfer<Local>> transfer_;
  std::unique_ptr<eudrift::forcing_stream> stream_;
  int times_widened_ = 0, times_balanced_ = 0;
  stopwatch busy_;  ///< in maps of the present interval
  bool has_measured_ = false, was_uneven_ = false;
  std::int64_t sent_ = 0;
};

}  // namespace happiest_particle
