// SPDX-License-Identifier: BSL-1.0
// Two-dimensional fields of a source that is no file.
#include <eudrift/forcing/depth_choice.hpp>

#include "../catch.hpp"
#include "../support/basin.hpp"
#include "../support/sentence.hpp"
#include "analytic_source.hpp"

using namespace eudrift;

namespace {

constexpr index_t layers = 5;
const double level[layers + 1] = {0, -0.1, -0.3, -0.6, -0.9, -1};
double centre(index_t k) { return (level[k] + level[k + 1]) / 2; }

double depth_at(double x, double) { return 4 + 12 * x; }  // [m], x in [0, 1]
double zeta_at(double, double y, double t) { return 0.5 * y + t / 7200; }
/// Linear in depth below the surface [m], in place and time.
double profile(double x, double y, double depth, double t) { return 1 + x - 2 * y + 0.3 * depth + t / 3600; }

test::analytic_source sea() {
  mesh_data mesh = test::make_mesh({.across = 6, .up = 5});
  for (std::size_t n = 0; n < mesh.x.size(); ++n) mesh.depth.push_back(depth_at(mesh.x[n], mesh.y[n]));
  test::analytic_source source(std::move(mesh), {0, 3600000});
  // h, zeta and the profile are linear in place, so that values at centroids are means of the corners'.
  const auto column = [](double x, double y, index_t k, double t) {
    const double below = -centre(k) * (depth_at(x, y) + zeta_at(x, y, t));
    return profile(x, y, below, t);
  };
  source.add({"zeta", location::node, 1, "m"}, [](double x, double y, index_t, double t) { return zeta_at(x, y, t); });
  source.add({"siglay", location::node, layers, "", true}, [](double, double, index_t k, double) { return centre(k); });
  source.add({"siglev", location::node, layers + 1, "", true}, [](double, double, index_t k, double) { return level[k]; });
  source.add({"u", location::element, layers, "m s-1"}, column);
  source.add({"temp", location::node, layers, "degree_Celsius"}, column);
  source.add({"wind", location::element, 1, "m s-1"}, [](double x, double y, index_t, double t) { return x + y + t; });
  source.add({"omega", location::node, layers + 1, "m s-1"}, [](double, double, index_t, double) { return 0.0; });
  return source;
}

vec<double, 2> place(const mesh_data& mesh, location where, std::size_t i) {
  return where == location::node ? vec<double, 2>{mesh.x[i], mesh.y[i]} : test::centroid(mesh, static_cast<index_t>(i));
}

template <class F>
void check_field(test::analytic_source& source, const char* name, const depth_choice& choice, F&& expected) {
  const field_former form(source, choice);
  const field_info field = *find_field(source, name);
  for (const index_t slice : {index_t{0}, index_t{1}}) {
    const auto got = form(field, slice);
    REQUIRE(got.size() == static_cast<std::size_t>(field.where == location::node ? source.mesh().nodes() : source.mesh().elements()));
    for (std::size_t i = 0; i < got.size(); ++i) {
      const auto p = place(source.mesh(), field.where, i);
      CHECK(got[i] == Approx(expected(p.at[0], p.at[1], 3600.0 * static_cast<double>(slice))).epsilon(1e-12));
    }
  }
}

using test::sentence;
bool says(const std::string& whole, const std::string& part) { return whole.find(part) != std::string::npos; }

using way = depth_choice::way;

}  // namespace

TEST_CASE("A layer is read as it is, counted from 1 at the surface") {
  auto source = sea();
  for (const index_t k : {index_t{1}, index_t{3}, layers})
    for (const char* name : {"u", "temp"})
      check_field(source, name, {way::layer, k}, [&](double x, double y, double t) {
        return profile(x, y, -centre(k - 1) * (depth_at(x, y) + zeta_at(x, y, t)), t);
      });
  check_field(source, "wind", {way::layer, 99}, [](double x, double y, double t) { return x + y + t; });
}

