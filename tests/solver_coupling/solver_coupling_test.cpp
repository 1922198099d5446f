// SPDX-License-Identifier: BSL-1.0
// Drifters inside a solver's own loop: where linear theory puts them, with the same bits on every executor, and without an
// allocation.
#include <solver_coupling/drifters.hpp>
#include <solver_coupling/shallow_water.hpp>

#if __has_include(<Eigen/Core>)
#include <eudrift/interop/eigen.hpp>
#endif
#include <eudrift/openmp/executor.hpp>

#include "../catch.hpp"
#include "../support/heap.hpp"

#include <cmath>
#include <cstdio>
#include <memory>

namespace {

using point = eudrift::vec<double, 2>;

constexpr double side = 10000, depth = 10, amplitude = 0.02, wave_number = 3.14159265358979 / side;
constexpr int cells = 40, steps = 120;
const std::vector<point> starts{{5010, 5020}, {2500, 2600}, {7300, 100}, {9000, 9900}};

struct swung {
  std::vector<point> half, whole;  ///< after half a period and after a whole one
  std::size_t allocated;                  ///< in the loop, after its first step
  double volume;                   ///< above the still surface at the end [m3]
};

/// The solver's velocities, where they lie.
eudrift::soa_view<const double, 2> flow_of(const std::vector<double>& u, const std::vector<double>& v) {
  return {{u.data(), v.data()}, static_cast<eudrift::index_t>(u.size())};
}
#if __has_include(<Eigen/Core>)
eudrift::soa_view<const double, 2> flow_of(const Eigen::ArrayXd& u, const Eigen::ArrayXd& v) { return eudrift::soa_view_of(u, v); }
#endif

template <class Numbers = std::vector<double>, class Ex>
swung swing(const Ex& ex) {
  auto lake = solver::square_lake<Numbers>(cells, side / cells, depth, amplitude);
  const auto flow = flow_of(lake.u(), lake.v());
  solver::drifters<Ex> drifters(ex, lake.x(), lake.y(), lake.corner(), flow, starts);
  const double seconds = side / lake.wave_speed() / steps;
  swung s;
  const auto go = [&](int count) {
    for (int k = 0; k < count; ++k) lake.step(seconds), drifters.follow(seconds, flow);
  };
  go(1);
  const std::size_t before = test::heap::taken();
  go(steps - 1);
  s.allocated = test::heap::taken() - before;
  s.half = drifters.places();
  go(steps);
  s.whole = drifters.places();
  s.volume = lake.volume();
  return s;
}

}  // namespace

TEST_CASE("drifters in a standing wave go where linear theory says") {
  const swung s = swing(eudrift::serial_executor{});
  for (std::size_t i = 0; i < starts.size(); ++i) {
    // The velocity a c / H sin(k x) sin(c k t), from Lamb's Hydrodynamics, paragraph 186, over half a period.
    const double excursion = 2 * amplitude / (wave_number * depth) * std::sin(wave_number * starts[i][0]);
    CHECK(s.half[i][0] - starts[i][0] == Approx(excursion).epsilon(0.01));
    CHECK(std::abs(s.whole[i][0] - starts[i][0]) < 0.01 * excursion);
    CHECK(std::abs(s.half[i][1] - starts[i][1]) < 5e-3 * excursion);  // the diagonals next to a wall lean
  }
  CHECK(std::abs(s.volume) < 1e-9 * side * side * amplitude);
}

TEST_CASE("nothing is allocated in the solver's loop") {
  CHECK(test::heap::taken() > 0);
  CHECK(swing(eudrift::serial_executor{}).allocated == 0);
  CHECK(swing(eudrift::openmp_executor{2}).allocated == 0);
}

TEST_CASE("drifters in a solver have the same bits on every executor") {
  const swung s = swing(eudrift::serial_executor{});
  for (const int threads : {1, 2, 3}) CHECK(swing(eudrift::openmp_executor{threads}).whole == s.whole);
  CHECK(swing(eudrift::deferred_executor{}).whole == s.whole);
}

#if __has_include(<Eigen/Core>)
TEST_CASE("drifters in a solver of Eigen's arrays have the same bits, and nothing is allocated for them") {
  const swung s = swing<Eigen::ArrayXd>(eudrift::serial_executor{});
  CHECK(s.whole == swing(eudrift::serial_executor{}).whole);
  CHECK(s.allocated == 0);
}
#endif

#if defined(EUDRIFT_FORTRAN_COUPLING)
TEST_CASE("drifters in a solver in Fortran have the same bits") {
  const std::unique_ptr<FILE, int (*)(FILE*)> program(popen(EUDRIFT_FORTRAN_COUPLING, "r"), pclose);
  REQUIRE(program);
  std::vector<point> places;
  for (point p{}; std::fscanf(program.get(), "%lf %lf", &p[0], &p[1]) == 2;) places.push_back(p);
  CHECK(places == swing(eudrift::serial_executor{}).half);
}
#endif

TEST_CASE("a drifter outside the water is refused") {
  const solver::shallow_water lake = solver::square_lake(4, 100, depth, amplitude);
  CHECK_THROWS_AS(solver::drifters<eudrift::serial_executor>({}, lake.x(), lake.y(), lake.corner(), flow_of(lake.u(), lake.v()), {{-1, 50}}),
                  eudrift::error);
}
