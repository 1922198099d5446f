// SPDX-License-Identifier: BSL-1.0
/// \file
/// How long a NetCDF file must be by its own header, read without the NetCDF library.
#pragma once
#include <eudrift/core/error.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <limits>
#include <string>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

namespace detail {

/// Reads the header of a classic file front to back (NetCDF's File Format Specification).  No count
/// is believed before the file is seen to be long enough for it.
class classic_header {
 public:
  classic_header(std::istream& in, std::uint64_t file_size, const std::string& path)
      : in_(in), left_(file_size), path_(path) {}

  /// Bytes that the header promises: the end of the last value of the last variable.
  std::uint64_t expected_size() {
    std::array<char, 4> magic{};
    bytes(magic.data(), 4);
    version_ = magic[3];
    const std::uint64_t records_said = count();
    records_ = records_said == (version_ == 5 ? ~std::uint64_t{0} : 0xFFFFFFFFu) ? 0 : records_said;
    dimensions();
    attributes();
    variables();
    return expected_;
  }

 private:
  static constexpr std::uint64_t most = std::uint64_t{1} << 62;  ///< stands for "beyond any file"

  [[noreturn]] void damaged(const std::string& what) const {
    throw error(path_ + ": the header of this NetCDF classic file is damaged or cut short (" + what +
                "); copy or make the file again");
  }
  void bytes(char* to, std::uint64_t n) {
    if (n > left_ || !in_.read(to, static_cast<std::streamsize>(n)))
      throw error(path_ + ": the file is cut short inside its NetCDF header; copy or make it again");
    left_ -= n;
  }
  void skip(std::uint64_t n) {
    if (n > left_ || !in_.ignore(static_cast<std::streamsize>(n)))
      throw error(path_ + ": the file is cut short inside its NetCDF header; copy or make it again");
    left_ -= n;
  }
  std::uint64_t number(std::size_t width) {
    std::array<char, 8> raw{};
    bytes(raw.data(), width);
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < width; ++i) value = value << 8 | static_cast<unsigned char>(raw[i]);
    return value;
  }
  std::uint64_t count() { return number(version_ == 5 ? 8 : 4); }

  /// Entries of a list, each of at least `least` bytes; absent lists have none.
  std::uint64_t list(std::uint64_t tag, std::uint64_t least, const char* what) {
    const std::uint64_t found = number(4), n = count();
    if (found != tag && !(found == 0 && n == 0)) damaged(std::string("no list of ") + what);
    if (n > left_ / least) damaged(std::string("too many ") + what);
    return n;
  }
  static std::uint64_t padded(std::uint64_t n) { return (n + 3) / 4 * 4; }
  void name() {
    const std::uint64_t n = count();
    if (n == 0 || n > 256) damaged("a name of " + std::to_string(n) + " bytes");
    skip(padded(n));
  }
  std::uint64_t type_size() {
    static constexpr std::array<std::uint64_t, 12> size{0, 1, 1, 2, 4, 4, 8, 1, 2, 4, 8, 8};
    const std::uint64_t type = number(4);
    if (type == 0 || type > (version_ == 5 ? 11u : 6u)) damaged("unknown type " + std::to_string(type));
    return size[type];
  }
  static std::uint64_t times(std::uint64_t a, std::uint64_t b) {
    return a != 0 && b > most / a ? most : std::min(most, a * b);
  }
  static std::uint64_t plus(std::uint64_t a, std::uint64_t b) {
    return a > most || b > most - a ? most : a + b;
  }