TEST_CASE("A fixed depth is exact for a profile linear in depth, and held at the outer layers") {
  auto source = sea();
  for (const double depth : {0.0, 0.5, 2.5, 3.9, 8.0})
    for (const char* name : {"u", "temp"})
      check_field(source, name, {way::depth, 1, depth}, [&](double x, double y, double t) {
        const double water = depth_at(x, y) + zeta_at(x, y, t);
        return profile(x, y, std::clamp(depth, -centre(0) * water, -centre(layers - 1) * water), t);
      });
  check_field(source, "wind", {way::depth, 1, 3}, [](double x, double y, double t) { return x + y + t; });
}

TEST_CASE("The depth average is exact for a profile linear in depth") {
  auto source = sea();
  for (const char* name : {"u", "temp"})
    check_field(source, name, {way::average}, [&](double x, double y, double t) {
      return profile(x, y, (depth_at(x, y) + zeta_at(x, y, t)) / 2, t);
    });
}

TEST_CASE("The share of the sea in which the lowest layer serves for a fixed depth") {
  auto source = sea();
  CHECK(field_former(source, {way::layer, 1}).shallow_share(0) == 0);
  CHECK(field_former(source, {way::average}).shallow_share(0) == 0);
  CHECK(field_former(source, {way::depth, 1, 0}).shallow_share(0) == 0);
  CHECK(field_former(source, {way::depth, 1, 100}).shallow_share(0) == 1);
  for (const index_t slice : {index_t{0}, index_t{1}}) {
    int shallow = 0, deeper = 0;
    const auto& mesh = source.mesh();
    for (index_t e = 0; e < mesh.elements(); ++e) {
      const auto c = test::centroid(mesh, e);
      const double water = depth_at(c.at[0], c.at[1]) + zeta_at(c.at[0], c.at[1], static_cast<double>(slice) * 3600);
      shallow += -centre(layers - 1) * water <= 9;
      deeper += -centre(layers - 1) * water <= 9 && water > 9;
    }
    CHECK(deeper > 0);  // the bed lies lower than the depth asked for, the lowest centre does not
    // That is where the field is the lowest layer's.
    const field_info u = *find_field(source, "u");
    const auto at_depth = field_former(source, {way::depth, 1, 9})(u, slice), lowest = field_former(source, {way::layer, layers})(u, slice);
    int same = 0;
    for (std::size_t e = 0; e < lowest.size(); ++e) same += at_depth[e] == lowest[e];
    CHECK(same == shallow);
    CHECK(field_former(source, {way::depth, 1, 9}).shallow_share(slice) ==
          static_cast<double>(shallow) / static_cast<double>(mesh.elements()));
  }
}

TEST_CASE("What a choice of depth lacks is said") {
  auto source = sea();
  const field_info u = *find_field(source, "u");
  CHECK(says(sentence([&] { field_former(source, {way::layer, 6})(u, 0); }), "layer 6 of u"));
  CHECK(says(sentence([&] { field_former(source, {way::layer, 6})(u, 0); }), "to 5"));
  CHECK(says(sentence([&] { field_former(source, {way::layer, 0})(u, 0); }), "layer 0"));
  CHECK(says(sentence([&] { field_former(source, {way::depth, 1, -1}); }), "0 or more"));
  CHECK(says(sentence([&] { field_former(source, {way::depth, 1, std::nan("")}); }), "0 or more"));
  CHECK(says(sentence([&] { field_former(source, {way::average})(*find_field(source, "omega"), 0); }), "omega has 6 layers"));

  test::analytic_source bare(test::make_mesh({}), {0});
  CHECK(says(sentence([&] { field_former(bare, {way::depth, 1, 2}); }), "siglay"));
  CHECK(says(sentence([&] { field_former(bare, {way::average}); }), "siglev"));
  bare.add({"siglay", location::node, 3, "", true}, [](double, double, index_t k, double) { return -0.2 * static_cast<double>(k); });
  CHECK(says(sentence([&] { field_former(bare, {way::depth, 1, 2}); }), "variable h"));
  CHECK_FALSE(find_field(bare, "salinity").has_value());
}
