// SPDX-License-Identifier: BSL-1.0
// No point of a current on layers is faster than greatest_step says, by any interpolation, and some are nearly as fast.
#include <eudrift/exec/serial.hpp>
#include <eudrift/forcing/resident_element_layers.hpp>
#include <eudrift/kernels/chosen_layers.hpp>
#include <eudrift/swarm/greatest_step.hpp>

#include "../catch.hpp"
#include "../support/meshes.hpp"
#include "../support/sentence.hpp"

#include <cmath>
#include <limits>

using namespace eudrift;

namespace {

constexpr index_t layers = 4;
constexpr double hour = 3600;
constexpr serial_executor ex;

/// A sea in layers whose currents are drawn at random, at each of so many items a layer.
struct sea {
  test::viewed water{test::make_mesh({.width = 3000, .height = 2000, .across = 6, .up = 4})};
  std::vector<double> sigma{-0.1, -0.3, -0.4, -0.8}, depth, zeta, value[4], slope[4];

  explicit sea(index_t items) : depth(static_cast<std::size_t>(water.data.nodes()), 10), zeta(depth.size()) {
    test::draws random(3);
    for (int d = 0; d < 4; ++d)
      for (index_t i = 0; i < layers * items; ++i) {
        value[d].push_back(random.between(-1, 1));
        slope[d].push_back(random.between(-1, 1) * 4 / hour);
      }
  }
  index_t nodes() const { return water.data.nodes(); }
  static soa_view<const double, 2> pair(const std::vector<double>* of) {
    return {{of[0].data(), of[1].data()}, static_cast<index_t>(of[0].size())};
  }
  slices_view<double, std::int32_t, 2> line() const { return {pair(value), pair(value + 2), 1 / hour}; }
  sigma_layers<double> places() const { return same_layers(view<const double>{sigma.data(), layers}); }
  column_slices<double, std::int32_t> column() const {
    const soa_view<const double, 1> still{{zeta.data()}, nodes()};
    return {{{depth.data()}, nodes()}, {still, still, 1 / hour}};
  }
  template <class Profile, class Current>
  layered_velocity<double, std::int32_t, Profile, Current> with(const Current& current) const {
    return {water.view(), column(), current, vertical_motion::none, {}};
  }
};

struct speeds {
  double bound, fastest;  ///< [m/s]
};
template <class Velocity>
speeds speeds_of(const sea& in, const Velocity& v, index_t items) {
  const double bound = greatest_step<euler>(ex, motion<Velocity>{v, {}}, step_grid<double>{60, 60}, items) / 1.00001;
  test::draws random(8);
  double fastest = 0;
  for (int i = 0; i < 60000; ++i) {
    const auto e = static_cast<std::int32_t>(random.below(in.water.data.elements()));
    // Near corners and layers too, where the fastest are.
    const auto c = test::centroid(in.water.data, e), corner = test::corner_at(in.water.data, e, i % 3);
    const auto p = i % 2 == 0 ? corner + 1e-6 * (c - corner) : test::in_element(in.water.data, e, random);
    const double late = i % 4 < 2 ? random.unit() : i % 8 < 4 ? 0.0 : 1.0;
    const auto at = [&](const auto& point) { return v({point, e, v.mesh.weights(e, p)}, late * hour); };
    const vec<double, 3> deep{p[0], p[1], -random.unit()};
    vec<double, 2> u;
    if constexpr (requires { v(site<double, std::int32_t, 3>{}, 0.0); })
      u = in_plane(at(deep));
    else
      u = at(p);
    fastest = std::max(fastest, std::hypot(u[0], u[1]));
  }
  return {bound, fastest};
}

}  // namespace

