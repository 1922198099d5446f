// SPDX-License-Identifier: BSL-1.0
// Damaged files: variables, dimensions, attributes, values and times bent one to four at a time, and
// bytes of classic files.  Each is read whole: one sentence or finite values, nothing else; particles
// drift through a share of them.
//
// EUDRIFT_MUTATIONS says how many files (default 2,000), EUDRIFT_MUTATION_SEED where to begin, so
// that a failure is repeated by giving its seed and 1.
#include <eudrift/netcdf/fvcom_source.hpp>

#include "catch.hpp"
#include "support/fvcom_generator.hpp"
#include "support/mutator.hpp"
#include "support/scratch.hpp"
#include "support/short_run.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

using namespace fvcom_test;

namespace {

const std::vector<std::string> needed{"u", "v", "nv", "nbe", "x", "lon", "time", "Itime", "Itime2", "Times", "siglay", "siglev"};

fvcom_options options_of(mutator& m) {
  const flow wave = [](double x, double y, double s, double t) { return std::sin(x + y + s + t / 1e4); };
  fvcom_options o;
  o.grid = m.one_in(4) ? single_triangle() : jittered_square(3 + m.below(2), 3000, 0.2, static_cast<unsigned>(m.below(9)));
  o.kind = static_cast<coordinates>(m.below(5));
  if (o.kind == coordinates::sphere || o.kind == coordinates::sphere_zero_plane)
    for (std::size_t n = 0; n < o.grid.x.size(); ++n) o.grid.x[n] = 179.9 + o.grid.x[n] / 1e4, o.grid.y[n] /= 1e3;
  o.format = static_cast<file_format>(m.below(4));
  o.system = std::vector<std::string>{"Cartesian", "GeoReferenced", ""}[m.below(3)];
  o.clockwise = m.one_in(2);
  o.first_number = static_cast<int>(m.below(2));
  o.transposed = m.one_in(3);
  o.with_nbe = m.one_in(2);
  o.layers = 1 + m.below(3);
  o.times.resize(1 + m.below(3));
  for (std::size_t k = 0; k < o.times.size(); ++k) o.times[k] = static_cast<eudrift::time_ms>(k) * 3'600'000;
  o.itime = !m.one_in(3);
  o.text_times = m.one_in(3);
  o.time_type = m.one_in(2) ? NC_FLOAT : NC_DOUBLE;
  o.u = o.v = wave;
  if (m.one_in(2)) o.temp = o.zeta = o.kh = wave;
  if (m.one_in(2)) o.dry = [](std::size_t e, std::size_t t) { return (e + t) % 3 == 0; };
  o.packed = m.one_in(4);
  return o;
}

}  // namespace

TEST_CASE("damaged files give one sentence or finite values", "[mutation]") {
  const unsigned long count = setting("EUDRIFT_MUTATIONS", 2000), first = setting("EUDRIFT_MUTATION_SEED", 1);
  const scratch dir;
  const std::string path = dir / "f.nc";
  unsigned long whole = 0, refused = 0, unwritable = 0;
  for (unsigned long seed = first; seed < first + count; ++seed) {
    mutator m(static_cast<std::uint32_t>(seed), needed);
    document doc = fvcom_document(options_of(m));
    const bool bytes = doc.format != file_format::netcdf4 && m.one_in(3);
    for (std::size_t n = bytes ? 0 : m.below(5); n-- > 0;) m.bend(doc);
    try {
      write(doc, path);
    } catch (const eudrift::error&) {
      ++unwritable;  // NetCDF itself refuses to write such a thing
      continue;
    }
    if (bytes) bend_file(m, path);
    bool read = false;
    const std::string fault = outcome(
        path, read, [&] { return eudrift::fvcom_source({path}); },
        [&](eudrift::fvcom_source& source) {
          return std::string(seed % 4 == 0 && !eudrift::test::run_shortly(source).sound ? "particles leave the mesh" : "");
        });
    if (!fault.empty()) {
      CAPTURE(seed, fault);
      CHECK(fault.empty());
    }
    ++(read ? whole : refused);
  }
  CAPTURE(whole, refused, unwritable);
  CHECK(whole + refused + unwritable == count);
  if (count >= 500) {  // else the damage is all of one kind
    CHECK(whole > count / 20);
    CHECK(refused > count / 5);
    CHECK(unwritable < count / 2);
  }
}

TEST_CASE("how a file is encoded changes no bit of a run", "[mutation]") {
  const scratch dir;
  const auto bits_of = [&](const document& doc) {
    write(doc, dir / "f.nc");
    eudrift::fvcom_source source({dir / "f.nc"});
    const eudrift::test::short_run run = eudrift::test::run_shortly(source);
    CHECK(run.sound);
    return run.bits;
  };
  const auto held = [](double value) { return std::round(value * 1024) / 1024; };  // exact in any type, packed or not
  for (std::uint32_t seed = 1; seed <= 60; ++seed) {
    CAPTURE(seed);
    mutator m(seed, needed);
    fvcom_options o = options_of(m);
    o.times = {0, 3'600'000, 7'200'000};
    o.system = o.kind == coordinates::plane || o.kind == coordinates::plane_zero_sphere || o.kind == coordinates::plane_and_sphere
                   ? "Cartesian" : "GeoReferenced";
    o.u = [&](double x, double y, double s, double t) { return held(std::sin(x / 900 + y + s + t / 1e4)); };
    o.v = [&](double x, double y, double s, double t) { return held(std::cos(x + y / 700 - s + t / 1e4)); };
    o.temp = o.zeta = o.kh = nullptr;
    o.packed = false;
    fvcom_options plain = o;
    plain.format = file_format::netcdf4;
    plain.value_type = NC_DOUBLE;
    plain.first_number = 1;
    plain.transposed = plain.text_times = false;
    plain.itime = plain.clockwise = plain.with_nbe = true;
    const auto expected = bits_of(fvcom_document(plain));

    o.value_type = m.one_in(2) ? NC_FLOAT : NC_DOUBLE;
    if (!o.itime) o.time_type = NC_DOUBLE;
    document doc = fvcom_document(o);
    if (m.one_in(2))
      for (const char* name : {"u", "v"}) {
        document_variable& v = doc.variable(name);
        v.type = m.one_in(2) ? NC_SHORT : NC_INT;
        for (double& value : v.numbers) value = std::isnan(value) ? -32768 : (value - 0.5) * 1024;
        v.set("scale_factor", NC_DOUBLE, {1. / 1024});
        v.set("add_offset", NC_FLOAT, {0.5});
        std::erase_if(v.attributes, [](const document_attribute& a) { return a.name == "_FillValue"; });
        v.set("_FillValue", v.type, {-32768});
      }
    const nc_type whole[] = {NC_SHORT, NC_INT, NC_FLOAT, NC_DOUBLE};
    for (const char* name : {"nv", "Itime", "wet_cells"})
      for (document_variable& v : doc.variables)
        if (v.name == name) v.type = whole[std::string(name) == "Itime" ? 1 + m.below(3) : m.below(4)];  // days do not fit a short
    std::reverse(doc.variables.begin(), doc.variables.end());
    CHECK(bits_of(doc) == expected);
  }

  // The comparison sees a number that did change.
  fvcom_options o;
  const auto before = bits_of(fvcom_document(o));
  document doc = fvcom_document(o);
  for (double& u : doc.variable("u").numbers) u += 1e-6;
  CHECK(bits_of(doc) != before);
}
