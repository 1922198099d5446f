// SPDX-License-Identifier: BSL-1.0
// The example's larvae: the page shows what it prints, executors agree, every larva is counted, and where each one
// settled is checked by other means.
#include <larval_dispersal/larval_dispersal.hpp>

#if defined(EUDRIFT_WITH_OPENMP)
#include <eudrift/openmp/executor.hpp>
#endif

#include "../catch.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <numeric>

using namespace eudrift;

namespace {

const std::string data = EUDRIFT_EXAMPLE_DATA;

larval_dispersal::outcome serial(const surface_file& source) {
  return larval_dispersal::disperse(serial_executor{}, source, 500);
}

}  // namespace

TEST_CASE("the page shows what the example prints") {
  const surface_file source = read_surface(data + "/sfbofs_fvcom.nc");
  std::ifstream page(data + "/../../docs/larval_dispersal.md");
  const std::string text{std::istreambuf_iterator<char>(page), {}}, shown = text.substr(text.find("from \\ to"));
  CHECK(shown.substr(0, shown.find("```")) == table(serial(source)));
}

TEST_CASE("larvae fare the same on every executor") {
  const surface_file source = read_surface(data + "/sfbofs_fvcom.nc");
  const auto expected = larval_dispersal::disperse(serial_executor{}, source, 100);
  const auto compare = [&](const larval_dispersal::outcome& other) {
    CHECK(other.matrix == expected.matrix);
    CHECK(other.minutes == expected.minutes);
    CHECK(other.larvae.component<state>() == expected.larvae.component<state>());
    for (const int d : {0, 1}) CHECK(other.larvae.component<position>(d) == expected.larvae.component<position>(d));
  };
  compare(larval_dispersal::disperse(deferred_executor{}, source, 100));
#if defined(EUDRIFT_WITH_OPENMP)
  compare(larval_dispersal::disperse(openmp_executor(3), source, 100));
#endif
}

TEST_CASE("every larva is counted, and settles in the ground that its place is in, while competent") {
  const surface_file source = read_surface(data + "/sfbofs_fvcom.nc");
  const auto all = serial(source);
  const larval_dispersal::larva_batch& larvae = all.larvae;
  const auto total = [](const std::vector<std::int64_t>& v) {
    return std::accumulate(v.begin(), v.end(), std::int64_t{0});
  };
  CHECK(total(all.matrix) == larvae.size());
  std::vector<std::int64_t> matrix(25);
  double ages = 0;
  for (std::size_t i = 0; i < static_cast<std::size_t>(larvae.size()); ++i) {
    const std::int32_t ground = larvae.component<settled_in>()[i];
    const double age = larvae.component<particle_age>()[i];
    ages += age;
    ++matrix[static_cast<std::size_t>(5 * larvae.component<origin>()[i] + ground)];
    REQUIRE((larvae.component<state>()[i] == status::settled) == (ground > 0));
    if (ground == 0) continue;
    REQUIRE((age >= 3 * 3600 && age < 8 * 3600));
    const auto corners = larval_dispersal::grounds()[static_cast<std::size_t>(ground - 1)].rings[0];  // a box
    const vec<double, 2> at =
        source.mesh.frame.to_file({larvae.component<position>(0)[i], larvae.component<position>(1)[i]});
    REQUIRE((at[0] > corners[0][0] - 1e-9 && at[0] < corners[2][0] + 1e-9 && at[1] > corners[0][1] - 1e-9 &&
             at[1] < corners[2][1] + 1e-9));
  }
  CHECK(matrix == all.matrix);
  CHECK(static_cast<double>(total(all.minutes)) * 60 == ages);
}
