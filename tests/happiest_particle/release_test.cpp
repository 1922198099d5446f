// SPDX-License-Identifier: BSL-1.0
// Where and when particles begin: release times inside steps, and points uniform by area.
#include "program.hpp"

#include <numeric>

using namespace program_test;
using namespace fvcom_test;

namespace {

/// Element of a triangulation that holds a point, by trying all; -1 for none.
std::ptrdiff_t element_at(const triangulation& t, double x, double y) {
  for (std::size_t e = 0; e < t.elements(); ++e) {
    bool inside = true;
    for (std::size_t k = 0; k < 3 && inside; ++k) {
      const auto a = static_cast<std::size_t>(t.corner[3 * e + k]), b = static_cast<std::size_t>(t.corner[3 * e + (k + 1) % 3]);
      inside = (t.x[b] - t.x[a]) * (y - t.y[a]) - (t.y[b] - t.y[a]) * (x - t.x[a]) >= -1e-9 * std::abs(t.x[b] - t.x[a] + t.y[b] - t.y[a]);
    }
    if (inside) return static_cast<std::ptrdiff_t>(e);
  }
  return -1;
}

double flat_area(const triangulation& t, std::size_t e) {
  const auto at = [&](std::size_t k) { return static_cast<std::size_t>(t.corner[3 * e + k]); };
  return 0.5 * ((t.x[at(1)] - t.x[at(0)]) * (t.y[at(2)] - t.y[at(0)]) - (t.y[at(1)] - t.y[at(0)]) * (t.x[at(2)] - t.x[at(0)]));
}

/// The value of chi-square with n degrees of freedom that chance exceeds once in a million (Wilson and
/// Hilferty's approximation).
double chi_square_limit(double n) {
  const double v = 2 / (9 * n);
  return n * std::pow(1 - v + 4.7534 * std::sqrt(v), 3);
}

/// Chi-square of the points' elements against shares of `area`; points outside count as failures.
double chi_square(const triangulation& t, const std::vector<double>& x, const std::vector<double>& y, const std::vector<double>& area) {
  std::vector<double> found(t.elements(), 0);
  for (std::size_t p = 0; p < x.size(); ++p) {
    const auto e = element_at(t, x[p], y[p]);
    if (e < 0) FAIL("point " << p << " lies in no element");
    ++found[static_cast<std::size_t>(e)];
  }
  const double all = std::accumulate(area.begin(), area.end(), 0.0), n = static_cast<double>(x.size());
  double sum = 0;
  for (std::size_t e = 0; e < t.elements(); ++e) {
    const double expected = n * area[e] / all;
    if (expected == 0) {
      CHECK(found[e] == 0);
      continue;
    }
    sum += (found[e] - expected) * (found[e] - expected) / expected;
  }
  return sum;
}

tracks tracks_of(const scratch& folder, words line) {
  line.insert(line.end(), {"--output", folder / "t.nc"});
  run_well(line);
  return read_tracks(folder / "t.nc");
}

}  // namespace

