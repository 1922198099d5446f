// SPDX-License-Identifier: BSL-1.0
// A file of tracks that is gone on with from some output is the file of a run that was never stopped.
#include "../catch.hpp"
#include "../support/scratch.hpp"
#include "../support/sentence.hpp"

#include <eudrift/netcdf/trajectory_end.hpp>
#include <eudrift/netcdf/trajectory_resume.hpp>

#include <limits>
#include <optional>

using namespace eudrift;

namespace {

constexpr std::size_t particles = 70001;  // two chunks

trajectory_layout layout(std::size_t expected, int deflate) {
  trajectory_layout l;
  l.particles = particles;
  l.statuses = {"moving", "waiting"};
  l.waiting = 1;
  l.degrees = true;
  l.expected_outputs = expected;
  l.deflate = deflate;
  l.variables = {{"mood", "1", "mood", "", true}, {"depth", "m", "depth", "", false}};
  l.state = {{"age", "s", "age of the particle", ""}};
  l.end_time = 0;
  return l;
}

std::vector<std::int64_t> ids() {
  std::vector<std::int64_t> all;
  for (std::size_t i = 0; i < particles; ++i) all.push_back(static_cast<std::int64_t>(3 * i));
  return all;
}

/// The writer that goes on with a file; ids are given in two blocks.
trajectory_writer resumed(const std::string& path, const trajectory_layout& l, std::size_t outputs, time_ms last,
                          const std::vector<std::int64_t>& all = ids()) {
  trajectory_resume from(path, l, outputs, last);
  from.ids(std::span(all).first(1000));
  from.ids(std::span(all).subspan(1000));
  return from.copy();
}

/// Output k; every value tells it, but those that are unknown.
void write(trajectory_writer& to, int k) {
  std::vector<double> x(particles), depth(particles), age(particles);
  std::vector<float> mood(particles);
  std::vector<std::int32_t> element(particles);
  std::vector<std::int8_t> status(particles);
  for (std::size_t i = 0; i < particles; ++i) {
    x[i] = static_cast<double>(i) / 7 + k;
    depth[i] = static_cast<double>(i * 10 + static_cast<std::size_t>(k));
    age[i] = i % 11 == 1 ? std::numeric_limits<double>::quiet_NaN() : depth[i];
    mood[i] = i % 5 == 0 ? std::numeric_limits<float>::quiet_NaN() : static_cast<float>(k) / 3;
    element[i] = static_cast<std::int32_t>(i) + k;
    status[i] = static_cast<std::int8_t>(static_cast<int>(i % 7) > k);
  }
  trajectory_columns c;
  c.x = c.y = c.lon = c.lat = x;
  c.element = element;
  c.status = status;
  c.values = {std::span<const float>(mood), std::span<const double>(depth)};
  c.state = {age};
  to.write(static_cast<time_ms>(1000 * k + 1), c);
}

/// A file of the first n outputs.
trajectory_writer written(const std::string& path, const trajectory_layout& l, int n) {
  trajectory_writer to(path, l);
  to.ids(ids());
  for (int k = 0; k < n; ++k) write(to, k);
  return to;
}

/// All values of a file, and its state.
std::vector<std::vector<double>> all_of(const std::string& path) {
  return io_thread::instance().run([&] {
    std::vector<std::vector<double>> all;
    auto file = netcdf_file::open(path);
    for (const char* name : {"trajectory", "time", "x", "y", "lon", "lat", "element", "mood", "depth", "status", "age"}) {
      const auto v = find_variable(file, name);
      REQUIRE(v.has_value());
      std::size_t n = 1;
      for (const netcdf_dimension& d : v->dimensions) n *= d.length;
      all.emplace_back(n);
      read_raw(
          file, *v, std::vector<std::size_t>(v->dimensions.size()),
          [&] {
            std::vector<std::size_t> count;
            for (const netcdf_dimension& d : v->dimensions) count.push_back(d.length);
            return count;
          }(),
          all.back().data());
    }
    const trajectory_end end(std::move(file), {"age"}, {"x"});
    all.push_back(end.read(0, end.particles()).state[0]);
    // Beside the tracks it is that of the last output, with fill for what is not known.
    REQUIRE(std::ranges::equal(all.back(), all[10], [](double a, double b) { return a == b || (std::isnan(a) && b == NC_FILL_DOUBLE); }));
    all.pop_back();
    all.push_back({static_cast<double>(end.outputs()), static_cast<double>(end.time())});
    return all;
  });
}

}  // namespace

