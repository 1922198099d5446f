// SPDX-License-Identifier: BSL-1.0
/// \file
/// Kernel C, fused with B: all stages and all steps of a forcing interval, for one particle or a block.
#pragma once
#include <eudrift/kernels/advance_block.hpp>
#include <eudrift/kernels/layered_block.hpp>
#include <eudrift/kernels/steps_of_particle.hpp>

#include <algorithm>

namespace eudrift::inline EUDRIFT_ABI {

namespace detail {

/// The lanes in which particles go that move by Velocity and Mixing; void: there are none.
template <class Scheme, class Velocity, class Mixing>
struct lanes_for {
  using type = void;
};
template <class Scheme, CarriedVelocity Velocity>
struct lanes_for<Scheme, Velocity, no_mixing> {
  using type = particle_block<Scheme, Velocity>;
};
template <class Scheme, LayeredInLanes Velocity, class Mixing>
struct lanes_for<Scheme, Velocity, Mixing> {
  using type = layered_block<Scheme, Velocity, Mixing>;
};

template <class Lanes>
inline constexpr index_t particles_of = Lanes::most;
template <>
inline constexpr index_t particles_of<void> = 1;

}  // namespace detail

/// Moves each particle from grid point `first` to grid point `last` of a forcing interval.  Particles
/// aground, stranded and gone stay; waiting ones are released when their time comes.  One that crosses an open edge has
/// left, and one that the rule at coasts throws ashore is stranded: its last place is just inside that edge.  One whose
/// step ends in an element that another process owns departs: it stops there, also where that step is the last, and
/// goes on by go_on_there.
template <RungeKutta Scheme, class T, class Id, class Velocity, class Particles, class Mixing = no_mixing>
struct advance {
  using scheme = Scheme;      ///< of Runge and Kutta
  using velocity = Velocity;  ///< by which particles move

  motion<Velocity, Mixing> by;
  Particles particles;
  step_grid<T> grid;
  std::int32_t first, last;  ///< grid points, 0 <= first <= last <= grid.steps

  EUDRIFT_FN void operator()(index_t i) const {
    const status now = get<state>(particles)[i];
    if (now == status::moving || now == status::waiting) make_steps(i, now, first);
  }
  /// The steps of particle i from grid point k on, where it is `now`.
  EUDRIFT_FN void make_steps(index_t i, status now, std::int32_t k) const {
    const auto start = get<position>(particles).load(i);
    whole_steps make{by, {by.velocity, get<host_element>(particles)[i]}};
    const site<T, Id, dimensions<Particles>> here{start, make.in.element, make.in.shape.weights(in_plane(start))};
    make_steps_of(by.velocity.mesh, particles, i, now, here, grid, k, last, make);
  }

  using lanes_type = typename detail::lanes_for<Scheme, Velocity, Mixing>::type;
  static constexpr index_t block_size = detail::particles_of<lanes_type>;  ///< of the block form
  /// The same for particles begin ... end - 1, block_size of them at most: those that make every step go
  /// side by side, the others one by one.
  void block(index_t begin, index_t end) const
    requires(!std::is_void_v<lanes_type>) && std::same_as<T, double>
  {
    if (!lanes_type::takes(by)) {
      for (index_t i = begin; i < end; ++i) (*this)(i);
      return;
    }
    lanes_type lanes_of(by);
    index_t which[block_size];
    int size = 0;
    for (index_t i = begin; i < end; ++i) {
      if (!makes_every_step(i)) {
        (*this)(i);
        continue;
      }
      lanes_of.set(size, get<position>(particles).load(i), get<host_element>(particles)[i]);
      which[size++] = i;
    }
    if (lanes_of.is_random())
      for (int n = 0; n < size; ++n)
        lanes_of.set_key(n, get<particle_id>(particles)[which[n]], get<steps_made>(particles)[which[n]]);
    lanes_of.start(size);
    const auto all_begin = [this](index_t) { return first; };
    for (std::int32_t k = first; k < last; ++k) make_step_of(lanes_of, which, k, all_begin);
    for (int n = 0; n < lanes_of.size(); ++n) store(which[n], lanes_of, n, status::moving, last - first);
  }
  /// Step k of a block's particles, which[n] in lane n, whose first was begins(which[n]); who departs or ends its way
  /// is stored and leaves the block.
  template <class Lanes, class Begins>
  EUDRIFT_FN_HOST void make_step_of(Lanes& lanes_of, index_t* which, std::int32_t k, const Begins& begins) const {
    lanes_of.advance(grid.full(k));
    if (!lanes_of.some_may_depart()) return;
    for (int n = lanes_of.size() - 1; n >= 0; --n) {
      const bool ended = lanes_of.has_ended(n);
      if (!ended && by.velocity.mesh.owns(lanes_of.element(n))) continue;
      const index_t i = which[n];
      store(i, lanes_of, n, ended ? end_way(particles, i, lanes_of.end(n), grid, grid.full(k)) : status::departed,
            k + 1 - begins(i));
      if (!ended) get<next_step>(particles)[i] = k + 1;
      lanes_of.drop(n);
      which[n] = which[lanes_of.size()];
    }
  }
  /// Particle i is as lane n of a block has it, where it has made so many steps.
  template <class Lanes>
  EUDRIFT_FN_HOST void store(index_t i, const Lanes& from, int n, status now, std::int32_t steps) const {
    get<position>(particles).store(i, from.point(n));
    get<host_element>(particles)[i] = from.element(n);
    if (get<state>(particles)[i] != now) get<state>(particles)[i] = now;
    get<steps_made>(particles)[i] += static_cast<std::uint32_t>(steps);
  }

