// SPDX-License-Identifier: BSL-1.0
// Tracks against analytic ones: back and forth, at depth, on the sphere.
#include "program.hpp"

#include "../support/unstructured_generator.hpp"

using namespace program_test;
using namespace fvcom_test;

namespace {

tracks tracks_of(const scratch& folder, words line) {
  line.insert(line.end(), {"--output", folder / "t.nc"});
  run_well(line);
  return read_tracks(folder / "t.nc");
}

fvcom_options calm() {
  fvcom_options o;
  o.value_type = NC_DOUBLE;
  o.u = o.v = [](double, double, double, double) { return 0.0; };
  return o;
}

}  // namespace

TEST_CASE("backtracking returns to where particles came from") {
  const scratch folder;
  fvcom_options o = calm();
  o.grid = jittered_square(9, 8000);
  const double w = 3e-4;
  // A rotation that speeds up linearly, which slices an hour apart give exactly.
  o.u = [w](double, double y, double, double t) { return -w * (1 + t / 7200) * (y - 4000); };
  o.v = [w](double x, double, double, double t) { return w * (1 + t / 7200) * (x - 4000); };
  write_fvcom_file(folder / "sea.nc", o);
  std::string text = "id,x,y\n";
  for (int p = 0; p < 50; ++p)
    text += std::to_string(p) + "," + std::to_string(4000 + 60 * p) + "," + std::to_string(4000 + 7 * p) + "\n";
  write_text(folder / "points.csv", text);
  const tracks there = tracks_of(folder, {folder / "sea.nc", "--release", folder / "points.csv"});
  std::string middle = "id,x,y\n";
  for (std::size_t p = 0; p < 50; ++p)
    middle += std::to_string(p) + "," + exact(there.x[there.last(p)]) + "," + exact(there.y[there.last(p)]) + "\n";
  write_text(folder / "middle.csv", middle);
  const tracks back = tracks_of(folder, {folder / "sea.nc", "--release", folder / "middle.csv", "--dt", "-60"});
  CHECK(back.time == std::vector<double>{7200, 3600, 0});
  const double angle = w * (7200 + 3600);
  for (std::size_t p = 0; p < 50; ++p) {
    const double x = there.x[p] - 4000, y = there.y[p] - 4000;
    CHECK(std::abs(there.x[there.last(p)] - (4000 + x * std::cos(angle) - y * std::sin(angle))) < 1e-3);
    CHECK(std::abs(there.y[there.last(p)] - (4000 + x * std::sin(angle) + y * std::cos(angle))) < 1e-3);
    CHECK(std::abs(back.x[back.last(p)] - there.x[p]) < 1e-3);
    CHECK(std::abs(back.y[back.last(p)] - there.y[p]) < 1e-3);
    // On its way back it passes where it was an hour after the start.
    CHECK(std::abs(back.x[back.at(1, p)] - there.x[there.at(1, p)]) < 1e-3);
  }
}

TEST_CASE("layer, fixed depth and depth average take the part of the water column that they name") {
  const scratch folder;
  fvcom_options o = calm();
  o.layers = 5;  // centres at sigma -0.1, -0.3, -0.5, -0.7, -0.9
  o.u = [](double, double, double sigma, double) { return 0.2 + 0.1 * sigma; };
  o.zeta = [](double, double, double, double) { return 2.0; };  // 12 m of water over h = 10 m
  write_fvcom_file(folder / "sea.nc", o);
  write_text(folder / "points.csv", "id,x,y\n1,1000,2000\n");
  const auto sigma_of = [&](const words& how) {
    words line{folder / "sea.nc", "--release", folder / "points.csv"};
    line.insert(line.end(), how.begin(), how.end());
    const tracks t = tracks_of(folder, line);
    return ((t.x[2] - 1000) / 7200 - 0.2) / 0.1;
  };
  const double near = 1e-6;  // siglay is float32
  CHECK(std::abs(sigma_of({}) + 0.1) < near);
  CHECK(std::abs(sigma_of({"--layer", "1"}) + 0.1) < near);
  CHECK(std::abs(sigma_of({"--layer", "4"}) + 0.7) < near);
  CHECK(std::abs(sigma_of({"--layer", "5"}) + 0.9) < near);
  CHECK(std::abs(sigma_of({"--depth-average"}) + 0.5) < near);
  CHECK(std::abs(sigma_of({"--depth", "3"}) + 0.25) < near);
  CHECK(std::abs(sigma_of({"--depth", "7.8"}) + 0.65) < near);
  CHECK(std::abs(sigma_of({"--depth", "0.5"}) + 0.1) < near);   // above the first centre: the first layer
  CHECK(std::abs(sigma_of({"--depth", "11.5"}) + 0.9) < near);  // below the last one, and below the bed
  CHECK(std::abs(sigma_of({"--depth", "500"}) + 0.9) < near);
}

