// SPDX-License-Identifier: BSL-1.0
// What a later run needs: the last complete output's, whatever happened to the next one.
#include "../catch.hpp"
#include "../support/scratch.hpp"
#include "../support/sentence.hpp"

#include <eudrift/netcdf/trajectory_end.hpp>
#include <eudrift/netcdf/trajectory_writer.hpp>

using namespace eudrift;

namespace {

trajectory_layout layout() {
  trajectory_layout l;
  l.particles = 3;
  l.statuses = {"moving", "waiting"};
  l.waiting = 1;
  l.state = {{"age", "s", "age of the particle", ""}, {"mass", "kg", "mass of the particle", ""}};
  return l;
}

const std::vector<std::int64_t> ids{3, 5, 9};

void write(trajectory_writer& to, double k) {
  const std::vector<double> place{k, k + 1, k + 2}, age{10 * k, 1e-300, -k}, mass{7, k, 0.1 * k};
  const std::vector<std::int32_t> element{1, 2, 3};
  const std::vector<std::int8_t> status{0, 1, 0};
  trajectory_columns c;
  c.x = c.y = place;
  c.element = element;
  c.status = status;
  c.state = {age, mass};
  to.write(static_cast<time_ms>(1000 * k + 1), c);
}

/// The end of a file, read by blocks of two particles.
struct end_found {
  std::size_t outputs;
  time_ms time;
  bool calendar;
  trajectory_end_block all;
};

end_found end_of(const std::string& path, const std::vector<std::string>& state = {"mass", "age"}) {
  return io_thread::instance().run([&] {
    const trajectory_end end(netcdf_file::open(path), state, {"x"});
    end_found found{end.outputs(), end.time(), end.calendar(), end.read(0, 2)};
    REQUIRE(end.particles() == 3);
    const trajectory_end_block last = end.read(2, 1);
    const auto add = [](auto& to, const auto& from) { to.insert(to.end(), from.begin(), from.end()); };
    add(found.all.ids, last.ids), add(found.all.status, last.status);
    for (std::size_t k = 0; k < state.size(); ++k) add(found.all.state[k], last.state[k]);
    add(found.all.values[0], last.values[0]);
    return found;
  });
}

using test::sentence;

void is_output(const end_found& e, double k) {
  CHECK(e.outputs == static_cast<std::size_t>(k));
  CHECK(e.time == static_cast<time_ms>(1000 * k + 1));
  CHECK(e.calendar);
  CHECK(e.all.ids == ids);
  CHECK(e.all.status == std::vector<std::int8_t>{0, 1, 0});
  CHECK(e.all.state == std::vector<std::vector<double>>{{7, k, 0.1 * k}, {10 * k, 1e-300, -k}});
  CHECK(e.all.values == std::vector<std::vector<double>>{{k, NC_FILL_DOUBLE, k + 2}});
}

}  // namespace

TEST_CASE("the state of a trajectory file is that of its last complete output") {
  const fvcom_test::scratch folder;
  const std::string path = folder / "t.nc";
  trajectory_writer to(path, layout());
  to.ids(ids);
  CHECK(sentence([&] { end_of(path); }).find("no output was completed") != std::string::npos);
  for (double k = 1; k <= 4; ++k) {
    write(to, k);
    is_output(end_of(path), k);
  }
  to.close();
  is_output(end_of(path), 4);
  CHECK(sentence([&] { end_of(path, {"volume"}); }).find("volume is not there as this version writes it") != std::string::npos);

  // As a kill leaves it that came when the fifth output's state was half written.
  io_thread::instance().run([&] {
    const auto file = netcdf_file::open(path, NC_WRITE);
    int group = -1, age = -1;
    check(nc_inq_grp_ncid(file.id(), "continuation", &group), "group");
    check(nc_inq_varid(group, "age", &age), "age");
    const std::array<std::size_t, 2> start{1, 0}, count{1, 3};
    const std::array<double, 3> half{5, 5, 5};
    check(nc_put_vara_double(group, age, start.data(), count.data(), half.data()), "age");
  });
  is_output(end_of(path), 4);
}

TEST_CASE("a trajectory file without state has no group for it, and is refused where one is needed") {
  const fvcom_test::scratch folder;
  const std::string path = folder / "t.nc";
  trajectory_layout l = layout();
  l.end_time = 2;
  CHECK(sentence([&] { trajectory_writer(path, l); }).find("end_time is to be number 2 of the state, counted from 0; it has 2") != std::string::npos);
  l.end_time = {};
  l.state.clear();
  trajectory_writer(path, l).close();
  CHECK(sentence([&] { end_of(path); }).find("group continuation") != std::string::npos);
}

TEST_CASE("columns of state that do not fit are refused") {
  const fvcom_test::scratch folder;
  trajectory_writer to(folder / "t.nc", layout());
  to.ids(ids);
  const std::vector<double> three(3), two(2);
  const std::vector<std::int32_t> element(3);
  const std::vector<std::int8_t> status(3);
  trajectory_columns c;
  c.x = c.y = three;
  c.element = element;
  c.status = status;
  CHECK(sentence([&] { to.write(0, c); }).find("0 columns of state; expected 2") != std::string::npos);
  c.state = {three, two};
  CHECK(sentence([&] { to.write(0, c); }).find("mass") != std::string::npos);
}