TEST_CASE("a particle released inside a step makes a shortened first one") {
  const scratch folder;
  fvcom_options o;
  o.value_type = NC_DOUBLE;
  SECTION("uniform flow, forwards and backwards") {
    o.u = [](double, double, double, double) { return 0.125; };
    o.v = [](double, double, double, double) { return -0.0625; };
    write_fvcom_file(folder / "sea.nc", o);
    // At the start, inside a step, on a grid time, inside the last step, at the end; half a millisecond
    // grid does not matter: 61.5 s.
    const std::vector<double> release{0, 61.5, 120, 3600, 3660, 7170, 7200};
    std::string text = "time,id,y,x\n";
    for (std::size_t p = 0; p < release.size(); ++p) text += exact(release[p]) + "," + std::to_string(10 * p) + ",2000,2000\n";
    write_text(folder / "points.csv", text);
    for (const double sign : {1.0, -1.0}) {
      const tracks t = tracks_of(folder, {folder / "sea.nc", "--release", folder / "points.csv", "--dt", sign > 0 ? "60" : "-60", "--output-every", "60"});
      REQUIRE(t.outputs == 121);
      CHECK(t.time[0] == (sign > 0 ? 0 : 7200));
      for (std::size_t k = 0; k < t.outputs; ++k) {
        CHECK(sign * (t.time[k] - t.time[0]) == 60.0 * static_cast<double>(k));
        for (std::size_t p = 0; p < release.size(); ++p) {
          const double since = 60.0 * static_cast<double>(k) - release[p];
          const std::size_t i = t.at(k, p);
          if (since < 0) {
            REQUIRE(t.status[i] == waiting);
            REQUIRE(t.x[i] == NC_FILL_DOUBLE);
            REQUIRE(t.y[i] == NC_FILL_DOUBLE);
            REQUIRE(t.happiness[i] == NC_FILL_DOUBLE);
            REQUIRE(t.element[i] == NC_FILL_INT);
          } else {
            REQUIRE(t.status[i] == moving);
            REQUIRE(std::abs(t.x[i] - (2000 + sign * 0.125 * since)) < 1e-9);
            REQUIRE(std::abs(t.y[i] - (2000 - sign * 0.0625 * since)) < 1e-9);
          }
        }
      }
    }
  }
  SECTION("a rotation by Euler steps, whose lengths the result shows") {
    const double w = 2e-4;
    o.u = [w](double, double y, double, double) { return -w * (y - 2000); };
    o.v = [w](double x, double, double, double) { return w * (x - 2000); };
    write_fvcom_file(folder / "sea.nc", o);
    write_text(folder / "points.csv", "id,x,y,time\n1,2500,2000,1970-01-01T00:07:00Z\n");
    const tracks t = tracks_of(folder, {folder / "sea.nc", "--release", folder / "points.csv", "--dt", "300", "--scheme", "euler"});
    double x = 500, y = 0;
    const auto step = [&](double dt) {
      const double next = x - dt * w * y;
      y += dt * w * x;
      x = next;
    };
    step(180);  // from 420 s to 600 s
    for (int k = 2; k < 12; ++k) step(300);
    CHECK(std::abs(t.x[t.at(1, 0)] - (2000 + x)) < 1e-8);
    CHECK(std::abs(t.y[t.at(1, 0)] - (2000 + y)) < 1e-8);
    for (int k = 12; k < 24; ++k) step(300);
    CHECK(std::abs(t.x[t.at(2, 0)] - (2000 + x)) < 1e-8);
    CHECK(std::abs(t.y[t.at(2, 0)] - (2000 + y)) < 1e-8);
  }
}

TEST_CASE("a run that starts inside a step begins with a shortened one") {
  const scratch folder;
  fvcom_options o;
  o.value_type = NC_DOUBLE;
  o.u = [](double, double, double, double) { return 0.125; };
  o.v = [](double, double, double, double) { return 0.0; };
  write_fvcom_file(folder / "sea.nc", o);
  write_text(folder / "points.csv", "id,x,y\n1,2000,2000\n");
  const tracks t = tracks_of(folder, {folder / "sea.nc", "--release", folder / "points.csv", "--start", "1970-01-01T00:10:10Z"});
  CHECK(t.time == std::vector<double>{610, 3600, 7200});
  CHECK(t.x[0] == 2000);
  CHECK(std::abs(t.x[1] - (2000 + 0.125 * 2990)) < 1e-9);
  CHECK(std::abs(t.x[2] - (2000 + 0.125 * 6590)) < 1e-9);
}

TEST_CASE("the counts by status add up") {
  const scratch folder;
  write_fvcom_file(folder / "sea.nc", {});
  write_text(folder / "points.csv", "id,x,y,time\n1,500,500,0\n2,500,500,1800\n3,500,500,3600\n4,500,500,5400\n");
  const outcome o = run_well({folder / "sea.nc", "--release", folder / "points.csv", "--duration", "7200"});
  CHECK(o.out.find("particles: 4 moving, 0 aground, 0 left, 0 waiting; 4 in all") != std::string::npos);
  const outcome stopped = run_well({folder / "sea.nc", "--release", folder / "points.csv", "--ecstatic", "0", "--until-ecstatic"});
  CHECK(stopped.out.find("particles: 1 moving, 0 aground, 0 left, 3 waiting; 4 in all") != std::string::npos);
}

TEST_CASE("particles in parts are released, told, counted and saved as all at once") {
  const scratch folder;
  write_fvcom_file(folder / "sea.nc", fvcom_options{});
  std::string points = "id,x,y,time\n";
  for (int i = 0; i < 40; ++i)
    points += std::to_string(i) + "," + std::to_string(500 + 80 * i) + ",2000," + std::to_string(i % 3 == 0 ? 0 : 150 * i) + "\n";
  write_text(folder / "points.csv", points);
  const auto at = [&](const std::string& name, const words& more) {
    words line{folder / "sea.nc", "--release", folder / "points.csv", "--output", folder / (name + ".nc"), "--checkpoint", folder / (name + ".state"), "--dt", "300"};
    line.insert(line.end(), more.begin(), more.end());
    return run_well(line).out;
  };
  const std::string whole = at("whole", {}), parts = at("parts", {"--batch", "7"});
  const auto counts = [](const std::string& said) {
    const std::size_t begin = said.find("particles: ");
    return said.substr(begin, said.find('\n', begin) - begin);
  };
  CHECK(counts(parts) == counts(whole));
  same_bits(read_tracks(folder / "whole.nc"), read_tracks(folder / "parts.nc"));
  CHECK(content(folder / "parts.state") == content(folder / "whole.state"));
  refused({folder / "sea.nc", "--executor", "mpi", "--batch", "7"}, {"--batch", "one process"});
}