TEST_CASE("the share of elements in which the lowest layer serves for a depth is printed") {
  const scratch folder;
  fvcom_options o = calm();
  o.h = [](double x, double, double, double) { return x < 1999 ? 20.0 : 5.5; };
  write_fvcom_file(folder / "sea.nc", o);
  std::size_t shallow = 0;
  for (std::size_t e = 0; e < o.grid.elements(); ++e) {
    double mean = 0;
    for (std::size_t k = 0; k < 3; ++k) mean += o.h(o.grid.x[static_cast<std::size_t>(o.grid.corner[3 * e + k])], 0, 0, 0) / 3;
    shallow += mean * 5 / 6 <= 5 ? 1 : 0;  // the lowest of three centres
  }
  REQUIRE(shallow > 0);
  char share[96];
  std::snprintf(share, sizeof share, "depth: 5 m; in %.6g %% of the elements the lowest layer serves",
                100 * static_cast<double>(shallow) / static_cast<double>(o.grid.elements()));
  const outcome deep = run_well({folder / "sea.nc", "--depth", "5"});
  INFO(deep.out << share);
  CHECK(times_in(deep.out, share) == 1);
  CHECK(times_in(run_well({folder / "sea.nc"}).out, "the lowest layer") == 0);
}

TEST_CASE("on the sphere a drift across the date line and at high latitude follows the loxodrome") {
  constexpr double radius = 6371000, degree = 3.14159265358979323846 / 180;
  const scratch folder;
  struct place {
    double lon, lat;
  };
  for (const double south : {-62.0, -1.0, 59.0}) {
    fvcom_options o = calm();
    o.kind = coordinates::sphere;
    o.system = "GeoReferenced";
    // 2 degrees round the date line, in the convention of 0 to 360 degrees.
    o.grid = jittered_square(9, 2, 0.2, 1, 179, south);
    const double east = 3, north = -1;  // [m/s]
    o.u = [=](double, double, double, double) { return east; };
    o.v = [=](double, double, double, double) { return north; };
    write_fvcom_file(folder / "sea.nc", o);
    write_text(folder / "points.csv", "id,lon,lat\n1,179.95," + exact(south + 1.2) + "\n2,-179.99," + exact(south + 0.7) + "\n3,179.3," + exact(south + 1) + "\n");
    const tracks t = tracks_of(folder, {folder / "sea.nc", "--release", folder / "points.csv"});
    const place start[]{{179.95, south + 1.2}, {-179.99, south + 0.7}, {179.3, south + 1}};
    for (std::size_t k = 0; k < t.outputs; ++k)
      for (std::size_t p = 0; p < 3; ++p) {
        const double seconds = t.time[k] - t.time[0];
        const double lat = start[p].lat + north * seconds / radius / degree;
        // d lon = east / (R cos lat) dt: east / north times the Mercator ordinate's change.
        const auto mercator = [&](double phi) { return std::asinh(std::tan(phi * degree)); };
        double lon = start[p].lon + east / north * (mercator(lat) - mercator(start[p].lat)) / degree;
        if (lon >= 180) lon -= 360;
        INFO(south << " " << k << " " << p);
        const double moved = east * seconds / radius / degree;
        CHECK(t.lon[t.at(k, p)] >= -180);
        CHECK(t.lon[t.at(k, p)] < 180);
        CHECK(std::abs(t.lat[t.at(k, p)] - lat) < 1e-6 * moved + 1e-12);
        CHECK(std::abs(t.lon[t.at(k, p)] - lon) < 1e-6 * moved / std::cos(lat * degree) + 1e-12);
        CHECK(t.status[t.at(k, p)] == moving);
      }
    CHECK(t.lon[t.at(0, 0)] > 0);
    CHECK(t.lon[t.last(0)] < 0);  // it crossed
  }
}

