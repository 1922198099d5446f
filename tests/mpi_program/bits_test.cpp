// SPDX-License-Identifier: BSL-1.0
// One file to the last bit, whatever the number of processes and however they share the work.
#include "many.hpp"

#include <happiest_particle/host_mesh.hpp>

#include <eudrift/netcdf/fvcom_source.hpp>

#include "../support/mesh_files.hpp"
#include "../support/meshes.hpp"
#include "../support/unstructured_generator.hpp"

using namespace program_test;
using namespace fvcom_test;

namespace {

/// A channel so fast that particles cross several shares in one interval of the forcing.
fvcom_options jet(std::vector<eudrift::time_ms> times) {
  fvcom_options o = stormy(std::move(times));
  o.grid = jittered_square(24, 24000);
  o.u = [](double, double y, double, double t) { return 3.5 * std::exp(-std::pow((y - 12000) / 4000, 2)) + 0.2 * std::sin(t / 3000); };
  o.v = [](double x, double, double, double t) { return 0.4 * std::cos(x / 3000 - t / 2000); };
  o.h = [](double x, double, double, double) { return 20 + x / 2000; };
  o.viscofh = [](double x, double y, double s, double t) { return (1 - s) * (60 + 50 * std::sin(x / 3000 + t / 5000) * std::cos(y / 4000)); };
  return o;
}

/// That channel after the UGRID conventions, with its values at nodes.
document jet_at_nodes(const fvcom_options& jet) {
  unstructured_options o;
  o.grid = mixed_square(24, 24000);
  o.u = jet.u, o.v = jet.v;
  return ugrid_document(o);
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

/// Refuses a particle that is above the surface, below the bed, in no layer, or not in the element that is told.
void all_in_water(const tracks& t, const eudrift::fvcom_source& source) {
  const eudrift::mesh_data& mesh = source.mesh();
  const happiest_particle::host_mesh host(mesh);
  std::size_t outside = 0, dry = 0;
  for (std::size_t i = 0; i < t.sigma.size(); ++i) {
    if (t.status[i] == waiting) continue;
    const auto layer = static_cast<int>(t.layer[i]);
    outside += !(t.sigma[i] >= -1 && t.sigma[i] <= 0 && layer >= 1 && layer <= 20);
    const auto p = mesh.frame.to_internal(t.lon[i], t.lat[i]);
    const std::int32_t e = t.element[i] - 1;
    const auto w = host.view.weights(e, p);
    double bed = 0;
    for (int k = 0; k < 3; ++k) bed -= w.at[k] * mesh.depth[static_cast<std::size_t>(host.view.node_of(e, k))];
    outside += !(t.z[i] >= bed - 1e-6 && t.z[i] < 1.2);  // the tide is 1.15 m high at most
    // Degrees are rounded once more than the places in the frame.
    dry += !(std::min({w.at[0], w.at[1], w.at[2]}) > -1e-9);
  }
  CHECK(outside == 0);
  CHECK(dry == 0);
}

}  // namespace

TEST_CASE("any number of processes, partition and way of reading give one and the same file") {
  const scratch folder;
  write_fvcom_file(folder / "jet.nc", jet(hours(0, 3)));
  write(jet_at_nodes(jet(hours(0, 3))), folder / "ugrid.nc");
  write_fvcom_file(folder / "salish.nc", salish_sea(hours(0, 3)));
  write_fvcom_file(folder / "ebb.nc", drying(hours(0, 5)));
  write_text(folder / "mixed.txt", "0 0.001\n8 0.01\n30 0.001\n");
  write_text(folder / "east_obc.dat", "12 24 36 48 60 72 84 96 108 120 132 144");
  write_text(folder / "points.csv", "id,x,y,time\n1,1000,12000,0\n2,3000,3000,4000\n3,5000,11000,7200\n4,2000,2000,3600\n5,100,12500,1234\n");
  const std::vector<run_of> runs{
      {"San Francisco Bay", {bay, "--particles", "500", "--dispersal", "8", "--duration", "5400", "--dt", "300", "--output-every", "900"}},
      {"jet", {folder / "jet.nc", "--particles", "700", "--dispersal", "5", "--dt", "120", "--output-every", "1800", "--seed", "42"}},
      {"Salish Sea", {folder / "salish.nc", "--particles", "2000", "--dispersal", "5", "--dt", "300", "--output-every", "3600", "--no-normal-flow"}, 5},
      {"releases", {folder / "jet.nc", "--release", folder / "points.csv", "--dt", "100"}},
      {"three dimensions", {bay, "--particles", "300", "--dispersal", "4", "--duration", "5400", "--dt", "300", "--output-every", "900", "--three-d",
                            "--release-depth", "anywhere", "--vertical-dispersal", "0.001"}, 2},
      {"viscofh", {folder / "jet.nc", "--particles", "200", "--dispersal", "viscofh", "--walk-step", "45", "--duration", "7200", "--dt", "120"}, 5},
      {"three dimensions", {folder / "jet.nc", "--particles", "200", "--dispersal", "viscofh", "--walk", "milstein", "--duration", "5400", "--dt", "300", "--three-d",
                            "--release-depth", "anywhere", "--vertical-dispersal", "profile:" + folder / "mixed.txt", "--vertical-velocity", "zero"}, 7},
      {"values at nodes", {folder / "ugrid.nc", "--particles", "500", "--dispersal", "5", "--dt", "240", "--output-every", "3600"}, 3},
      {"backwards", {folder / "jet.nc", "--particles", "300", "--dt", "-120", "--prefer", "speed:0.1:1"}},
      {"open edges, dry ground and stranding", {folder / "ebb.nc", "--particles", "500", "--dispersal", "3", "--dt", "300", "--coast", "strand", "--open", folder / "east_obc.dat"}, 4}};
  // Each way is tried with some number of processes, and each number with the plain one.
  std::vector<std::pair<int, words>> ways{
      {1, {}}, {2, {}}, {3, {}}, {4, {}}, {7, {}},
      {4, {"--partition", "metis"}}, {3, {"--partition", "particles"}}, {3, {"--forcing", "direct"}},
      {4, {"--manager", "dedicated"}}, {2, {"--staged"}}, {4, {"--balance", "on"}}, {3, {"--balance", "on", "--partition", "metis", "--manager", "dedicated"}}, {2, {"--local", "openmp", "--threads", "2"}},
      {3, {"--partition", "particles", "--manager", "dedicated", "--forcing", "direct"}}};
  if (test::long_form()) ways.push_back({8, {}});
#if defined(EUDRIFT_PROGRAM_MPI_GPU)
  for (const char* partition : {"hilbert", "particles"}) ways.push_back({3, {"--local", "gpu", "--partition", partition}});
#endif
  for (const run_of& r : runs) {
    const words line = with(r.line, {"--output", folder / "t.nc"});
    // The counts by status that a run ends with.
    const auto counts = [](const std::string& out) {
      const std::size_t begin = out.find("particles: ");
      return out.substr(begin, out.find('\n', begin) - begin);
    };
    const std::string counted = counts(run_well(line).out);
    const tracks serial = read_tracks(folder / "t.nc");
    if (r.name.starts_with("open edges"))
      for (const signed char s : {moving, left, stranded}) CHECK(std::count(serial.status.begin(), serial.status.end(), s) > 100);
    for (std::size_t w = 0; w < ways.size(); w += test::long_form() ? 1 : r.every) {
      const auto& [ranks, more] = ways[w];
      if (r.name == "three dimensions" && more == words{"--staged"}) continue;
      INFO(r.name << " on " << ranks << (more.empty() ? "" : " " + more[0] + " " + more.back()));
      const on_many processes(ranks);
      const std::string out = run_well(with(with(line, {"--executor", "mpi"}), more)).out;
      CHECK(counts(out) == counted);
      same_bits(serial, read_tracks(folder / "t.nc"));
    }
  }
}

TEST_CASE("San Francisco Bay in three dimensions: one file by every executor, and nobody leaves the water") {
  const scratch folder;
  const bool whole = test::long_form();
  const words line{bay, "--three-d", "--particles", whole ? "100000" : "500", "--release-depth", "anywhere",
                   "--dispersal", "1", "--vertical-dispersal", "0.001", "--dt", whole ? "120" : "300", "--duration", "32400", "--output", folder / "t.nc"};
  const std::string counted = (whole ? "100000" : "500") + std::string(" in all");
  const auto tracks_by = [&](const words& more) {
    const std::string out = run_well(with(line, more)).out;
    int sum = 0, statuses[4]{};
    REQUIRE(out.find("particles: ") != std::string::npos);
    REQUIRE(std::sscanf(out.c_str() + out.find("particles: "), "particles: %d moving, %d aground, %d left, %d waiting", &statuses[0], &statuses[1], &statuses[2], &statuses[3]) == 4);
    for (const int n : statuses) sum += n;
    CHECK(std::to_string(sum) + " in all" == counted);
    CHECK(out.find("omega by continuity") != std::string::npos);
    return read_tracks(folder / "t.nc");
  };
  const tracks serial = tracks_by({});
  REQUIRE(serial.outputs == 10);
  REQUIRE(serial.sigma.size() == serial.outputs * serial.particles);
  all_in_water(serial, eudrift::fvcom_source({bay}));
  const std::string built = run({"--version"}).out;
  for (const std::string name : {"openmp", "gpu"})
    if (built.find(" " + name + " (not built in") == std::string::npos) same_bits(serial, tracks_by({"--executor", name}));
  for (const int ranks : {2, 3}) {
    const on_many processes(ranks);
    same_bits(serial, tracks_by({"--executor", "mpi"}));
  }
}

TEST_CASE("steps in parts and FVCOM's interpolation give one file on any number of processes, whose halos hold what they need") {
  const scratch folder;
  write_fvcom_file(folder / "jet.nc", jet(hours(0, 2)));
  const words line{folder / "jet.nc", "--particles", "400", "--dispersal", "5", "--dt", "300", "--output", folder / "t.nc"};
  const std::vector<words> ways{{"--interpolation", "fvcom-mirrored"}, {"--scheme", "bogacki_shampine32", "--tolerance", "0.1"}, {"--stop-at-edges"},
                                {"--scheme", "bogacki_shampine32", "--tolerance", "0.1", "--interpolation", "fvcom"},
                                {"--three-d", "--stop-at-edges"}};
  for (std::size_t w = 0; w < ways.size(); ++w) {
    run_well(with(line, ways[w]));
    const tracks serial = read_tracks(folder / "t.nc");
    for (const int ranks : test::long_form() ? std::vector{1, 2, 3, 4, 7} : w < 2 ? std::vector{1, 3} : std::vector{4}) {
      INFO(ways[w].back() << " on " << ranks);
      const on_many processes(ranks);
      const std::string said = run_well(with(with(line, {"--executor", "mpi"}), ways[w])).out;
      if (ranks > 1) CHECK(said.find("particles sent: 0\n") == std::string::npos);
      same_bits(serial, read_tracks(folder / "t.nc"));
    }
  }
}

TEST_CASE("by elements in layers halos have the rings that gradients need, and omega where it is made of the current") {
  const scratch folder;
  write_fvcom_file(folder / "jet.nc", jet(hours(0, 2)));
  const words deep{"--three-d", "--release-depth", "anywhere", "--prefer", "speed:0.1:1", "--output", folder / "t.nc"};
  // Steps much shorter than elements, so that the halo is as narrow as rings let it be; continuity with one ring less fails here.
  const words slow = with(deep, {bay, "--particles", "500", "--dt", "60", "--duration", "7200"});
  const std::vector<std::pair<words, std::vector<int>>> runs{
      {with(slow, {"--interpolation", "fvcom", "--dispersal", "1", "--vertical-dispersal", "0.001"}), {2, 3}},
      {with(slow, {"--interpolation", "fvcom-mirrored", "--vertical-velocity", "none", "--scheme", "bogacki_shampine32", "--tolerance", "0.01"}), {3}},
      {with(deep, {folder / "jet.nc", "--particles", "200", "--dt", "120", "--interpolation", "fvcom", "--dispersal", "viscofh", "--walk-step", "45"}), {2}}};
  for (const auto& [line, ranks] : runs) {
    run_well(line);
    const tracks serial = read_tracks(folder / "t.nc");
    for (const int n : ranks) {
      INFO(line[7] << " " << line.back() << " on " << n);
      const on_many processes(n);
      const std::string said = run_well(with(line, {"--executor", "mpi"})).out;
      CHECK(said.find("particles sent: 0\n") == std::string::npos);
      same_bits(serial, read_tracks(folder / "t.nc"));
    }
  }
}
