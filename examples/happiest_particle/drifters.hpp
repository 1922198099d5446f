// SPDX-License-Identifier: BSL-1.0
// The particles of a run.  They are held in one way for two dimensions and for three, so that all that sorts, sends, saves
// and writes them is compiled once; what moves them in three sees their sigma as the third component of their position.
#pragma once
#include <eudrift/forcing/source.hpp>
#include <eudrift/swarm/particle_set.hpp>

namespace happiest_particle {

using eudrift::index_t;
using eudrift::time_ms;

/// Happiness of a particle, from 0 to 1: its own property, beside those that every particle has.
struct happiness {
  static constexpr const char *name = "happiness", *unit = "1";
};
/// When it is released, as the forcing counts time.
struct released {
  static constexpr const char *name = "release_time", *unit = "ms";
};
/// Where it is in the water, 0 at the surface and -1 at the bed; above 0, until the interval of its release begins, how
/// many metres below the surface it is to be.  0 in two dimensions.
struct sigma {
  static constexpr const char *name = "sigma", *unit = "1";
};
// When its way ended, in seconds as the forcing counts time: leaving_delay, since the grids of a plan have that origin.
template <eudrift::Executor Ex>
using drifters = eudrift::particle_set<Ex, 2, eudrift::property<happiness, double>, eudrift::property<released, time_ms>,
                                       eudrift::property<sigma, double>, eudrift::property<eudrift::leaving_delay, double>>;
template <int Dim>
using drifters_in = eudrift::drifter_view<Dim, eudrift::property<happiness, double>, eudrift::property<released, time_ms>,
                                          eudrift::property<sigma, double>, eudrift::property<eudrift::leaving_delay, double>>;
using drifters_view = drifters_in<2>;
using drifters_batch = eudrift::particle_batch<2, eudrift::property<happiness, double>, eudrift::property<released, time_ms>,
                                               eudrift::property<sigma, double>, eudrift::property<eudrift::leaving_delay, double>>;

namespace detail {

template <class To, class... P>
void take_columns(To& to, const eudrift::particle_view<P...>& from) {
  const auto take = [&]<class Q>(const eudrift::column_view<Q>& column) {
    if constexpr (requires { static_cast<eudrift::column_view<Q>&>(to); }) static_cast<eudrift::column_view<Q>&>(to) = column;
  };
  (take(static_cast<const eudrift::column_view<P>&>(from)), ...);
}

}  // namespace detail

/// The same particles in three dimensions; for fused_advance and staged_advance.
template <eudrift::Executor Ex>
class upright {
 public:
  /// `particles` must live as long as this.
  explicit upright(drifters<Ex>& particles) : particles_(particles) {}
  index_t size() const { return particles_.size(); }
  index_t arrived() const { return particles_.arrived(); }
  drifters_in<3> view() const {
    const drifters_view flat = particles_.view();
    drifters_in<3> to;
    detail::take_columns(to, flat);
    const auto& in_plane = get<eudrift::position>(flat);
    static_cast<eudrift::column_view<eudrift::property<eudrift::position, eudrift::vec<double, 3>>>&>(to).column = {
        {in_plane.data[0], in_plane.data[1], get<sigma>(flat).data}, flat.size};
    to.size = flat.size;
    return to;
  }

 private:
  drifters<Ex>& particles_;
};

}  // namespace happiest_particle
