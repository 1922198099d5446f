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
#include "support/scratch.hpp"
#include "support/short_run.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <random>
#include <sstream>
#include <string>
#include <vector>

using namespace fvcom_test;

namespace {

class mutator {
 public:
  explicit mutator(std::uint32_t seed) : random_(seed) {}

  std::size_t below(std::size_t n) { return n == 0 ? 0 : random_() % n; }
  bool one_in(std::size_t n) { return below(n) == 0; }

  fvcom_options options() {
    const flow wave = [](double x, double y, double s, double t) { return std::sin(x + y + s + t / 1e4); };
    fvcom_options o;
    o.grid = one_in(4) ? single_triangle() : jittered_square(3 + below(2), 3000, 0.2, static_cast<unsigned>(below(9)));
    o.kind = static_cast<coordinates>(below(5));
    if (o.kind == coordinates::sphere || o.kind == coordinates::sphere_zero_plane)
      for (std::size_t n = 0; n < o.grid.x.size(); ++n) o.grid.x[n] = 179.9 + o.grid.x[n] / 1e4, o.grid.y[n] /= 1e3;
    o.format = static_cast<file_format>(below(4));
    o.system = std::vector<std::string>{"Cartesian", "GeoReferenced", ""}[below(3)];
    o.clockwise = one_in(2);
    o.first_number = static_cast<int>(below(2));
    o.transposed = one_in(3);
    o.with_nbe = one_in(2);
    o.layers = 1 + below(3);
    o.times.resize(1 + below(3));
    for (std::size_t k = 0; k < o.times.size(); ++k) o.times[k] = static_cast<eudrift::time_ms>(k) * 3'600'000;
    o.itime = !one_in(3);
    o.text_times = one_in(3);
    o.time_type = one_in(2) ? NC_FLOAT : NC_DOUBLE;
    o.u = o.v = wave;
    if (one_in(2)) o.temp = o.zeta = o.kh = wave;
    if (one_in(2)) o.dry = [](std::size_t e, std::size_t t) { return (e + t) % 3 == 0; };
    o.packed = one_in(4);
    return o;
  }

  void bend(document& doc) {
    if (doc.variables.empty()) return;
    document_variable& v = doc.variables[one_in(2) ? below(doc.variables.size()) : likely(doc)];
    switch (below(14)) {
      case 0: doc.variables.erase(doc.variables.begin() + (&v - doc.variables.data())); break;
      case 1: v.type = types[below(std::size(types))]; break;
      case 2: if (!v.dimensions.empty()) v.dimensions[below(v.dimensions.size())] = below(doc.dimensions.size()); break;
      case 3: std::shuffle(v.dimensions.begin(), v.dimensions.end(), random_); break;
      case 4: v.dimensions.push_back(below(doc.dimensions.size())); break;
      case 5: if (!v.dimensions.empty()) v.dimensions.pop_back(); break;
      case 6: doc.dimensions[below(doc.dimensions.size())].length = length(); break;
      case 7: attribute(v); break;
      case 8: if (!v.attributes.empty()) v.attributes.erase(v.attributes.begin() + static_cast<std::ptrdiff_t>(below(v.attributes.size()))); break;
      case 9: v.name = doc.variables[below(doc.variables.size())].name + (one_in(2) ? "" : "_"); break;
      case 10: values(v, 1 + below(3)); break;
      case 11: values(v, 1 + v.numbers.size() / 2); break;
      case 12: text(v); break;
      case 13: doc.dimensions[below(doc.dimensions.size())].unlimited = one_in(2); break;
    }
  }

  /// Changes, cuts or lengthens the bytes of a file.
  void bend_bytes(std::string& bytes) {
    for (std::size_t n = 1 + below(8); n-- > 0 && !bytes.empty();) {
      const std::size_t at = below(one_in(2) ? std::min<std::size_t>(bytes.size(), 4000) : bytes.size());
      switch (below(6)) {
        case 0: bytes[at] = static_cast<char>(random_()); break;
        case 1: bytes[at] = static_cast<char>(bytes[at] ^ (1 << below(8))); break;
        case 2: bytes[at] = static_cast<char>(one_in(2) ? 0xff : 0); break;
        case 3: for (std::size_t i = at; i < std::min(at + 4, bytes.size()); ++i) bytes[i] = static_cast<char>(0xff); break;
        case 4: if (one_in(4)) bytes.resize(at); break;
        case 5: bytes.insert(at, 1 + below(8), static_cast<char>(random_())); break;
      }
    }
  }

 private:
  static constexpr nc_type types[] = {NC_BYTE, NC_CHAR, NC_SHORT, NC_INT, NC_FLOAT, NC_DOUBLE,
                                      NC_UBYTE, NC_USHORT, NC_UINT, NC_INT64, NC_UINT64};

