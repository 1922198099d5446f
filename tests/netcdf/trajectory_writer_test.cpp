// SPDX-License-Identifier: BSL-1.0
#include <eudrift/netcdf/trajectory_writer.hpp>

#include "../catch.hpp"
#include "../support/sentence.hpp"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmath>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <limits>
#include <random>

using namespace eudrift;

namespace {

const std::string folder = EUDRIFT_WORK_DIR;

using test::sentence;

bool says(const std::string& whole, const std::string& part) {
  return whole.find(part) != std::string::npos;
}

trajectory_layout layout_of(std::size_t n) {
  trajectory_layout layout;
  layout.particles = n;
  layout.degrees = true;
  layout.statuses = {"moving", "aground", "left", "waiting"};
  layout.waiting = 3;
  layout.variables = {{"happiness", "1", "happiness", "", true},
                      {"temp", "degree_Celsius", "temperature", "sea_water_temperature", false}};
  layout.attributes = {{"title", "tracks"}, {"seed", std::uint64_t{18446744073709551615u}}};
  return layout;
}

std::vector<std::int64_t> ids_of(std::size_t n) {
  std::vector<std::int64_t> ids;
  for (std::size_t i = 0; i < n; ++i) ids.push_back(static_cast<std::int64_t>(10 + 3 * i));
  return ids;
}

/// A file with its ids.
trajectory_writer begun(const std::string& path, const trajectory_layout& layout) {
  trajectory_writer writer(path, layout);
  writer.ids(ids_of(layout.particles));
  return writer;
}

/// Columns whose every value tells its output and particle.  Particle i waits until output i.
struct sample {
  std::vector<double> x, y, lon, lat, temp;
  std::vector<float> happiness;
  std::vector<std::int32_t> element;
  std::vector<std::int8_t> status;

  sample(std::size_t n, std::size_t output) {
    for (std::size_t i = 0; i < n; ++i) {
      x.push_back(value(output, i, 1));
      y.push_back(value(output, i, 2));
      lon.push_back(value(output, i, 3));
      lat.push_back(value(output, i, 4));
      temp.push_back(value(output, i, 5));
      happiness.push_back(static_cast<float>(output) / 16);
      element.push_back(static_cast<std::int32_t>(1 + i));
      status.push_back(static_cast<std::int8_t>(output < i && i < 3 ? 3 : i % 3));
    }
  }
  static double value(std::size_t output, std::size_t i, int which) {
    return static_cast<double>(output) * 1e6 + static_cast<double>(i) + which / 8.0;
  }
  trajectory_columns columns() const {
    return {x, y, lon, lat, element, status, {std::span(happiness), std::span(temp)}};
  }
};

/// A file opened for reading, on the thread where that is allowed.
struct track_file {
  netcdf_file file;
  explicit track_file(const std::string& path) : file(netcdf_file::open(path)) {}