TEST_CASE("No current in layers is faster than the greatest step says, between nodes, layers and slices") {
  const sea nodal(sea(0).nodes());
  const layered_slices<double, std::int32_t, 2> current{nodal.line(), nodal.places()};
  const auto line = speeds_of(nodal, nodal.with<linear_profile>(current), nodal.nodes());
  const auto cubic = speeds_of(nodal, nodal.with<cubic_profile>(current), nodal.nodes());
  auto rough = nodal.with<cubic_profile>(current);
  rough.roughness = 0.01;
  const auto over_bed = speeds_of(nodal, rough, nodal.nodes());
  const cubic_layers<double, std::int32_t, 2> bent{
      {sea::pair(nodal.value), sea::pair(nodal.value + 2), sea::pair(nodal.slope), sea::pair(nodal.slope + 2), hour, 1 / hour},
      nodal.places()};
  const auto in_time = speeds_of(nodal, nodal.with<linear_profile>(bent), nodal.nodes());
  const auto both = speeds_of(nodal, nodal.with<cubic_profile>(bent), nodal.nodes());

  const cubic_nodal_velocity<double, std::int32_t> uppermost{nodal.water.view(), bent.layer(0, nodal.nodes())};
  const auto without_layers = speeds_of(nodal, uppermost, nodal.nodes());

  const index_t elements = nodal.water.data.elements();
  const sea own(elements);
  resident_element_layers<serial_executor> flows(ex, elements, layers);
  flows.fill(own.water.view(), own.line(),
             resident_gradients<serial_executor>(ex, make_element_gradients(own.water.data, beside_coast::mirror)));
  const auto by_elements = speeds_of(own, own.with<linear_profile>(flows.view(own.places())), elements);

  // Chosen where a program runs, they have the bounds of the one or the other.
  const auto bound_of = [&](const chosen_layers<double, std::int32_t>& by_choice, index_t items) {
    const auto v = own.with<linear_profile>(by_choice);
    const motion<std::remove_cvref_t<decltype(v)>> by{v, {}};
    return greatest_step<euler>(ex, by, step_grid<double>{60, 60}, items) / 1.00001;
  };
  const chosen_layers<double, std::int32_t> either{{own.line(), own.places()}, flows.view(own.places()).flows};
  CHECK(bound_of(either, elements) == by_elements.bound);
  CHECK(std::sqrt(range_on_elements(ex, own.with<linear_profile>(either)).square_speed) == Approx(by_elements.bound));
  CHECK(bound_of({current, nullptr}, nodal.nodes()) == line.bound);

  for (const auto& [bound, fastest] : {line, cubic, over_bed, in_time, both, without_layers, by_elements}) {
    INFO("bound " << bound << " m/s, fastest " << fastest << " m/s");
    CHECK(fastest <= bound);
    CHECK(fastest > 0.6 * bound);
  }
  CHECK(in_time.fastest > line.bound);      // what lines know does not bound the others
  CHECK(by_elements.fastest > 1.5);         // nor do an element's own values, of 1 m/s along each axis
  CHECK(cubic.bound < 1.42 * line.bound);
}

TEST_CASE("A cubic between layers may be faster than both, and a current that is no number is found on any layer") {
  sea turning(sea(0).nodes());
  const auto n = static_cast<std::size_t>(turning.nodes());
  for (std::size_t i = 0; i < layers * n; ++i) {
    const double u[] = {0, 1, 1.01, 1.02}, v[] = {1.01, 1, 0, 0};
    turning.value[0][i] = turning.value[2][i] = u[i / n], turning.value[1][i] = turning.value[3][i] = v[i / n];
  }
  const layered_slices<double, std::int32_t, 2> current{turning.line(), turning.places()};
  const auto [bound, fastest] = speeds_of(turning, turning.with<cubic_profile>(current), turning.nodes());
  CHECK(bound == Approx(std::hypot(1.01, 1)).epsilon(0.01));
  CHECK(fastest <= bound);
  turning.value[3][2 * n + 1] = std::numeric_limits<double>::quiet_NaN();
  const auto v = turning.with<cubic_profile>(current);
  CHECK(test::sentence([&] {
          greatest_step<euler>(ex, motion<layered_velocity<double, std::int32_t, cubic_profile>>{v, {}}, step_grid<double>{60, 1}, 2);
        }).find("the current is not a number at some node") == 0);
}
