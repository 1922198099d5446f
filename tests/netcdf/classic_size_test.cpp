// SPDX-License-Identifier: BSL-1.0
#include <eudrift/netcdf/classic_size.hpp>

#include "catch.hpp"
#include "support/fvcom_generator.hpp"
#include "support/scratch.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

using namespace fvcom_test;

namespace {

std::string slurp(const std::string& path) {
  std::ostringstream all;
  all << std::ifstream(path, std::ios::binary).rdbuf();
  return all.str();
}
void spill(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}
std::string refusal(const std::string& path) {
  try {
    eudrift::check_file_is_whole(path);
  } catch (const eudrift::error& e) {
    return e.what();
  }
  return {};
}

}  // namespace

TEST_CASE("a file that lacks its last bytes is refused in every format, a whole one never") {
  const scratch dir;
  const std::string path = dir / "f.nc", cut = dir / "cut.nc";
  for (const file_format format : {file_format::classic, file_format::offset64, file_format::cdf5, file_format::netcdf4}) {
    CAPTURE(static_cast<int>(format));
    fvcom_options o;
    o.format = format;
    write_fvcom_file(path, o);
    CHECK(refusal(path).empty());
    const std::string bytes = slurp(path);
    for (const std::size_t lost : {std::size_t{4}, std::size_t{100}, bytes.size() / 2, bytes.size() - 40}) {
      spill(cut, bytes.substr(0, bytes.size() - lost));
      const std::string said = refusal(cut);
      CHECK(said.find(cut) == 0);
      CHECK(said.find("cut short") != std::string::npos);
    }
  }
}

TEST_CASE("the size of a classic file is that which NetCDF gave it") {
  // One record variable of two-byte values: its records alone are not padded.
  const scratch dir;
  const std::string path = dir / "f.nc";
  for (const file_format format : {file_format::classic, file_format::offset64, file_format::cdf5})
    for (const bool second : {false, true}) {
      document doc;
      doc.format = format;
      doc.dimensions = {{"time", 5, true}, {"n", 3}};
      doc.add("fixed", NC_BYTE, {"n"}, {1, 2, 3});
      doc.add("short", NC_SHORT, {"time", "n"}, std::vector<double>(15, 1));
      if (second) doc.add("other", NC_DOUBLE, {"time"}, std::vector<double>(5, 1));
      write(doc, path);
      std::ifstream in(path, std::ios::binary);
      const std::uint64_t size = std::filesystem::file_size(path);
      const std::uint64_t expected = eudrift::detail::classic_header(in, size, path).expected_size();
      CHECK(expected <= size);
      CHECK(size - expected < 4);  // padding at the end, which holds no value
    }
}

TEST_CASE("what is no file, or no NetCDF, is refused in a sentence") {
  const scratch dir;
  CHECK(refusal(dir / "none.nc").find("there is no such file") != std::string::npos);
  CHECK(refusal(dir / "").find("not a regular file") != std::string::npos);
  CHECK(refusal("/dev/zero").find("not a regular file") != std::string::npos);
  spill(dir / "text.nc", "time,u,v\n0,1,2\n");
  CHECK(refusal(dir / "text.nc").find("not a NetCDF file") != std::string::npos);
  spill(dir / "empty.nc", "");
  CHECK(refusal(dir / "empty.nc").find("empty") != std::string::npos);
}

TEST_CASE("headers that promise too much are refused before anything is allocated") {
  const scratch dir;
  const std::string path = dir / "f.nc";
  const std::string many(8, '\xff');
  // dimension list of 2^32 - 1 entries; a name of as many bytes; the same in CDF-5
  spill(path, std::string("CDF\x01\0\0\0\0\0\0\0\x0a", 12) + many);
  CHECK(refusal(path).find("too many dimensions") != std::string::npos);
  spill(path, std::string("CDF\x01\0\0\0\0\0\0\0\x0a\0\0\0\x01", 16) + many + many);
  CHECK(refusal(path).find("a name of") != std::string::npos);
  spill(path, std::string("CDF\x05\0\0\0\0\0\0\0\0\0\0\0\x0a", 16) + many);
  CHECK(refusal(path).find("too many dimensions") != std::string::npos);
}