  std::size_t length(const char* dimension) {
    return io_thread::instance().run([&] {
      int d = -1;
      std::size_t n = 0;
      check(nc_inq_dimid(file.id(), dimension, &d), dimension);
      check(nc_inq_dimlen(file.id(), d, &n), dimension);
      return n;
    });
  }
  std::vector<double> row(const char* name, std::size_t output) {
    return io_thread::instance().run([&] {
      int v = -1;
      check(nc_inq_varid(file.id(), name, &v), name);
      std::vector<double> values(length("trajectory"));
      const std::size_t start[2] = {output, 0}, count[2] = {1, values.size()};
      check(nc_get_vara_double(file.id(), v, start, count, values.data()), name);
      return values;
    });
  }
  std::vector<std::int64_t> ids() {
    return io_thread::instance().run([&] {
      int v = -1;
      std::vector<long long> values(length("trajectory"));
      check(nc_inq_varid(file.id(), "trajectory", &v), "trajectory");
      check(nc_get_var_longlong(file.id(), v, values.data()), "trajectory");
      return std::vector<std::int64_t>(values.begin(), values.end());
    });
  }
  std::string text(const char* variable, const char* attribute) {
    return io_thread::instance().run([&] {
      int v = NC_GLOBAL;
      if (*variable != 0) check(nc_inq_varid(file.id(), variable, &v), variable);
      std::size_t n = 0;
      check(nc_inq_attlen(file.id(), v, attribute, &n), attribute);
      std::string value(n, ' ');
      check(nc_get_att_text(file.id(), v, attribute, value.data()), attribute);
      return value;
    });
  }
  double number(const char* variable, const char* attribute) {
    return io_thread::instance().run([&] {
      int v = NC_GLOBAL;
      if (*variable != 0) check(nc_inq_varid(file.id(), variable, &v), variable);
      double value = 0;
      check(nc_get_att_double(file.id(), v, attribute, &value), attribute);
      return value;
    });
  }
};

/// Checks the first `outputs` outputs of a file that samples were written to, at 0 s, 3600 s, ...
void check_samples(track_file& tracks, std::size_t outputs) {
  const std::size_t n = tracks.length("trajectory");
  for (std::size_t k = 0; k < outputs; ++k) {
    CAPTURE(k);
    const sample expected(n, k);
    const auto time = tracks.row("time", k), x = tracks.row("x", k), lat = tracks.row("lat", k);
    const auto temp = tracks.row("temp", k), happiness = tracks.row("happiness", k);
    const auto element = tracks.row("element", k), status = tracks.row("status", k);
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < n; ++i) {
      const bool waits = expected.status[i] == 3;
      wrong += time[i] != 3600.0 * static_cast<double>(k);
      wrong += status[i] != expected.status[i];
      wrong += x[i] != (waits ? NC_FILL_DOUBLE : expected.x[i]);
      wrong += lat[i] != (waits ? NC_FILL_DOUBLE : expected.lat[i]);
      wrong += temp[i] != (waits ? NC_FILL_DOUBLE : expected.temp[i]);
      wrong += happiness[i] != static_cast<double>(waits ? NC_FILL_FLOAT : expected.happiness[i]);
      wrong += element[i] != (waits ? NC_FILL_INT : expected.element[i]);
    }
    CHECK(wrong == 0);
  }
}

void write_samples(trajectory_writer& writer, std::size_t outputs) {
  for (std::size_t k = 0; k < outputs; ++k)
    writer.write(static_cast<time_ms>(k) * 3600000, sample(writer.particles(), k).columns());
}

/// Runs one of this program's tests in a process of its own, since the I/O thread does not outlive
/// a fork, with `task` in its environment and `out` as its standard output.
pid_t start_child(const char* test, const std::string& task, int out) {
  const pid_t child = fork();
  if (child == 0) {
    setenv("EUDRIFT_TEST_TASK", task.c_str(), 1);
    dup2(out, STDOUT_FILENO);
    execl("/proc/self/exe", "child", test, static_cast<char*>(nullptr));
    _exit(99);
  }
  return child;
}

}  // namespace

TEST_CASE("trajectory file: what is written is read back, with fill before release") {
  const std::string path = folder + "/tracks.nc";
  {
    // Two chunks and a remainder in the first case.
    const std::size_t n = GENERATE(std::size_t{70001}, std::size_t{5}, std::size_t{1});
    auto layout = layout_of(n);
    layout.expected_outputs = GENERATE(std::size_t{0}, std::size_t{3}, std::size_t{200});
    layout.deflate = GENERATE(0, 1);
    trajectory_writer writer = begun(path, layout);
    CHECK(writer.particles() == n);
    write_samples(writer, 4);
    CHECK(writer.outputs() == 4);
    writer.close();
    track_file tracks(path);
    CHECK(tracks.length("obs") == 4);
    CHECK(tracks.length("trajectory") == n);
    check_samples(tracks, 4);
    CHECK(tracks.ids() == ids_of(n));
  }
}