  void dimensions() {
    const std::uint64_t n = list(10, 12, "dimensions");
    for (std::uint64_t d = 0; d < n; ++d) {
      name();
      lengths_.push_back(std::min(count(), most));
      if (lengths_.back() == 0 && std::count(lengths_.begin(), lengths_.end(), 0u) > 1)
        damaged("two unlimited dimensions");
    }
  }
  void attributes() {
    const std::uint64_t n = list(12, 12, "attributes");
    for (std::uint64_t a = 0; a < n; ++a) {
      name();
      const std::uint64_t size = type_size(), values = count();
      if (values > left_ / size) damaged("an attribute longer than the file");
      skip(padded(size * values));
    }
  }
  void variables() {
    struct record_variable {
      std::uint64_t begin, size;
    };
    std::vector<record_variable> recorded;
    bool narrow = false;  // of a type shorter than 4 bytes
    const std::uint64_t n = list(11, 28, "variables");
    for (std::uint64_t v = 0; v < n; ++v) {
      name();
      const std::uint64_t rank = count();
      if (rank > 1024) damaged("a variable of " + std::to_string(rank) + " dimensions");
      std::uint64_t values = 1;
      bool unlimited = false;
      for (std::uint64_t d = 0; d < rank; ++d) {
        const std::uint64_t id = count();
        if (id >= lengths_.size()) damaged("a dimension that is not defined");
        if (lengths_[id] == 0 && d > 0) damaged("an unlimited dimension that is not the first");
        if (lengths_[id] == 0) unlimited = true;
        else values = times(values, lengths_[id]);
      }
      attributes();
      const std::uint64_t size = type_size();
      count();  // the size as stored, which cannot hold large ones
      const std::uint64_t begin = number(version_ == 1 ? 4 : 8);
      narrow = narrow || (unlimited && size < 4);
      if (unlimited) recorded.push_back({begin, times(values, size)});
      else expected_ = std::max(expected_, plus(begin, times(values, size)));
    }
    if (records_ == 0) return;
    std::uint64_t record = 0;
    for (const record_variable& r : recorded) record = plus(record, padded(r.size));
    if (recorded.size() == 1 && narrow) record = recorded[0].size;  // then records are not padded
    for (const record_variable& r : recorded)
      expected_ = std::max(expected_, plus(plus(r.begin, times(record, records_ - 1)), r.size));
  }

  std::istream& in_;
  std::uint64_t left_;  ///< bytes of the file not yet read
  const std::string& path_;
  char version_ = 1;
  std::uint64_t records_ = 0;
  std::vector<std::uint64_t> lengths_;  ///< of the dimensions; 0 is the unlimited one
  std::uint64_t expected_ = 0;
};

/// End of the file as the superblock of an HDF5 file has it, or 0 where that is not known.
inline std::uint64_t hdf5_expected_size(std::istream& in) {
  std::array<unsigned char, 52> head{};
  in.read(reinterpret_cast<char*>(head.data()), static_cast<std::streamsize>(head.size()));
  if (static_cast<std::size_t>(in.gcount()) < head.size()) return std::numeric_limits<std::uint64_t>::max();
  const unsigned version = head[8];
  const std::size_t at = version == 0 ? 40 : version == 1 ? 44 : 28;
  if (version > 3 || head[version < 2 ? 13 : 9] != 8) return 0;
  std::uint64_t end = 0;
  for (std::size_t i = 8; i-- > 0;) end = end << 8 | head[at + i];
  return end;
}

}  // namespace detail

/// Refuses what cannot be read whole: throws error, naming the file, where it is missing, not a
/// regular file, empty, not NetCDF, or shorter than its own header says.  A classic file (CDF-1, -2
/// or -5) that is cut short opens without an error, and NetCDF-C gives zeros for what is missing.
/// Returns the file's size in bytes.
inline std::uint64_t check_file_is_whole(const std::string& path) {
  std::error_code failed;
  const auto kind = std::filesystem::status(path, failed);
  if (kind.type() == std::filesystem::file_type::not_found) throw error(path + ": there is no such file");
  if (!std::filesystem::is_regular_file(kind)) throw error(path + ": this is not a regular file");
  const std::uint64_t size = std::filesystem::file_size(path, failed);
  std::ifstream in(path, std::ios::binary);
  if (failed || !in) throw error(path + ": the file cannot be read; check its permissions");
  require(size > 0, path + ": the file is empty");

  std::array<char, 8> magic{};
  in.read(magic.data(), 8);
  in.clear();
  in.seekg(0);
  const std::string start(magic.data(), 8);
  const bool classic = start.compare(0, 3, "CDF") == 0 && (start[3] == 1 || start[3] == 2 || start[3] == 5);
  const bool hdf5 = start == "\x89HDF\r\n\x1a\n";
  require(classic || hdf5, path + ": this is not a NetCDF file; a model's NetCDF output is expected");
  const std::uint64_t expected =
      classic ? detail::classic_header(in, size, path).expected_size() : detail::hdf5_expected_size(in);
  if (expected > size)
    throw error(path + ": the file is cut short: it has " + std::to_string(size) +
                " bytes, its header tells of " +
                (expected < std::uint64_t{1} << 62 ? std::to_string(expected) : std::string("far more")) +
                "; copy or make it again");
  return size;
}

}  // namespace eudrift::inline EUDRIFT_ABI