TEST_CASE("a file of tracks goes on from any of its outputs") {
  const fvcom_test::scratch folder;
  for (const auto& [expected, deflate] : {std::pair<std::size_t, int>{0, 0}, {6, 0}, {200, 0}, {6, 1}}) {
    CAPTURE(expected, deflate);
    const std::string whole = folder / "whole.nc", path = folder / "t.nc";
    written(whole, layout(expected, deflate), 6).close();
    const auto wanted = all_of(whole);
    for (const int outputs : {1, 3, 5, 6}) {
      for (const int held : {outputs, std::min(outputs + 1, 6), 6}) {
        written(path, layout(expected, deflate), held).close();
        trajectory_writer to =
            resumed(path, layout(expected, deflate), static_cast<std::size_t>(outputs), 1000 * (outputs - 1) + 1);
        CHECK(to.path() == path);
        CHECK(to.outputs() == static_cast<std::size_t>(outputs));
        CHECK_FALSE(std::filesystem::exists(path + ".part"));
        // What is beyond is gone, also for who looks before the next output.
        CHECK(io_thread::instance().run([&] {
          const auto file = netcdf_file::open(path);
          return find_variable(file, "x")->dimensions[0].length;
        }) == static_cast<std::size_t>(outputs));
        for (int k = outputs; k < 6; ++k) write(to, k);
        to.close();
        if (outputs < 6 || held == outputs) CHECK((all_of(path) == wanted));
      }
    }
  }
}

TEST_CASE("tracks of another run are not gone on with, and stay what they are") {
  const fvcom_test::scratch folder;
  const std::string path = folder / "t.nc";
  written(path, layout(0, 0), 3).close();
  const auto before = all_of(path);
  const auto refused = [&](const trajectory_layout& l, std::size_t outputs, time_ms last, const std::string& part,
                           const std::vector<std::int64_t>& all = ids()) {
    const std::string said = test::sentence([&] { resumed(path, l, outputs, last, all); });
    INFO(said);
    CHECK(said.starts_with(path + ": "));
    CHECK(said.find(part) != std::string::npos);
    CHECK_FALSE(std::filesystem::exists(path + ".part"));
    CHECK((all_of(path) == before));
  };
  trajectory_layout fewer = layout(0, 0), more = layout(0, 0);
  --fewer.particles;
  auto others = ids(), one_less = ids(), one_more = ids();
  ++others.back(), one_less.pop_back(), one_more.push_back(1 << 30);
  more.variables.push_back({"salt", "1", "salt", "", false});
  refused(fewer, 2, 1001, "of 70001 particles, where the run has 70000");
  refused(layout(0, 0), 2, 1001, "with other ids", others);
  refused(layout(0, 0), 2, 1001, "with other ids", one_more);
  refused(layout(0, 0), 2, 1001, "ids were given for 70000 of 70001", one_less);
  refused(more, 2, 1001, "salt");
  refused(layout(0, 0), 4, 3001, "of 3 outputs, where the run had written 4");
  refused(layout(0, 0), 2, 1002, "of another time");
  CHECK(test::sentence([&] {
          resumed(folder / "none.nc", layout(0, 0), 1, 1);
        }).find("none.nc: cannot be opened") != std::string::npos);
  CHECK_FALSE(std::filesystem::exists(folder / "none.nc"));
}