TEST_CASE("a file with both pairs of coordinates has both in its tracks") {
  const scratch folder;
  fvcom_options o = calm();
  o.kind = coordinates::plane_and_sphere;  // lon and lat are 1e-5 degrees a metre
  o.u = [](double, double, double, double) { return 0.25; };
  write_fvcom_file(folder / "sea.nc", o);
  const tracks t = tracks_of(folder, {folder / "sea.nc", "--particles", "50", "--duration", "3600"});
  REQUIRE(t.lon.size() == 100);
  for (std::size_t i = 0; i < t.x.size(); ++i) {
    CHECK(std::abs(t.lon[i] - 1e-5 * t.x[i]) < 1e-11);
    CHECK(std::abs(t.lat[i] - 1e-5 * t.y[i]) < 1e-11);
  }
}

TEST_CASE("files of SCHISM, ADCIRC and UGRID, with values at nodes or faces, give the tracks of their flow") {
  const scratch folder;
  unstructured_options o;
  o.grid = mixed_square(9, 8000, 0, 0, false);
  const double w = 3e-4;
  o.u = [w](double, double y, double, double t) { return -w * (t / 7200 + 0.5) * (y - 4000); };
  o.v = [w](double x, double, double, double t) { return w * (t / 7200 + 0.5) * (x - 4000); };
  const double angle = w * (7200 + 3600);  // from 3600 s to 10800 s
  std::string text = "id,x,y\n";
  for (int p = 0; p < 20; ++p) text += std::to_string(p) + "," + std::to_string(4000 + 100 * p) + "," + std::to_string(4000 - 30 * p) + "\n";
  write_text(folder / "points.csv", text);
  const auto expect = [&](const words& files, const words& more, const std::string& recognised) {
    words line = joined(files, {"--release", folder / "points.csv", "--output", folder / "t.nc"});
    INFO(recognised);
    CHECK(run_well(joined(line, more)).out.find(recognised) != std::string::npos);
    const tracks t = read_tracks(folder / "t.nc");
    for (std::size_t p = 0; p < t.particles; ++p) {
      const double x = t.x[p] - 4000, y = t.y[p] - 4000;
      CHECK(std::hypot(t.x[t.last(p)] - (4000 + x * std::cos(angle) - y * std::sin(angle)), t.y[t.last(p)] - (4000 + x * std::sin(angle) + y * std::cos(angle))) < 1e-3);
    }
    line.insert(line.end(), {"--executor", "openmp", "--threads", "3", "--staged"});
    run_well(joined(line, more));
    same_bits(t, read_tracks(folder / "t.nc"));
  };
  write(ugrid_document(o), folder / "nodes.nc");
  expect({folder / "nodes.nc"}, {}, "is after the UGRID conventions");
  write(schism_combined_document(o), folder / "schout_1.nc");
  expect({folder / "schout_1.nc"}, {"--depth-average"}, "is SCHISM's");
  o.at_faces = true;
  write(ugrid_document(o), folder / "faces.nc");
  expect({folder / "faces.nc"}, {}, "is after the UGRID conventions");
  for (const auto& [name, document] : adcirc_documents(o)) write(document, folder / name);
  expect({folder / "fort.63.nc", folder / "fort.64.nc"}, {}, "is ADCIRC's");
  // Their layers are not sigma's.
  refused({folder / "nodes.nc", "--dimensions", "3"}, {"nodes.nc: there is no variable h"});
  refused({folder / "schout_1.nc", "--dimensions", "3"}, {"schout_1.nc: there is neither siglay nor siglev"});
}
