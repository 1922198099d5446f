// SPDX-License-Identifier: BSL-1.0
// One file to the last bit, whatever the number of processes and however they share the work.
#include "many.hpp"

#include "../support/mesh_files.hpp"
#include "../support/meshes.hpp"

using namespace program_test;
using namespace fvcom_test;

namespace {

/// A channel so fast that particles cross several shares in one interval of the forcing.
fvcom_options jet(std::vector<eudrift::time_ms> times) {
  fvcom_options o = stormy(std::move(times));
  o.grid = jittered_square(24, 24000);
  o.u = [](double, double y, double, double t) { return 3.5 * std::exp(-std::pow((y - 12000) / 4000, 2)) + 0.2 * std::sin(t / 3000); };
  o.v = [](double x, double, double, double t) { return 0.4 * std::cos(x / 3000 - t / 2000); };
  return o;
}

/// Eddies of some kilometres and a tide on the mesh of the Salish Sea, among its islands.
fvcom_options salish_sea(std::vector<eudrift::time_ms> times) {
  fvcom_options o = stormy(std::move(times));
  const test::mesh_file mesh = test::read_2dm(EUDRIFT_TEST_DATA "/fvcom_meshes/salish_sea_model.2dm");
  o.grid = {mesh.x, mesh.y, mesh.corner};
  o.layers = 1;
  o.u = [](double x, double y, double, double t) { return std::sin(y / 2500) * std::cos(x / 4000) + 0.5 * std::sin(t / 7000); };
  o.v = [](double x, double y, double, double t) { return std::cos(x / 3000 + y / 9000) - 0.5 * std::cos(t / 6000); };
  return o;
}

struct run_of {
  std::string name;
  words line;
  std::size_t every = 1;  ///< which of the ways it tries, but in the long form
};

}  // namespace

TEST_CASE("any number of processes, partition and way of reading give one and the same file") {
  const scratch folder;
  write_fvcom_file(folder / "jet.nc", jet(hours(0, 3)));
  write_fvcom_file(folder / "salish.nc", salish_sea(hours(0, 3)));
  write_text(folder / "points.csv", "id,x,y,time\n1,1000,12000,0\n2,3000,3000,4000\n3,5000,11000,7200\n4,2000,2000,3600\n5,100,12500,1234\n");
  const std::vector<run_of> runs{
      {"San Francisco Bay", {bay, "--particles", "500", "--dispersal", "8", "--duration", "5400", "--dt", "300", "--output-every", "900"}},
      {"jet", {folder / "jet.nc", "--particles", "700", "--dispersal", "5", "--dt", "120", "--output-every", "1800", "--seed", "42"}},
      {"Salish Sea", {folder / "salish.nc", "--particles", "2000", "--dispersal", "5", "--dt", "300", "--output-every", "3600"}, 5},
      {"releases", {folder / "jet.nc", "--release", folder / "points.csv", "--dt", "100"}},
      {"backwards", {folder / "jet.nc", "--particles", "300", "--dt", "-120", "--prefer", "speed:0.1:1"}}};
  // Each way is tried with some number of processes, and each number with the plain one.
  const std::vector<std::pair<int, words>> ways{
      {1, {}}, {2, {}}, {3, {}}, {4, {}}, {7, {}},
      {4, {"--partition", "metis"}}, {3, {"--partition", "particles"}}, {3, {"--forcing", "direct"}},
      {4, {"--manager", "dedicated"}}, {2, {"--staged"}}, {4, {"--balance", "on"}}, {3, {"--balance", "on", "--partition", "metis", "--manager", "dedicated"}}, {2, {"--local", "openmp", "--threads", "2"}},
      {3, {"--partition", "particles", "--manager", "dedicated", "--forcing", "direct"}}};
  for (const run_of& r : runs) {
    const words line = with(r.line, {"--output", folder / "t.nc"});
    run_well(line);
    const tracks serial = read_tracks(folder / "t.nc");
    for (std::size_t w = 0; w < ways.size(); w += test::long_form() ? 1 : r.every) {
      const auto& [ranks, more] = ways[w];
      INFO(r.name << " on " << ranks << (more.empty() ? "" : " " + more[0] + " " + more.back()));
      const on_many processes(ranks);
      run_well(with(with(line, {"--executor", "mpi"}), more));
      same_bits(serial, read_tracks(folder / "t.nc"));
    }
  }
}
