// SPDX-License-Identifier: BSL-1.0
// Damage to NetCDF files: variables, dimensions, attributes, values and times bent, and bytes of classic files.
#pragma once
#include "netcdf_document.hpp"

#include <eudrift/core/error.hpp>
#include <eudrift/forcing/source.hpp>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <random>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace fvcom_test {

/// Bends files, by a seed.
class mutator {
 public:
  /// `wanted`: variables that a reader needs, which are bent more often than others.
  mutator(std::uint32_t seed, std::vector<std::string> wanted) : random_(seed), wanted_(std::move(wanted)) {}

  std::size_t below(std::size_t n) { return n == 0 ? 0 : random_() % n; }
  bool one_in(std::size_t n) { return below(n) == 0; }

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
    const std::string& name = wanted_[below(wanted_.size())];
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
  std::vector<std::string> wanted_;
};

/// Bends the bytes of a file.
inline void bend_file(mutator& m, const std::string& path) {
  std::ostringstream all;
  all << std::ifstream(path, std::ios::binary).rdbuf();
  std::string text = all.str();
  m.bend_bytes(text);
  std::ofstream(path, std::ios::binary | std::ios::trunc).write(text.data(), static_cast<std::streamsize>(text.size()));
}

/// A whole number from the environment.
inline unsigned long setting(const char* name, unsigned long otherwise) {
  const char* text = std::getenv(name);
  return text ? std::strtoul(text, nullptr, 10) : otherwise;
}

/// What came of reading all fields of a source that make() opens from the file `path`: a fault of the reader, or nothing.
/// `then`, called with the source, may tell of a fault too.
template <class Make, class Then>
std::string outcome(const std::string& path, bool& read, Make&& make, Then&& then) {
  try {
    auto source = make();
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
    return then(source);
  } catch (const eudrift::error& e) {
    const std::string said = e.what();
    if (said.size() < 20 || said.find(path) != 0) return "no sentence naming the file: " + said;
    if (std::any_of(said.begin(), said.end(), [](char c) { return c >= 0 && c < ' '; })) return "more than one line: " + said;
  } catch (const std::exception& e) {
    return std::string("another exception: ") + e.what();
  }
  return {};
}

}  // namespace fvcom_test
