// SPDX-License-Identifier: BSL-1.0
// NetCDF-4 files with bytes changed, through the whole program: it runs, or says one sentence.
//
// EUDRIFT_DAMAGES says how many files (default 40), EUDRIFT_DAMAGE_SEED where to begin, so that a
// failure is repeated by giving its seed and 1.
#include "program.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <random>

using namespace program_test;
using namespace fvcom_test;

namespace {

unsigned long setting(const char* name, unsigned long otherwise) {
  const char* text = std::getenv(name);
  return text ? std::strtoul(text, nullptr, 10) : otherwise;
}

std::string damaged(std::string bytes, std::uint32_t seed) {
  std::mt19937 random(seed);
  const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random()) % n; };
  if (below(5) == 0) {  // a hole
    const std::size_t at = below(bytes.size()), length = 1 + below(bytes.size() / 10);
    for (std::size_t i = at; i < std::min(bytes.size(), at + length); ++i) bytes[i] = 0;
    return bytes;
  }
  const std::size_t many[] = {1, 1, 2, 8};
  for (std::size_t n = many[below(4)]; n > 0; --n) {
    const std::size_t at = below(below(5) < 3 ? bytes.size() : std::min<std::size_t>(bytes.size(), 4000));
    bytes[at] = static_cast<char>(random());
  }
  return bytes;
}

}  // namespace

TEST_CASE("damaged NetCDF-4 files give one sentence or a run", "[mutation]") {
  const scratch folder;
  fvcom_options o;
  o.temp = [](double x, double, double, double) { return 12 + x / 1e4; };
  o.text_times = true;
  write_fvcom_file(folder / "whole.nc", o);
  const std::string whole = content(folder / "whole.nc");
  const unsigned long count = setting("EUDRIFT_DAMAGES", 40), first = setting("EUDRIFT_DAMAGE_SEED", 1);
  unsigned long ran = 0, refused = 0;
  for (unsigned long seed = first; seed < first + count; ++seed) {
    write_text(folder / "damaged.nc", damaged(whole, static_cast<std::uint32_t>(seed)));
    const outcome got = run({folder / "damaged.nc", "--particles", "20", "--quiet", "--output", folder / "tracks.nc"});
    CAPTURE(seed, got.code, got.err);
    CHECK((got.code == 0 || got.code == 2));
    if (got.code == 2) CHECK(got.err.starts_with("happiest_particle: "));
    CHECK(times_in(got.err, "\n") == (got.code == 0 ? 0 : 1));
    if (got.code == 0) {
      const tracks t = read_tracks(folder / "tracks.nc");
      CHECK(std::all_of(t.x.begin(), t.x.end(), [](double x) { return std::isfinite(x); }));
      CHECK(std::all_of(t.y.begin(), t.y.end(), [](double y) { return std::isfinite(y); }));
    }
    ++(got.code == 0 ? ran : refused);
  }
  CAPTURE(ran, refused);
  if (count >= 40) {  // else the damage is all of one kind
    CHECK(ran > 0);
    CHECK(refused > 0);
  }
}