  /// A variable that the reader needs.
  std::size_t likely(const document& doc) {
    static const char* const wanted[] = {"u", "v", "nv", "nbe", "x", "lon", "time", "Itime", "Itime2", "Times", "siglay", "siglev"};
    const std::string name = wanted[below(std::size(wanted))];
    for (std::size_t i = 0; i < doc.variables.size(); ++i)
      if (doc.variables[i].name == name) return i;
    return below(doc.variables.size());
  }
  std::size_t length() {
    const std::size_t lengths[] = {0, 1, 2, 3, 4, 5, 26, 33, 1000};
    return lengths[below(std::size(lengths))];
  }
  double number() {
    static const double numbers[] = {0, -0.0, 1, -1, 2, 3, 0.5, 26, -32768, 32767, 65535, 1e9, 2147483647., -2147483648., 4294967296.,
                                     9.96921e36, 1e20, -999, 1e-300, 1e300, 1e308, std::nan(""), HUGE_VAL, -HUGE_VAL, 86400000, 86400001, 90, 180, 360, 720};
    return numbers[below(std::size(numbers))];
  }
  void values(document_variable& v, std::size_t n) {
    for (; n-- > 0 && !v.numbers.empty();) v.numbers[below(v.numbers.size())] = one_in(3) ? static_cast<double>(random_() % 40) - 3 : number();
    for (std::size_t i = 0; i < 3 && !v.text.empty(); ++i) v.text[below(v.text.size())] = static_cast<char>(random_());
  }
  void attribute(document_variable& v) {
    static const char* const names[] = {"_FillValue", "missing_value", "scale_factor", "add_offset", "units", "calendar", "valid_min"};
    document_attribute a;
    a.name = names[below(std::size(names))];
    a.type = a.name == "_FillValue" && !one_in(5) ? v.type : types[below(std::size(types))];
    for (std::size_t n = one_in(5) ? below(20) : 1; n-- > 0;) a.numbers.push_back(number());
    a.text = one_in(2) ? "days since 2000-02-30" : "1";
    std::erase_if(v.attributes, [&](const document_attribute& other) { return other.name == a.name; });
    v.attributes.push_back(a);
  }
  void text(document_variable& v) {
    static const char* const texts[] = {"", "days since", "days since 0.0", "days since 99999-01-01", "msec since 00:00:00", "seconds since 1970-01-01",
                                        "days since 1858-11-17 00:00:00 +99", "hours since -1", "\n\x01\xff", "GeoReferenced"};
    for (document_attribute& a : v.attributes)
      if (a.type == NC_CHAR) a.text = texts[below(std::size(texts))];
  }

  std::mt19937 random_;
};

/// What came of a file: a fault of the reader, or nothing.
std::string outcome(const std::string& path, bool& read, bool drift) {
  try {
    eudrift::fvcom_source source({path});
    std::vector<double> to;
    for (const eudrift::field_info& f : source.fields()) {
      to.resize(static_cast<std::size_t>(f.where == eudrift::location::node ? source.mesh().nodes() : source.mesh().elements()));
      for (eudrift::index_t t = 0; t < (f.steady ? 1 : std::min<eudrift::index_t>(static_cast<eudrift::index_t>(source.times().size()), 5)); ++t)
        for (eudrift::index_t k = 0; k < std::min<eudrift::index_t>(f.layers, 5); ++k) {
          std::fill(to.begin(), to.end(), std::nan(""));
          source.read(f.name, t, k, 0, to);
          if (!std::all_of(to.begin(), to.end(), [](double x) { return std::isfinite(x); })) return f.name + " is not finite";
        }
    }
    read = true;
    if (drift && !eudrift::test::run_shortly(source).sound) return "particles leave the mesh";
  } catch (const eudrift::error& e) {
    const std::string said = e.what();
    if (said.size() < 20 || said.find(path) != 0) return "no sentence naming the file: " + said;
    if (std::any_of(said.begin(), said.end(), [](char c) { return c >= 0 && c < ' '; })) return "more than one line: " + said;
  } catch (const std::exception& e) {
    return std::string("another exception: ") + e.what();
  }
  return {};
}

}  // namespace

TEST_CASE("damaged files give one sentence or finite values", "[mutation]") {
  const auto setting = [](const char* name, unsigned long otherwise) {
    const char* text = std::getenv(name);
    return text ? std::strtoul(text, nullptr, 10) : otherwise;
  };
  const unsigned long count = setting("EUDRIFT_MUTATIONS", 2000), first = setting("EUDRIFT_MUTATION_SEED", 1);
  const scratch dir;
  const std::string path = dir / "f.nc";
  unsigned long whole = 0, refused = 0, unwritable = 0;
  for (unsigned long seed = first; seed < first + count; ++seed) {
    mutator m(static_cast<std::uint32_t>(seed));
    document doc = fvcom_document(m.options());
    const bool bytes = doc.format != file_format::netcdf4 && m.one_in(3);
    for (std::size_t n = bytes ? 0 : m.below(5); n-- > 0;) m.bend(doc);
    try {
      write(doc, path);
    } catch (const eudrift::error&) {
      ++unwritable;  // NetCDF itself refuses to write such a thing
      continue;
    }
    if (bytes) {
      std::ostringstream all;
      all << std::ifstream(path, std::ios::binary).rdbuf();
      std::string text = all.str();
      m.bend_bytes(text);
      std::ofstream(path, std::ios::binary | std::ios::trunc).write(text.data(), static_cast<std::streamsize>(text.size()));
    }
    bool read = false;
    const std::string fault = outcome(path, read, seed % 4 == 0);
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
    mutator m(seed);
    fvcom_options o = m.options();
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