TEST_CASE("trajectory file: outputs given by blocks of any size are those given at once") {
  constexpr std::size_t n = 203;
  auto layout = layout_of(n);
  layout.expected_outputs = GENERATE(std::size_t{0}, std::size_t{5});
  layout.deflate = GENERATE(0, 1);
  const std::string path = folder + "/blocks.nc";
  for (const std::size_t block : {std::size_t{1}, std::size_t{17}, std::size_t{200}, n}) {
    CAPTURE(block);
    trajectory_writer writer(path, layout);
    const std::vector<std::int64_t> ids = ids_of(n);
    for (std::size_t first = 0; first < n; first += block)
      writer.ids(std::span(ids).subspan(first, std::min(block, n - first)));
    for (std::size_t k = 0; k < 3; ++k) {
      const sample all(n, k);
      const auto give = [&](std::size_t most) {
        writer.begin(static_cast<time_ms>(k) * 3600000);
        for (std::size_t first = 0; first < most; first += block) {
          const auto some = [&](const auto& values) { return std::span(values).subspan(first, std::min(block, n - first)); };
          writer.block({some(all.x), some(all.y), some(all.lon), some(all.lat), some(all.element), some(all.status),
                        {some(all.happiness), some(all.temp)}});
        }
      };
      if (k == 1) give(n / 2);  // given up
      give(n);
      writer.end();
    }
    CHECK(writer.outputs() == 3);
    writer.close();
    track_file tracks(path);
    CHECK(tracks.length("obs") == 3);
    check_samples(tracks, 3);
    CHECK(tracks.ids() == ids);
  }
}

TEST_CASE(
    "trajectory file: the expected outputs make no more chunks than one node of a B-tree holds") {
  const auto cut = [](std::size_t total, std::size_t size) { return (total + size - 1) / size; };
  for (std::size_t n : {1u, 2u, 999u, 65536u, 65537u, 1000000u, 4194305u, 10000000u, 100000000u})
    for (std::size_t outputs : {1u, 2u, 63u, 64u, 65u, 128u, 129u, 1000u, 8760u}) {
      CAPTURE(n, outputs);
      const trajectory_chunk chunk = chunk_of(n, outputs);
      CHECK(chunk.outputs >= 1);
      CHECK(chunk.particles <= n);
      CHECK(chunk.outputs * chunk.particles * 8 <= std::size_t{1} << 30);
      if (static_cast<double>(n) * static_cast<double>(outputs) <= 4e9)
        CHECK(cut(n, chunk.particles) * cut(outputs, chunk.outputs) <= 64);
      // Compressed, a chunk is written once, and so holds one output.
      const trajectory_chunk packed = chunk_of(n, outputs, true);
      CHECK(packed.outputs == 1);
      CHECK((packed.particles >= 1 && packed.particles <= n));
      CHECK(packed.particles <= std::size_t{1} << 20);
      if (outputs * cut(n, std::size_t{1} << 20) <= 64) CHECK(cut(n, packed.particles) * outputs <= 64);
      // A block is a chunk, or where that is large and not compressed an equal part of one.
      CHECK(block_of(packed, true) == packed.particles);
      CHECK(block_of(chunk, false) <= 65536);
      CHECK(cut(chunk.particles, block_of(chunk, false)) == cut(chunk.particles, 65536));
    }
  CHECK(chunk_of(1000, 0).outputs == 1);
  CHECK(chunk_of(1000, 0).particles == 1000);
  CHECK(chunk_of(70000, 0).particles == 35000);
}