 private:
  /// Makes one step after the other, carrying the element.
  struct whole_steps {
    const motion<Velocity, Mixing>& by;
    carried_element<Velocity> in;

    template <int Dim>
    EUDRIFT_FN constexpr site<T, Id, Dim> operator()(const site<T, Id, Dim>& from, const time_step<T>& step,
                                                     std::int64_t id, std::uint32_t number) {
      if (from.element != in.element) in = carried_element<Velocity>(by.velocity, from.element);
      return make_step<Scheme>(by, in, from, step, id, number);
    }
  };
  bool makes_every_step(index_t i) const {
    const status now = get<state>(particles)[i];
    if (now != status::moving && now != status::waiting) return false;
    if (get<host_element>(particles)[i] >= by.velocity.mesh.owned) return false;  // it may depart where it stands
    return get<steps_made>(particles)[i] > 0 ||
           grid.released_by(first, static_cast<T>(get<release_delay>(particles)[i]));
  }
};

/// The steps up to grid point `steps.last` that particles have left which departed elsewhere and came here; they stand
/// from number `begin` on.  Afterwards they move, or have departed again.  Nobody else is touched.
template <class Advance>
struct go_on_there {
  Advance steps;
  index_t begin;

  EUDRIFT_FN void operator()(index_t n) const {
    const index_t i = begin + n;
    if (goes_on(i)) steps.make_steps(i, status::moving, get<next_step>(steps.particles)[i]);
  }

  static constexpr index_t block_size = particles_a_block;  ///< of the block form
  /// The same for n = first ... end - 1, block_size of them at most: each joins the others' lanes when its step comes.
  void block(index_t first, index_t end) const
    requires requires {
      steps.block(first, end);
      requires std::same_as<typename Advance::lanes_type,
                            particle_block<typename Advance::scheme, typename Advance::velocity>>;
    }
  {
    using lanes_type = particle_block<typename Advance::scheme, typename Advance::velocity>;
    if (!lanes_type::takes(steps.by)) {
      for (index_t n = first; n < end; ++n) (*this)(n);
      return;
    }
    lanes_type lanes_of(steps.by);
    lanes_of.start(0);
    const auto& particles = steps.particles;
    index_t late[block_size], which[block_size];
    int size = 0, joined = 0;
    for (index_t n = first; n < end; ++n) {
      late[size] = begin + n;
      size += goes_on(begin + n);
    }
    const auto step_of = [&](index_t i) { return get<next_step>(particles)[i]; };
    std::sort(late, late + size, [&](index_t i, index_t j) { return step_of(i) < step_of(j); });
    for (std::int32_t k = size > 0 ? step_of(late[0]) : steps.last; k <= steps.last; ++k) {
      for (; joined < size && step_of(late[joined]) == k; ++joined) {
        const index_t i = late[joined];
        which[lanes_of.size()] = i;
        lanes_of.join(get<position>(particles).load(i), get<host_element>(particles)[i],
                      get<particle_id>(particles)[i], get<steps_made>(particles)[i]);
      }
      if (k < steps.last) steps.make_step_of(lanes_of, which, k, step_of);
    }
    for (int n = 0; n < lanes_of.size(); ++n)
      steps.store(which[n], lanes_of, n, status::moving, steps.last - step_of(which[n]));
  }

 private:
  EUDRIFT_FN bool goes_on(index_t i) const {
    return get<state>(steps.particles)[i] == status::departed &&
           get<host_element>(steps.particles)[i] < steps.by.velocity.mesh.owned;
  }
};

/// advance<Scheme> with its types found from the arguments.
template <RungeKutta Scheme, class T, class Velocity, class Mixing, class Particles>
auto advance_by(const motion<Velocity, Mixing>& by, const Particles& particles, const step_grid<T>& grid,
                std::int32_t first, std::int32_t last) {
  using id = typename decltype(by.velocity.mesh)::id;
  return advance<Scheme, T, id, Velocity, Particles, Mixing>{by, particles, grid, first, last};
}

}  // namespace eudrift::inline EUDRIFT_ABI
