// SPDX-License-Identifier: BSL-1.0
// Every kernel launched on a device: compiled with all warnings as errors, no card needed.  nvcc
// finds what a host compiler cannot, such as a host function called in a kernel.
#include <eudrift/eudrift.hpp>

using namespace eudrift;

template <class Kernel>
__global__ void run(Kernel kernel, index_t n) {
  const index_t i = static_cast<index_t>(blockIdx.x) * blockDim.x + threadIdx.x;
  if (i < n) kernel(i);
}

template <class Term, class R>
__global__ void fold(Term term, R reducer, typename R::value_type* to, index_t n) {
  typename R::value_type value = reducer.identity();
  for (index_t i = 0; i < n; ++i) reducer.add(value, term(i));
  *to = reducer.join(value, *to);
}

using particles = drifter_view<2>;
using single_particles =
    particle_view<property<particle_id, std::int64_t>, property<position, vec<float, 2>>,
                  property<host_element, std::int32_t>, property<state, status>,
                  property<steps_made, std::uint32_t>, property<release_delay, float>,
                  property<next_step, std::int32_t>>;

template <class T>
using velocity = nodal_velocity<T, std::int32_t>;

template <RungeKutta Scheme, class T, class Particles>
using advance_kernel = advance<Scheme, T, std::int32_t, velocity<T>, Particles>;
template __global__ void run(advance_kernel<euler, double, particles>, index_t);
template __global__ void run(advance_kernel<rk4, double, particles>, index_t);
template __global__ void run(advance_kernel<rk4, float, single_particles>, index_t);
template __global__ void run(advance_kernel<dormand_prince54, double, particles>, index_t);
template __global__ void run(go_on_there<advance_kernel<rk4, double, particles>>, index_t);

using to_tolerance = advance_within<dormand_prince54, double, std::int32_t, velocity<double>, particles>;
template __global__ void run(to_tolerance, index_t);
template __global__ void run(go_on_there<to_tolerance>, index_t);
template __global__ void run(
    advance_in_parts<parts_to_edges<rk4>, double, std::int32_t, velocity<double>, particles>, index_t);

template __global__ void run(go_to_stage<1, rk4, double, std::int32_t, velocity<double>, particles>, index_t);
template __global__ void run(take_slope<1, rk4, double, std::int32_t, velocity<double>, particles>, index_t);
template __global__ void run(end_step<rk4, double, std::int32_t, velocity<double>, particles>, index_t);

template __global__ void run(element_to_node<double, std::int32_t, 2>, index_t);
template __global__ void run(element_to_node<float, std::int64_t, 1>, index_t);
template __global__ void run(interpolate<double, std::int32_t, 1, particles>, index_t);
template __global__ void run(begin_interval<particles>, index_t);

using timed_particles = drifter_view<2, property<leaving_delay, double>>;
template __global__ void run(advance_kernel<rk4, double, timed_particles>, index_t);
template __global__ void run(shut_dry<double, std::int32_t>, index_t);
template __global__ void run(along_coast<double, std::int32_t>, index_t);
template __global__ void run(fill_element_flows<velocity<double>>, index_t);

// In three dimensions.
using swimmers = drifter_view<3>;
template <class Profile>
using layered = layered_velocity<double, std::int32_t, Profile>;
using nodal_walk = vertical_walk<visser_walk, layered_diffusivity<double, std::int32_t>>;
using tabulated_walk = vertical_walk<milstein_walk, tabulated_diffusivity<double, std::int32_t, cubic_profile>>;
template __global__ void run(advance<rk4, double, std::int32_t, layered<linear_profile>, swimmers, nodal_walk>,
                             index_t);
using bent = layered_velocity<double, std::int32_t, cubic_profile, cubic_layers<double, std::int32_t, 2>, cubic_layers<double, std::int32_t, 1>>;
using by_elements = layered_velocity<double, std::int32_t, linear_profile, element_layers<double, std::int32_t>>;
template __global__ void run(advance<euler, double, std::int32_t, bent, swimmers, tabulated_walk>, index_t);
template __global__ void run(take_slope<1, rk4, double, std::int32_t, by_elements, swimmers>, index_t);
template __global__ void run(take_slope<1, rk4, double, std::int32_t, cubic_nodal_velocity<double, std::int32_t>, particles>, index_t);
template __global__ void run(advance_in_parts<parts_to_edges<euler>, double, std::int32_t, layered<linear_profile>, swimmers>, index_t);
template __global__ void run(fill_element_layers<std::int32_t>, index_t);
template __global__ void run(slope_in_time<double, 2>, index_t);
template __global__ void run(copy_items<double, 2>, index_t);
template __global__ void fold(range_in_layers<bent>, widest_range, widest_range::value_type*, index_t);
template __global__ void fold(range_in_layers<by_elements>, widest_range, widest_range::value_type*, index_t);
template __global__ void fold(cubic_range_at_node<std::int32_t>, widest_range, widest_range::value_type*, index_t);
template __global__ void run(omega_by_continuity<double, std::int32_t>, index_t);

template __global__ void fold(held_values<double>, max_reduce<double>, max_reduce<double>::value_type*, index_t);
template __global__ void fold(held_values<float>, min_reduce<float>, min_reduce<float>::value_type*, index_t);
template __global__ void fold(archetype::term, sum_reduce<double>, double*, index_t);
template __global__ void fold(status_of<particles>, count_statuses, count_statuses::value_type*, index_t);
template __global__ void fold(differs<std::int32_t>, count_reduce, count_reduce::value_type*, index_t);
template __global__ void fold(archetype::term, exact_sum, exact_sum::value_type*, index_t);

// Behaviours, and the velocities that they add.
using larvae = drifter_view<2, property<particle_age, double>, property<settled_in, std::int32_t>>;
using warmth = nodal_field<double, std::int32_t>;
using life = decltype(then(ageing{}, mortality<q10_rate<warmth>>{}, tolerance<warmth>{}, settlement{}, lifetime{}));
template __global__ void run(behave<life, larvae>, index_t);
template __global__ void run(advance<rk4, double, std::int32_t, velocity_sum<velocity<double>, velocity_share<velocity<double>>>, particles>,
                             index_t);
using sinking = drifter_view<3, property<rise_speed, float>>;
using migrating = rising_velocity<velocity_sum<layered<linear_profile>, stokes_drift<double, std::int32_t>>, diel_migration<sunlight>>;
template __global__ void run(advance<euler, double, std::int32_t, migrating, swimmers>, index_t);
template __global__ void run(behave<in_turn<rising_each<double, std::int32_t>, rest_on_bed<double, std::int32_t>>, sinking>, index_t);

// Statistics, as sums by key.
using stayers = drifter_view<2, property<particle_age, double>, property<origin, std::int32_t>, property<settled_in, std::int32_t>,
                             property<stays_in, std::int32_t>, property<stay_time, double>>;
template __global__ void run(detail::add_to_row<count_by_place<depth_grid<double, std::int32_t>, swimmers>>, index_t);
template __global__ void run(detail::add_to_row<time_by_place<cell_grid, stayers>>, index_t);
template __global__ void run(detail::add_to_row<age_by_place<polygon_places, stayers>>, index_t);
template __global__ void run(detail::add_to_row<connectivity<stayers>>, index_t);
template __global__ void run(detail::add_to_row<ended_stays<stayers>>, index_t);
template __global__ void run(detail::join_rows, index_t);
template __global__ void run(behave<staying, stayers>, index_t);