TEST_CASE("trajectory file: it describes itself as CF asks") {
  const std::string path = folder + "/described.nc";
  auto layout = layout_of(4);
  SECTION("with a calendar and both kinds of place") {
    trajectory_writer(path, layout).close();
    track_file tracks(path);
    CHECK(tracks.text("", "Conventions") == "CF-1.11");
    CHECK(tracks.text("", "featureType") == "trajectory");
    CHECK(tracks.text("", "title") == "tracks");
    CHECK(tracks.number("", "seed") == 18446744073709551615.0);
    CHECK(tracks.text("trajectory", "cf_role") == "trajectory_id");
    CHECK(tracks.text("time", "units") == "seconds since 1970-01-01 00:00:00");
    CHECK(tracks.text("x", "units") == "m");
    CHECK(tracks.text("lon", "standard_name") == "longitude");
    CHECK(tracks.text("lat", "units") == "degrees_north");
    CHECK(tracks.text("status", "flag_meanings") == "moving aground left waiting");
    CHECK(tracks.text("happiness", "coordinates") == "time x y lon lat");
    CHECK(tracks.text("temp", "standard_name") == "sea_water_temperature");
    CHECK(tracks.number("temp", "_FillValue") == NC_FILL_DOUBLE);
    CHECK(tracks.length("obs") == 0);
    CHECK_THROWS_AS(tracks.text("happiness", "standard_name"), error);
  }
  SECTION("without a calendar, in metres alone") {
    layout.calendar = false;
    layout.degrees = false;
    trajectory_writer writer = begun(path, layout);
    auto columns = sample(4, 0).columns();
    const sample one(4, 0);
    columns = one.columns();
    columns.lon = columns.lat = {};
    writer.write(-1500, columns);
    writer.close();
    track_file tracks(path);
    CHECK(tracks.text("time", "units") == "seconds since 0001-01-01 00:00:00");
    CHECK(tracks.text("happiness", "coordinates") == "time x y");
    CHECK(tracks.row("time", 0) == std::vector<double>(4, -1.5));
    CHECK_THROWS_AS(tracks.row("lon", 0), error);
    CHECK_THROWS_AS(tracks.text("happiness", "grid_mapping"), error);
  }
  SECTION("with a projection of x and y, in the words of CF where they are known") {
    const auto written = [&](const char* proj) {
      layout.projection = proj;
      trajectory_writer(path, layout).close();
      track_file tracks(path);
      CHECK(tracks.text("status", "grid_mapping") == "crs: x y");
      CHECK(tracks.text("temp", "grid_mapping") == "crs: x y");
      CHECK(tracks.text("crs", "proj4") == proj);
      return tracks;
    };
    {
      // EPSG 32760: WGS 84, UTM zone 60 south.
      track_file tracks = written("+proj=utm +zone=60 +south +datum=WGS84 +units=m");
      CHECK(tracks.text("crs", "grid_mapping_name") == "transverse_mercator");
      CHECK(tracks.number("crs", "longitude_of_central_meridian") == 177);
      CHECK(tracks.number("crs", "false_northing") == 10000000);
      CHECK(tracks.number("crs", "inverse_flattening") == 298.257223563);
    }
    CHECK(written("proj=merc +lon_0=-70 +lat_ts=45").number("crs", "standard_parallel") == 45);
    CHECK(written("proj=lcc lat_1=33 lat_0=32").number("crs", "latitude_of_projection_origin") == 32);
    for (const char* other : {"proj=lcc lat_1=33 lat_2=45", "proj=aea", "proj=utm zone=61", "proj=tmerc units=us-ft"})
      CHECK_THROWS_AS(written(other).text("crs", "grid_mapping_name"), error);
  }
}

TEST_CASE("trajectory file: attributes are added at any time and a NaN becomes fill") {
  const std::string path = folder + "/attributes.nc";
  trajectory_writer writer = begun(path, layout_of(3));
  sample first(3, 3);
  first.temp[1] = std::numeric_limits<double>::quiet_NaN();
  writer.write(0, first.columns());
  writer.attribute("alert_time", "2024-05-23T01:30:00Z");
  writer.attribute("alert_value", 0.75);
  writer.attribute("alert_id", std::int64_t{9223372036854775807});
  writer.attribute("alert_value", 0.875);
  for (int k = 0; k < 40; ++k) writer.attribute("note_" + std::to_string(k), std::string(500, 'n'));
  writer.write(3600000, sample(3, 3).columns());
  writer.close();
  track_file tracks(path);
  CHECK(tracks.text("", "alert_time") == "2024-05-23T01:30:00Z");
  CHECK(tracks.number("", "alert_value") == 0.875);
  CHECK(tracks.text("", "note_39") == std::string(500, 'n'));
  CHECK(tracks.row("temp", 0)[1] == NC_FILL_DOUBLE);
  CHECK(tracks.row("temp", 1)[1] == sample::value(3, 1, 5));
}