TEST_CASE("Option --particles draws points uniform by area") {
  const scratch folder;
  fvcom_options o;
  o.grid = jittered_square(9, 4000, 0.25);
  o.coordinate_type = NC_DOUBLE;
  std::vector<double> area;
  SECTION("on a plane") {
    for (std::size_t e = 0; e < o.grid.elements(); ++e) area.push_back(flat_area(o.grid, e));
  }
  SECTION("over the wet elements only") {
    o.dry = [&](std::size_t e, std::size_t) { return o.grid.centroid(e)[0] < 1500; };
    for (std::size_t e = 0; e < o.grid.elements(); ++e) area.push_back(o.dry(e, 0) ? 0 : flat_area(o.grid, e));
  }
  SECTION("on the sphere, by the area there") {
    o.grid = jittered_square(9, 16, 0.25, 3, 172, 60);  // to longitude 188 and latitude 76
    o.kind = coordinates::sphere;
    o.system = "GeoReferenced";
    for (std::size_t e = 0; e < o.grid.elements(); ++e) {
      double cosine = 0;  // mean over the edges' midpoints: exact for quadratic functions
      for (std::size_t k = 0; k < 3; ++k)
        cosine += std::cos(0.5 * (o.grid.y[static_cast<std::size_t>(o.grid.corner[3 * e + k])] +
                                  o.grid.y[static_cast<std::size_t>(o.grid.corner[3 * e + (k + 1) % 3])]) * std::acos(-1) / 180) / 3;
      area.push_back(flat_area(o.grid, e) * cosine);
    }
  }
  write_fvcom_file(folder / "sea.nc", o);
  tracks t = tracks_of(folder, {folder / "sea.nc", "--particles", "40000", "--duration", "60"});
  const bool sphere = o.kind == coordinates::sphere;
  std::vector<double> x = sphere ? t.lon : t.x, y = sphere ? t.lat : t.y;
  x.resize(t.particles);
  y.resize(t.particles);
  if (sphere)
    for (double& lon : x) lon += lon < 0 ? 360 : 0;
  const auto wet = static_cast<double>(std::count_if(area.begin(), area.end(), [](double a) { return a > 0; }));
  CHECK(chi_square(o.grid, x, y, area) < chi_square_limit(wet - 1));
  // Another seed gives other points, the same seed the same ones.
  const tracks other = tracks_of(folder, {folder / "sea.nc", "--particles", "1000", "--duration", "60", "--seed", "2"});
  const tracks again = tracks_of(folder, {folder / "sea.nc", "--particles", "1000", "--duration", "60"});
  const auto& first = sphere ? t.lon : t.x;
  CHECK(!std::equal((sphere ? other.lon : other.x).begin(), (sphere ? other.lon : other.x).begin() + 1000, first.begin()));
  CHECK(std::equal((sphere ? again.lon : again.x).begin(), (sphere ? again.lon : again.x).begin() + 1000, first.begin()));
}

