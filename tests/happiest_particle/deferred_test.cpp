// SPDX-License-Identifier: BSL-1.0
// The program's time loop on the executor that finds what a GPU would: the bits of the serial one.
#include "stormy.hpp"

#include <happiest_particle/set_up.hpp>

#include <eudrift/exec/deferred.hpp>

using namespace program_test;
using namespace fvcom_test;

TEST_CASE("the program's loop gives the same bits on the deferred executor") {
  const scratch folder;
  fvcom_options sea = stormy(hours(0, 3));
  sea.dry = [&](std::size_t e, std::size_t slice) { return (slice == 1 || slice == 2) && sea.grid.centroid(e)[0] < 1500; };
  write_fvcom_file(folder / "sea.nc", sea);
  write_text(folder / "points.csv", "id,x,y,time\n1,1000,3000,0\n2,3000,3000,4000\n3,5000,1000,7200\n4,2000,2000,3600\n");

  happiest_particle::options o;
  o.forcing = {folder / "sea.nc"};
  o.particles = 1500;  // more than two blocks of a reduction
  o.spreading.constant = 8;
  o.dt = 300;
  o.output_every = 900;
  o.quiet = true;
  words line{o.forcing[0], "--dispersal", "8", "--dt", "300", "--output-every", "900"};
  SECTION("fused") {}
  SECTION("one map a stage") { o.staged = true; }
  SECTION("the speed is preferred") {
    o.prefer = "speed:0.1:1";
    line.insert(line.end(), {"--prefer", o.prefer});
  }
  SECTION("an element's field is preferred") {
    o.prefer = "u:0.1:1";
    line.insert(line.end(), {"--prefer", o.prefer});
  }
  SECTION("three dimensions") {
    o.dimensions = 3;
    o.release_depth.anywhere = true;
    o.mixing.constant = 0.01;
    o.mixing.seed = o.seed;
    line.insert(line.end(), {"--three-d", "--release-depth", "anywhere", "--vertical-dispersal", "0.01"});
  }
  SECTION("three dimensions, by elements") {
    o.dimensions = 3;
    o.interpolation = "fvcom";
    o.release_depth.at = 2;
    o.prefer = "speed:0.1:1";
    line.insert(line.end(), {"--three-d", "--release-depth", "2", "--interpolation", "fvcom", "--prefer", o.prefer});
  }
  SECTION("the waterline moves and strands") {
    o.coast = "strand";
    line.insert(line.end(), {"--coast", "strand"});
  }
  SECTION("released at several times") {
    o.release = folder / "points.csv";
    line.insert(line.end(), {"--release", o.release});
  }
  if (o.release.empty()) line.insert(line.end(), {"--particles", "1500"});
  line.insert(line.end(), {"--output", folder / "serial.nc"});
  run_well(line);
  o.output = folder / "deferred.nc";
  run_on<std::tuple<eudrift::rk4>>(eudrift::deferred_executor{}, o);
  const tracks serial = read_tracks(folder / "serial.nc");
  REQUIRE(serial.outputs == 13);
  same_bits(serial, read_tracks(o.output));
}