TEST_CASE("trajectory file: misuse and places that cannot be written end in one sentence") {
  const std::string path = folder + "/refused.nc";
  const auto make = [&](const std::string& where,
                        const std::function<void(trajectory_layout&)>& f) {
    auto layout = layout_of(3);
    f(layout);
    return sentence([&] { trajectory_writer(where, layout); });
  };
  const auto nothing = [](trajectory_layout&) {};
  CHECK(says(make("no/such/folder/a.nc", nothing),
             "no/such/folder/a.nc: cannot be written: No such"));
  CHECK(says(make(folder, nothing), folder + ": cannot be written"));
  CHECK(says(make("", nothing), "cannot be written"));
  CHECK(says(make("/dev/null", nothing), "/dev/null: is no regular file"));
  CHECK(says(make(path, [](auto& l) { l.particles = 0; }), "there are no particles"));
  CHECK(says(make(path, [](auto& l) { l.metres = l.degrees = false; }), "neither x,y nor"));
  CHECK(says(make(path, [](auto& l) { l.deflate = 10; }), "compression of level 10 was asked for; expected 0"));
  CHECK(
      says(make(path, [](auto& l) { l.variables[0].name = "status"; }), "variable status cannot"));
  CHECK(access(path.c_str(), F_OK) == 0);

  trajectory_writer writer = begun(path, layout_of(3));
  const sample good(3, 0), longer(4, 0);
  const auto write = [&](const std::function<void(trajectory_columns&)>& f) {
    auto columns = good.columns();
    f(columns);
    return sentence([&] { writer.write(0, columns); });
  };
  CHECK(says(write([](auto& c) { c.x = {}; }), "column x has 0 values; expected 3"));
  CHECK(says(write([&](auto& c) { c.element = longer.element; }), "column element has 4 values"));
  CHECK(says(write([&](auto& c) { c = longer.columns(); }), "an output has 4 particles; expected 3"));
  CHECK(says(write([&](auto& c) { c.values[1] = longer.temp; }), "column temp has 4 values"));
  CHECK(says(write([&](auto& c) { c.values[0] = good.x; }), "happiness has the wrong type"));
  CHECK(says(write([](auto& c) { c.values.pop_back(); }), "has 1 further columns; expected 2"));
  writer.begin(0);
  writer.block(sample(2, 0).columns());
  CHECK(says(sentence([&] { writer.end(); }), "an output has 2 particles; expected 3"));
  CHECK(says(sentence([&] { writer.block(sample(2, 0).columns()); }), "an output has 4 particles; expected 3"));
  CHECK(says(sentence([&] { writer.ids(std::vector<std::int64_t>{99}); }), "4 ids were given for 3 particles"));
  trajectory_writer nameless(folder + "/nameless.nc", layout_of(3));
  nameless.ids(std::vector<std::int64_t>{1, 3});
  CHECK(says(sentence([&] { nameless.begin(0); }), "ids were given for 2 of 3 particles"));
  CHECK(says(sentence([&] { nameless.ids(std::vector<std::int64_t>{3}); }), "id 3 follows id 3; expected"));
  CHECK(writer.outputs() == 0);
  CHECK(write([](auto&) {}) == "");
  std::rename(path.c_str(), (path + ".moved").c_str());
  CHECK(says(write([](auto&) {}), "refused.nc: has been moved or removed"));
  CHECK(track_file(path + ".moved").length("obs") == 1);
  CHECK(says(write([](auto&) {}), "refused.nc: is closed"));
}

TEST_CASE("reserve_room: takes room, gives it back and leaves the content alone") {
  const std::string path = folder + "/room.txt";
  std::FILE* file = std::fopen(path.c_str(), "w");
  std::fputs("content", file);
  std::fclose(file);
  reserve_room(path, 100000);
  CHECK(says(sentence([&] { reserve_room(path, std::int64_t{1} << 60); }),
             "has no room for 1152921"));
  char content[16] = {};
  file = std::fopen(path.c_str(), "r");
  CHECK(std::fread(content, 1, sizeof content, file) == 7);
  std::fclose(file);
  CHECK(std::string(content) == "content");
  std::remove(path.c_str());
  CHECK(sentence([&] { reserve_room(path, std::int64_t{1} << 60); }) != "");
  CHECK(access(path.c_str(), F_OK) != 0);
}