TEST_CASE("Option --particles draws the same points whatever the numbering of the mesh") {
  const scratch folder;
  fvcom_options o;
  o.grid = jittered_square(15, 9000, 0.25);
  o.value_type = NC_DOUBLE;
  write_fvcom_file(folder / "one.nc", o);

  const triangulation before = o.grid;
  std::mt19937 random(5);
  const auto shuffled = [&](std::size_t n) {
    std::vector<std::size_t> order(n);
    std::iota(order.begin(), order.end(), std::size_t{0});
    for (std::size_t i = n; i > 1; --i) std::swap(order[i - 1], order[random() % i]);
    return order;
  };
  const auto nodes = shuffled(before.x.size()), elements = shuffled(before.elements());
  std::vector<std::int32_t> number(nodes.size());
  for (std::size_t n = 0; n < nodes.size(); ++n) {
    number[nodes[n]] = static_cast<std::int32_t>(n);
    o.grid.x[n] = before.x[nodes[n]];
    o.grid.y[n] = before.y[nodes[n]];
  }
  for (std::size_t e = 0; e < elements.size(); ++e) {
    const std::size_t turn = random() % 3;
    for (std::size_t k = 0; k < 3; ++k)
      o.grid.corner[3 * e + k] = number[static_cast<std::size_t>(before.corner[3 * elements[e] + (k + turn) % 3])];
  }
  write_fvcom_file(folder / "two.nc", o);
  const tracks one = tracks_of(folder, {folder / "one.nc", "--particles", "2000", "--duration", "60"});
  const tracks two = tracks_of(folder, {folder / "two.nc", "--particles", "2000", "--duration", "60"});
  CHECK(std::equal(one.x.begin(), one.x.begin() + 2000, two.x.begin()));
  CHECK(std::equal(one.y.begin(), one.y.begin() + 2000, two.y.begin()));
  // The elements are the same ones, by their other numbers.
  for (std::size_t p = 0; p < 2000; ++p)
    REQUIRE(elements[static_cast<std::size_t>(two.element[p] - 1)] == static_cast<std::size_t>(one.element[p] - 1));
}

TEST_CASE("release points may be given in either pair of coordinates that the forcing has") {
  const scratch folder;
  fvcom_options o;
  o.value_type = NC_DOUBLE;
  SECTION("the mesh is in metres") { o.kind = coordinates::plane_and_sphere; }  // 1e-5 degrees a metre
  SECTION("the mesh is in degrees, round the date line") {
    o.grid = jittered_square(5, 0.04, 0.2, 1, 179.98, 0);
    o.kind = coordinates::sphere_and_plane;  // 1e5 metres a degree
    o.system = "GeoReferenced";
  }
  const bool sphere = o.kind == coordinates::sphere_and_plane;
  write_fvcom_file(folder / "sea.nc", o);
  std::string own = sphere ? "id,lon,lat\n" : "id,x,y\n", other = sphere ? "id,x,y\n" : "id,lon,lat\n";
  const double west = sphere ? 179.98 : 0, width = sphere ? 0.04 : 4000, factor = sphere ? 1e5 : 1e-5;
  int id = 0;
  // Corners, edges and the inside of the square, and a point outside.
  for (const double across : {0.0, 0.3, 0.52, 1.0})
    for (const double up : {0.0, 0.41, 1.0}) {
      const double x = west + across * width, y = up * width;
      own += std::to_string(id) + "," + exact(x) + "," + exact(y) + "\n";
      other += std::to_string(id++) + "," + exact(factor * x) + "," + exact(factor * y) + "\n";
    }
  write_text(folder / "own.csv", own);
  write_text(folder / "other.csv", other);
  const auto of = [&](const char* file) { return tracks_of(folder, {folder / "sea.nc", "--release", folder / file, "--duration", "60"}); };
  const tracks a = of("own.csv"), b = of("other.csv");
  REQUIRE(a.id == b.id);
  const auto near = [&](const std::vector<double>& p, const std::vector<double>& q, double metres) {
    REQUIRE(p.size() == q.size());
    for (std::size_t i = 0; i < p.size(); ++i) CHECK(std::abs(p[i] - q[i]) < metres);
  };
  near(a.x, b.x, 1e-4);  // a point of the coast is moved inward by 1e-9 of its element
  near(a.y, b.y, 1e-4);
  near(a.lat, b.lat, 1e-9);
  write_text(folder / "away.csv", other + "99," + exact(factor * (west - 0.01 * width)) + ",0\n");
  const std::string skipped = run_well({folder / "sea.nc", "--release", folder / "away.csv", "--skip-outside"}).out;
  CHECK(times_in(skipped, "skipped: 1 release point outside the mesh: id 99\n") == 1);
}

TEST_CASE("longitudes of release may follow either convention") {
  const scratch folder;
  write_text(folder / "west.csv", "\xEF\xBB\xBF# two conventions\r\nid, lat, lon\r\n5, 37.86, -122.47\r\n");
  write_text(folder / "east.csv", "id,lon,lat\n5,237.53,37.86\n");
  const tracks west = tracks_of(folder, {bay, "--release", folder / "west.csv", "--duration", "3600"});
  const tracks east = tracks_of(folder, {bay, "--release", folder / "east.csv", "--duration", "3600"});
  for (std::size_t k = 0; k < 2; ++k) {
    CHECK(std::abs(west.lon[k] - east.lon[k]) < 1e-12);
    CHECK(std::abs(west.lat[k] - east.lat[k]) < 1e-12);
  }
  CHECK(std::abs(west.lon[0] + 122.47) < 1e-12);
}
