// SPDX-License-Identifier: BSL-1.0
#include <eudrift/forcing/column_value.hpp>

#include "../catch.hpp"

#include <vector>

using eudrift::column_value;
using eudrift::depth_choice;

namespace {

const double none = std::nan("");
using way = depth_choice::way;

}  // namespace

TEST_CASE("one value of a water column: a layer, a depth, the average") {
  // Levels from the bed at -10 m to the surface at 2 m, the lowest one missing; the value is the square of the height.
  const std::vector<double> height{none, -10, -4, 0, 2}, value{7, 100, 16, 0, 4};
  const auto layer = [&](eudrift::index_t k) {
    return column_value({way::layer, k, 0}, std::vector<double>{none, 100, 16, 0, 4}, {});
  };
  CHECK(layer(1) == 4);
  CHECK(layer(2) == 0);
  CHECK(layer(4) == 100);
  CHECK(layer(5) == 100);  // no such level here: the lowest one serves
  const auto at = [&](double depth) { return column_value({way::depth, 1, depth}, value, height); };
  CHECK(at(0) == 4);
  CHECK(at(1) == 2);
  CHECK(at(6) == 16);
  CHECK(at(9) == 58);
  CHECK(at(12) == 100);
  CHECK(at(1000) == 100);
  // By hand: (6 * 58 + 4 * 8 + 2 * 2) / 12.
  CHECK(column_value({way::average, 1, 0}, value, height) == 32);
  // A column without height has its uppermost value, one without values none.
  CHECK(column_value({way::average, 1, 0}, std::vector<double>{3, 5}, std::vector<double>{1, 1}) == 5);
  CHECK(std::isnan(column_value({way::average, 1, 0}, std::vector<double>{none, none}, std::vector<double>{0, 1})));
  CHECK(std::isnan(column_value({}, std::vector<double>{none}, {})));
}