#if defined(__linux__)
TEST_CASE("trajectory file: a kill loses nothing that was written") {
  std::mt19937 random(1);
  for (int round = 0; round < 8; ++round) {
    const std::string path = folder + (round % 2 ? "/killed_deflated.nc" : "/killed.nc");
    std::remove(path.c_str());
    int ends[2];
    REQUIRE(pipe(ends) == 0);
    const pid_t child =
        start_child("trajectory file: child that writes until it is killed", path, ends[1]);
    close(ends[1]);
    // The child says '.' after each output; anything else is Catch2's.
    std::size_t reported = 0;
    for (char c = 0;
         reported < 3 + 4 * static_cast<std::size_t>(round) && read(ends[0], &c, 1) == 1;)
      reported += c == '.';
    usleep(static_cast<useconds_t>(random() % 5000));
    kill(child, SIGKILL);
    int status = 0;
    waitpid(child, &status, 0);
    CHECK(WIFSIGNALED(status));
    for (char c = 0; read(ends[0], &c, 1) == 1;) reported += c == '.';
    close(ends[0]);
    CAPTURE(round, reported);
    REQUIRE(reported >= 3);
    track_file tracks(path);
    CHECK(tracks.length("obs") >= reported);
    check_samples(tracks, reported);
  }
}

TEST_CASE("trajectory file: on a full disk all earlier outputs stay") {
  const std::string path = folder + "/full.nc";
  for (const std::size_t limit : {1200000u, 3000000u, 6000000u, 3000001u, 6000001u}) {
    const bool expects = limit % 2 != 0;
    std::remove(path.c_str());
    int ends[2];
    REQUIRE(pipe(ends) == 0);
    const pid_t child = start_child("trajectory file: child that fills its disk",
                                    std::to_string(limit) + " " + path, ends[1]);
    close(ends[1]);
    std::string said;
    for (char c = 0; read(ends[0], &c, 1) == 1;) said += c;
    close(ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    CAPTURE(limit, said);
    REQUIRE(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 0);
    const auto at = said.find("complete outputs");
    REQUIRE(at != std::string::npos);
    REQUIRE(says(said, "has no room for"));
    const std::size_t kept = std::stoul(said.substr(said.rfind("holds ", at) + 6));
    track_file tracks(path);
    CHECK(tracks.length("obs") == kept);
    check_samples(tracks, kept);
    // An output of 1000 particles takes 49 kB and a little, and about 1.1 MB has to be free; with
    // 1000 outputs expected the room is taken for 16 of them at once.
    const std::size_t step = expects ? 16 : 1;
    CHECK(kept + step >= (limit - 1150000) / 60000);
    CHECK(kept <= limit / 49000);
    CHECK(kept % step == 0);
  }
}

TEST_CASE("trajectory file: child that writes until it is killed", "[.]") {
  const char* path = std::getenv("EUDRIFT_TEST_TASK");
  if (path == nullptr) return;
  auto layout = layout_of(1000);
  layout.expected_outputs = 5000;
  if (std::string(path).find("deflated") != std::string::npos) layout.deflate = 1;
  trajectory_writer writer = begun(path, layout);
  for (std::size_t k = 0; k < layout.expected_outputs; ++k) {
    writer.write(static_cast<time_ms>(k) * 3600000, sample(1000, k).columns());
    if (write(STDOUT_FILENO, ".", 1) != 1) return;
  }
}

TEST_CASE("trajectory file: child that fills its disk", "[.]") {
  const char* task = std::getenv("EUDRIFT_TEST_TASK");
  if (task == nullptr) return;
  char* path = nullptr;
  const rlimit limit{std::strtoul(task, &path, 10), RLIM_INFINITY};
  REQUIRE(setrlimit(RLIMIT_FSIZE, &limit) == 0);
  auto layout = layout_of(1000);
  if (limit.rlim_cur % 2 != 0) layout.expected_outputs = 1000;
  trajectory_writer writer = begun(path + 1, layout);
  const std::string said = sentence([&] { write_samples(writer, 1000); });
  std::puts(said.c_str());
  REQUIRE(says(sentence([&] { writer.write(0, sample(1000, 0).columns()); }), "is closed"));
}
#endif
