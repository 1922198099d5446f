// SPDX-License-Identifier: BSL-1.0
/// \file
/// Runs the program and reads what it wrote.
#pragma once
#include "../catch.hpp"
#include "../support/fvcom_generator.hpp"
#include "../support/scratch.hpp"

#include <eudrift/core/error.hpp>

#include <bit>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace program_test {

using words = std::vector<std::string>;

/// A command line and more of it.
inline words joined(words line, const words& more) {
  line.insert(line.end(), more.begin(), more.end());
  return line;
}

inline const std::string bay = EUDRIFT_EXAMPLE_DATA "/sfbofs_fvcom.nc";

/// What a run left behind.
struct outcome {
  int code;  ///< exit code, or 1000 + the number of the signal that ended it
  std::string out, err;
};

inline std::string content(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

/// What starts the program: words before its own, as those of mpiexec.
inline words& launcher() {
  static words before;
  return before;
}

/// Starts the program; its number as a process.  `largest_file` [bytes], 0 for no limit.
inline pid_t start(words line, const std::string& out, const std::string& err, rlim_t largest_file = 0) {
  line.insert(line.begin(), EUDRIFT_HAPPIEST_PARTICLE);
  line.insert(line.begin(), launcher().begin(), launcher().end());
  std::vector<char*> argv;
  for (std::string& word : line) argv.push_back(word.data());
  argv.push_back(nullptr);
  const pid_t child = fork();
  if (child != 0) return child;
  const int to = open(out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  const int bad = open(err.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  dup2(to, STDOUT_FILENO);
  dup2(bad, STDERR_FILENO);
  if (largest_file > 0) {
    const rlimit limit{largest_file, largest_file};
    setrlimit(RLIMIT_FSIZE, &limit);
    std::signal(SIGXFSZ, SIG_IGN);
  }
  execv(argv[0], argv.data());
  _exit(127);
}

/// Starts the program and kills it when `file` has grown past `bytes`, or lets it end before.
inline void run_and_kill(words line, const fvcom_test::scratch& folder, const std::string& file, double bytes) {
  std::filesystem::remove(file);
  const pid_t child = start(std::move(line), folder / "out", folder / "err");
  const auto begin = std::chrono::steady_clock::now();
  std::error_code none;
  while (std::chrono::steady_clock::now() - begin < std::chrono::seconds(60)) {
    const auto now = std::filesystem::file_size(file, none);
    if (!none && static_cast<double>(now) > bytes) break;
    if (waitpid(child, nullptr, WNOHANG) != 0) break;
  }
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
}

/// Runs the program to its end.
inline outcome run(const words& line, rlim_t largest_file = 0) {
  const fvcom_test::scratch folder;
  const pid_t child = start(line, folder / "out", folder / "err", largest_file);
  int how = 0;
  waitpid(child, &how, 0);
  return {WIFEXITED(how) ? WEXITSTATUS(how) : 1000 + WTERMSIG(how), content(folder / "out"), content(folder / "err")};
}

/// Runs the program quietly and expects that it ran.
inline outcome run_well(words line) {
  line.push_back("--quiet");
  const outcome o = run(line);
  INFO(o.out << o.err);
  REQUIRE(o.code == 0);
  REQUIRE(o.err.empty());
  return o;
}

/// Expects exit code 2 and one line on standard error that has all of `parts`.
inline void refused(words line, const words& parts, rlim_t largest_file = 0) {
  line.push_back("--quiet");
  const outcome o = run(line, largest_file);
  std::string said;
  for (const std::string& word : line) said += word + " ";
  INFO(said << "\n" << o.err);
  CHECK(o.code == 2);
  CHECK(o.err.starts_with("happiest_particle: "));
  CHECK(o.err.find('\n') == o.err.size() - 1);
  for (const std::string& part : parts) {
    INFO("expected: " << part);
    CHECK(o.err.find(part) != std::string::npos);
  }
}

inline std::size_t times_in(const std::string& text, const std::string& part) {
  std::size_t n = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++n;
  return n;
}

/// A file of tracks, shape (outputs, particles) where two-dimensional.
struct tracks {
  std::size_t outputs = 0, particles = 0;
  std::vector<std::int64_t> id;
  std::vector<double> time, x, y, lon, lat, happiness;  ///< time for each output [s]
  std::vector<double> sigma, z;                         ///< in three dimensions
  std::vector<float> layer;                             ///< likewise
  std::vector<std::int32_t> element;
  std::vector<signed char> status;
  std::vector<double> end_time;  ///< of each particle [s]; NC_FILL_DOUBLE: its way has not ended

  /// Of output k, particle p.
  std::size_t at(std::size_t k, std::size_t p) const { return k * particles + p; }
  std::size_t last(std::size_t p) const { return at(outputs - 1, p); }
};

inline tracks read_tracks(const std::string& path) {
  tracks t;
  eudrift::io_thread::instance().run([&] {
    using eudrift::check;
    const auto file = eudrift::netcdf_file::open(path);
    const auto dimension = [&](const char* name) {
      int id = -1;
      std::size_t n = 0;
      check(nc_inq_dimid(file.id(), name, &id), name);
      check(nc_inq_dimlen(file.id(), id, &n), name);
      return n;
    };
    t.outputs = dimension("obs");
    t.particles = dimension("trajectory");
    const auto get = [&](const char* name, auto& values, std::size_t size, bool needed) {
      int id = -1;
      if (nc_inq_varid(file.id(), name, &id) != NC_NOERR) {
        eudrift::require(!needed, path + " has no " + name);
        return;
      }
      values.resize(size);
      if (size > 0) check(nc_get_var(file.id(), id, values.data()), name);
    };
    const std::size_t all = t.outputs * t.particles;
    get("trajectory", t.id, t.particles, true);
    get("x", t.x, all, false);
    get("y", t.y, all, false);
    get("lon", t.lon, all, false);
    get("lat", t.lat, all, false);
    get("happiness", t.happiness, all, true);
    get("sigma", t.sigma, all, false);
    get("z", t.z, all, false);
    get("layer", t.layer, all, false);
    get("element", t.element, all, true);
    get("status", t.status, all, true);
    get("end_time", t.end_time, t.particles, true);
    std::vector<double> times;
    get("time", times, all, true);
    bool one_time = true;
    for (std::size_t k = 0; k < t.outputs; ++k) {
      t.time.push_back(times[k * t.particles]);
      for (std::size_t p = 0; p < t.particles; ++p) one_time = one_time && times[t.at(k, p)] == t.time[k];
    }
    eudrift::require(one_time, path + ": an output has several times");
  });
  return t;
}

/// Expects the same output variables to the last bit.
inline void same_bits(const tracks& a, const tracks& b) {
  const auto same = [](const std::vector<double>& p, const std::vector<double>& q) {
    return p.size() == q.size() && std::equal(p.begin(), p.end(), q.begin(), [](double u, double v) {
             return std::bit_cast<std::uint64_t>(u) == std::bit_cast<std::uint64_t>(v);
           });
  };
  CHECK(a.id == b.id);
  CHECK(same(a.time, b.time));
  CHECK(same(a.x, b.x));
  CHECK(same(a.y, b.y));
  CHECK(same(a.lon, b.lon));
  CHECK(same(a.lat, b.lat));
  CHECK(same(a.happiness, b.happiness));
  CHECK(same(a.sigma, b.sigma));
  CHECK(same(a.z, b.z));
  CHECK(a.layer == b.layer);
  CHECK(a.element == b.element);
  CHECK(a.status == b.status);
  CHECK(same(a.end_time, b.end_time));
}

/// Text of an attribute, of the file where `variable` is empty; "(none)" where there is none.
inline std::string attribute(const std::string& path, const std::string& variable, const std::string& name) {
  std::string text = "(none)";
  eudrift::io_thread::instance().run([&] {
    const auto file = eudrift::netcdf_file::open(path);
    int id = NC_GLOBAL;
    if (!variable.empty() && nc_inq_varid(file.id(), variable.c_str(), &id) != NC_NOERR) return;
    std::size_t length = 0;
    nc_type type = NC_NAT;
    if (nc_inq_att(file.id(), id, name.c_str(), &type, &length) != NC_NOERR) return;
    if (type == NC_CHAR) {
      text.resize(length);
      eudrift::check(nc_get_att_text(file.id(), id, name.c_str(), text.data()), name);
      return;
    }
    std::vector<double> numbers(length);
    eudrift::check(nc_get_att_double(file.id(), id, name.c_str(), numbers.data()), name);
    std::ostringstream out;
    out.precision(17);
    for (std::size_t i = 0; i < length; ++i) out << (i ? " " : "") << numbers[i];
    text = out.str();
  });
  return text;
}

inline void write_text(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

/// The shortest text that reads back as the same double.
inline std::string exact(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.17g", value);
  return text;
}

inline constexpr signed char moving = 0, aground = 1, left = 2, waiting = 3, stranded = 6;  ///< status

}  // namespace program_test
