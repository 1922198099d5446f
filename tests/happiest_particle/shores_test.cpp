// SPDX-License-Identifier: BSL-1.0
// The program where the water ends: rules at coasts, open edges, dry ground.
#include "stopped.hpp"

#include <eudrift/particles/particle.hpp>

using namespace program_test;
using namespace fvcom_test;

namespace {

/// A square of 4 km with a uniform current [m/s].
fvcom_options square(double u, double v, std::vector<eudrift::time_ms> times) {
  fvcom_options o;
  o.value_type = NC_DOUBLE;
  o.times = std::move(times);
  o.u = [u](double, double, double, double) { return u; };
  o.v = [v](double, double, double, double) { return v; };
  return o;
}

/// FVCOM's list of nodes, each by its place in a row of a square of n by n.
std::string open_columns(std::size_t n, const std::vector<std::size_t>& columns) {
  std::string text = "OBC Node Number = " + std::to_string(n * columns.size()) + "\n";
  std::size_t count = 0;
  for (const std::size_t i : columns)
    for (std::size_t j = 0; j < n; ++j) text += std::to_string(++count) + " " + std::to_string(j * n + i + 1) + " 1\n";
  return text;
}

tracks tracks_of(const scratch& folder, const words& line, std::string* out = nullptr) {
  const outcome o = run_well(joined(line, {"--output", folder / "t.nc"}));
  if (out != nullptr) *out = o.out;
  return read_tracks(folder / "t.nc");
}

/// How many particles the last line of counts says to have a status, and in all.
int counted(const std::string& out, const std::string& word) {
  const std::size_t begin = out.find("particles: "), at = out.find(" " + word, begin);
  REQUIRE(begin != std::string::npos);
  if (at > out.find('\n', begin)) return 0;
  return std::stoi(out.substr(out.find_last_of(" ", at - 1) + 1));
}
void counts_add_up(const std::string& out) {
  int sum = 0;
  for (const char* word : eudrift::status_names) sum += counted(out, word);
  CHECK(sum == counted(out, "in all"));
}

bool has(const std::string& executor) { return run({"--version"}).out.find(" " + executor + " (not built in") == std::string::npos; }

}  // namespace

TEST_CASE("a uniform current carries everyone out through the open edge, each at the time that its distance says") {
  const scratch folder;
  write_fvcom_file(folder / "sea.nc", square(0.5, 0, hours(0, 2)));
  write_text(folder / "east.dat", open_columns(5, {4}));
  write_text(folder / "both.dat", open_columns(5, {0, 4}));
  std::string points = "id,x,y\n";
  for (int p = 0; p < 20; ++p) points += std::to_string(p) + "," + std::to_string(610 + 160 * p) + "," + std::to_string(150 + 190 * p) + "\n";
  write_text(folder / "points.csv", points);
  const words line{folder / "sea.nc", "--release", folder / "points.csv", "--output-every", "600", "--prefer", "speed:0.1:1"};
  std::string out;
  const tracks t = tracks_of(folder, joined(line, {"--open", folder / "east.dat"}), &out);
  // The same nodes by a variable of the forcing.
  document named = fvcom_document(square(0.5, 0, hours(0, 2)));
  named.dimensions.push_back({"nobc", 5});
  named.add("obc_nodes", NC_INT, {"nobc"}, {5, 10, 15, 20, 25});
  named.add("obc_type", NC_DOUBLE, {"nobc"}, {1, 1, 1.5, 1, 1});
  write(named, folder / "named.nc");
  words by_variable = line;
  by_variable[0] = folder / "named.nc";
  std::string said;
  same_bits(t, tracks_of(folder, joined(by_variable, {"--open", "variable:obc_nodes"}), &said));
  CHECK(said.find("12 boundary edges are solid and 4 open, by the nodes of its variable obc_nodes") != std::string::npos);
  refused(joined(by_variable, {"--open", "variable:obc"}), {"named.nc: there is no variable obc, which was to name"});
  refused(joined(by_variable, {"--open", "variable:obc_type"}), {"named.nc: value 3 of obc_type is 1.5"});
  refused(joined(by_variable, {"--open", "variable:nv"}), {"named.nc: nv", "expected one dimension"});
  for (std::size_t k = 0; k < t.outputs; ++k)
    for (std::size_t p = 0; p < 20; ++p) {
      const double to_edge = 4000 - (610 + 160 * static_cast<double>(p)), way = 0.5 * 600 * static_cast<double>(k);
      REQUIRE(t.status[t.at(k, p)] == (way < to_edge ? moving : left));
      CHECK(t.x[t.at(k, p)] == Approx(4000 - to_edge + std::min(way, to_edge)).margin(1e-3));
      CHECK(t.y[t.at(k, p)] == Approx(150 + 190 * static_cast<double>(p)).margin(1e-3));
    }
  // Exactly within a step, however steps are made.
  const auto to_edge = [](std::size_t p) { return 4000 - (610 + 160 * static_cast<double>(p)); };
  for (std::size_t p = 0; p < 20; ++p) CHECK(t.end_time[p] == Approx(to_edge(p) / 0.5).margin(1e-6));
  for (const words& how : {words{"--scheme", "dormand_prince54", "--tolerance", "1"}, {"--stop-at-edges"}, {"--staged"}, {"--three-d", "--tolerance", "1", "--scheme", "bogacki_shampine32"}}) {
    const tracks other = tracks_of(folder, joined(line, joined({"--open", folder / "east.dat"}, how)));
    for (std::size_t p = 0; p < 20; ++p) CHECK(other.end_time[p] == Approx(to_edge(p) / 0.5).margin(1e-6));
  }
  CHECK(attribute(folder / "t.nc", "end_time", "units") == attribute(folder / "t.nc", "time", "units"));
  CHECK(attribute(folder / "t.nc", "end_time", "calendar") == attribute(folder / "t.nc", "time", "calendar"));
  CHECK(out.find("coast: 12 boundary edges are solid and 4 open, by the nodes of " + folder / "east.dat") != std::string::npos);
  CHECK(out.find("particles: 0 moving, 0 aground, 20 left, 0 waiting; 20 in all") != std::string::npos);
  CHECK(attribute(folder / "t.nc", "status", "flag_values") == "0 1 2 3 4 5 6 7 8");
  // Nothing flows through north and south.
  const tracks both = tracks_of(folder, joined(line, {"--open", folder / "both.dat"}));
  same_bits(both, tracks_of(folder, joined(line, {"--open", "auto"}), &out));
  CHECK(out.find("coast: 8 boundary edges are solid and 8 open, by the current at the surface: up to 0 m/s went through the solid ones and 0.5 m/s") != std::string::npos);
  // In three dimensions all leave at the same places.
  const tracks deep = tracks_of(folder, joined(line, {"--open", folder / "east.dat", "--three-d", "--release-depth", "4"}));
  CHECK(deep.status == t.status);
  for (std::size_t p = 0; p < 20; ++p) CHECK(deep.end_time[p] == Approx(to_edge(p) / 0.5).margin(1e-6));
  // Back in time they leave by the west.
  const tracks back = tracks_of(folder, joined(line, {"--open", folder / "both.dat", "--dt", "-60"}));
  for (std::size_t p = 0; p < 20; ++p) {
    const double way = 610 + 160 * static_cast<double>(p);
    CHECK(back.status[back.at(6, p)] == (0.5 * 3600 < way ? moving : left));
    if (way < 0.5 * 7200) CHECK(back.end_time[p] == Approx(7200 - way / 0.5).margin(1e-6));
    else CHECK(back.end_time[p] == NC_FILL_DOUBLE);
  }
}

TEST_CASE("a current with nothing through the coast comes to rest there, and nobody reaches it") {
  const scratch folder;
  fvcom_options sea = square(0.5, 0, hours(0, 2));
  sea.grid = jittered_square(5, 4000, 0);
  write_fvcom_file(folder / "sea.nc", sea);
  write_text(folder / "points.csv", "id,x,y\n1,3200,2100\n2,3500,1600\n");
  const words line{folder / "sea.nc", "--release", folder / "points.csv", "--dt", "60", "--output-every", "600"};
  const tracks through = tracks_of(folder, line);
  std::string out;
  for (const words& more : {words{}, {"--three-d", "--vertical-velocity", "none"}}) {
    const tracks t = tracks_of(folder, joined(joined(line, {"--no-normal-flow"}), more), &out);
    CHECK(out.find("along the coast at nodes of solid edges") != std::string::npos);
    for (std::size_t k = 0; k < t.outputs; ++k)
      for (std::size_t p = 0; p < 2; ++p) {
        // u = 0.5 m/s (4000 - x) / 1000 beside the coast, along which the row of nodes before it has 0.5 m/s.
        const double from = p == 0 ? 800 : 500;
        CHECK(t.x[t.at(k, p)] == Approx(4000 - from * std::exp(-0.5e-3 * t.time[k])).margin(1e-6));
        CHECK(t.y[t.at(k, p)] == (p == 0 ? 2100 : 1600));
        if (t.time[k] * 0.5 > from) CHECK(through.x[through.at(k, p)] == Approx(4000).margin(1e-3));
      }
  }
}

TEST_CASE("a coast is slid along, reflects, stops or strands, as the command line chooses") {
  const scratch folder;
  const double u = 0.4, v = 0.1, x0 = 3000, y0 = 1000, met = (4000 - x0) / u;
  write_fvcom_file(folder / "sea.nc", square(u, v, hours(0, 2)));
  write_text(folder / "points.csv", "id,x,y\n1,3000,1000\n");
  for (const std::string rule : {"slide", "reflect", "stop", "strand"}) {
    const tracks t = tracks_of(folder, {folder / "sea.nc", "--release", folder / "points.csv", "--dt", "60", "--output-every", "600", "--coast", rule});
    for (std::size_t k = 0; k < t.outputs; ++k) {
      INFO(rule << " " << k);
      const double now = t.time[k], x = t.x[k], y = t.y[k];
      const bool has_met = now > met, stays = rule == "stop" || rule == "strand";
      CHECK(t.status[k] == (has_met && rule == "strand" ? stranded : moving));
      CHECK(t.end_time[0] == (rule == "strand" ? Approx(met).margin(1e-6) : Approx(NC_FILL_DOUBLE)));
      CHECK(y == Approx(y0 + v * (has_met && stays ? met : now)).margin(1e-3));
      // Who is reflected is carried back to the coast in each step.
      if (!has_met) CHECK(x == Approx(x0 + u * now).margin(1e-6));
      else if (rule != "reflect") CHECK(x == Approx(4000).margin(1e-3));
      else CHECK((x < 4000 && x >= 4000 - u * 60));
      if (has_met && rule == "reflect" && now < met + 60) CHECK(x == Approx(8000 - x0 - u * now).margin(1e-6));
    }
  }
}

TEST_CASE("dry ground is a coast where the waterline moves, and who is stranded floats again when its element floods") {
  const scratch folder;
  // The ebb falls to the west for four hours; then all is flooded.
  fvcom_options sea = square(0.12, 0.01, hours(0, 7));
  sea.grid = jittered_square(9, 4000);
  const triangulation grid = sea.grid;
  sea.dry = [grid](std::size_t e, std::size_t slice) { return slice >= 1 && slice <= 4 && grid.centroid(e)[0] > 3900 - 700 * static_cast<double>(slice); };
  write_fvcom_file(folder / "sea.nc", sea);
  const words line{folder / "sea.nc", "--particles", "400", "--dt", "300"};
  const auto is_dry = [&](std::int32_t element, std::size_t slice) { return sea.dry(static_cast<std::size_t>(element) - 1, slice); };
  // Of those that end an interval moving, how many are in an element that is dry at both its slices.
  const auto on_dry = [&](const tracks& t) {
    int n = 0;
    for (std::size_t k = 1; k < t.outputs; ++k)
      for (std::size_t p = 0; p < t.particles; ++p) {
        const std::size_t i = t.at(k, p);
        n += t.status[i] == moving && is_dry(t.element[i], k - 1) && is_dry(t.element[i], k);
      }
    return n;
  };
  CHECK(on_dry(tracks_of(folder, line)) > 0);
  for (const std::string rule : {"slide", "reflect", "stop"}) CHECK(on_dry(tracks_of(folder, joined(line, {"--coast", rule, "--waterline", "moving"}))) == 0);

  std::string out;
  const tracks t = tracks_of(folder, joined(line, {"--coast", "strand"}), &out);
  CHECK(on_dry(t) == 0);
  counts_add_up(out);
  CHECK(out.find("; who meets a solid one is stranded; dry ground is a coast too") != std::string::npos);
  int strandings = 0, refloated = 0;
  for (std::size_t k = 0; k + 1 < t.outputs; ++k)
    for (std::size_t p = 0; p < t.particles; ++p) {
      const std::size_t i = t.at(k, p), next = t.at(k + 1, p);
      strandings += t.status[i] != stranded && t.status[next] == stranded && t.x[next] < 3900;
      if (t.status[i] != stranded) continue;
      const bool floats = is_dry(t.element[i], k) && !is_dry(t.element[i], k + 1), moved = t.x[i] != t.x[next];
      // At the mesh's own edge who floats is thrown ashore again at once.
      if (floats) CHECK((moved || t.x[i] > 3999));
      else CHECK((!moved && t.status[next] == stranded));
      refloated += moved;
    }
  // Who drifts at the end has no time of an end, also where it had been ashore; who is ashore was thrown there before.
  for (std::size_t p = 0; p < t.particles; ++p)
    if (t.status[t.last(p)] != stranded) CHECK(t.end_time[p] == NC_FILL_DOUBLE);
    else CHECK((t.end_time[p] > t.time[0] && t.end_time[p] <= t.time.back()));
  CHECK(strandings > 30);
  CHECK(refloated > 30);
  CHECK(counted(out, "stranded") == std::count(t.status.begin() + static_cast<std::ptrdiff_t>(t.at(t.outputs - 1, 0)), t.status.end(), stranded));
  // Over a fixed waterline the mesh's own edge alone strands.
  const tracks fixed = tracks_of(folder, joined(line, {"--coast", "strand", "--waterline", "fixed"}));
  for (std::size_t i = 0; i < fixed.status.size(); ++i)
    if (fixed.status[i] == stranded) CHECK(std::max({fixed.x[i] - 3999, fixed.y[i] - 3999, 1 - fixed.x[i], 1 - fixed.y[i]}) > 0);
}

TEST_CASE("stranded and left particles have the same bits by every executor, staged, after a stop and in a later run") {
  const scratch folder;
  write_fvcom_file(folder / "sea.nc", drying(hours(0, 5)));
  write_text(folder / "open.dat", open_columns(12, {11}));
  const words shores{"--coast", "strand", "--open", folder / "open.dat", "--dispersal", "2"};
  const words line = joined({folder / "sea.nc", "--particles", "600", "--dt", "300", "--output-every", "1800"}, shores);
  std::string out;
  const tracks t = tracks_of(folder, line, &out);
  counts_add_up(out);
  CHECK(counted(out, "left") > 20);
  CHECK(counted(out, "stranded") > 20);
  CHECK(counted(out, "moving") > 20);
  // Each ended between the last output at which it drifted and the first at which it does not.
  for (std::size_t p = 0; p < t.particles; ++p) {
    if (t.status[t.last(p)] != left) continue;
    std::size_t k = t.outputs - 1;
    while (k > 0 && t.status[t.at(k - 1, p)] == left) --k;
    CHECK((t.end_time[p] <= t.time[k] && (k == 0 || t.end_time[p] > t.time[k - 1])));
  }
  std::vector<words> others{{"--staged"}};
  if (has("openmp")) others.push_back({"--executor", "openmp", "--threads", "2"});
  if (has("gpu")) others.push_back({"--executor", "gpu"});
  others.push_back({"--batch", "150"});
  for (const words& other : others) same_bits(t, tracks_of(folder, joined(line, other)));

  const stopped_run stopped(folder, joined(line, {"--checkpoint-every", "1800"}));
  stopped.stop(0.6);
  refused(joined(stopped.line(), {"--waterline", "fixed"}), {"its run had coast strand, 11 open edges", "--coast, --open and --waterline"});
  stopped.goes_on({});

  run_well(joined(line, {"--duration", "10800", "--output", folder / "first.nc"}));
  const words later = joined({folder / "sea.nc", "--continue", folder / "first.nc", "--dt", "300", "--output-every", "1800"}, shores);
  std::string out_later;
  const tracks second = tracks_of(folder, later, &out_later);
  const auto begin = static_cast<std::ptrdiff_t>((t.outputs - second.outputs) * t.particles);
  CHECK(std::equal(second.x.begin(), second.x.end(), t.x.begin() + begin));
  CHECK(std::equal(second.status.begin(), second.status.end(), t.status.begin() + begin));
  CHECK(second.end_time == t.end_time);
  CHECK(out_later.substr(out_later.find("particles: "), 60) == out.substr(out.find("particles: "), 60));
  refused({folder / "sea.nc", "--continue", folder / "first.nc", "--dt", "300", "--dispersal", "2"}, {"first.nc", "its run had coast strand", "and this one has slide, no open edge"});
}

TEST_CASE("the current opens 42 of the 197 edges of San Francisco Bay's cut") {
  const outcome o = run_well({bay, "--open", "auto", "--particles", "500", "--dt", "300"});
  INFO(o.out);
  CHECK(o.out.find("coast: 155 boundary edges are solid and 42 open, by the current at the surface") != std::string::npos);
  CHECK(counted(o.out, "left") > 100);
  counts_add_up(o.out);
}

TEST_CASE("lists of open nodes that do not fit, and currents that open nothing, are refused with one sentence") {
  const scratch folder;
  write_fvcom_file(folder / "sea.nc", square(0, 0, hours(0, 1)));
  const auto list = [&](const std::string& text, const words& parts) {
    write_text(folder / "open.dat", text);
    refused({folder / "sea.nc", "--open", folder / "open.dat"}, joined(parts, {"open.dat"}));
  };
  list("OBC Node Number = 2\n1 5 1\n2 26 1\n", {"line 3", "names node 26", "the mesh has nodes 1 to 25"});
  list("5 10\n0\n", {"line 2", "names node 0"});
  list("5\n13\n", {"line 2", "names node 13", "lies inside"});
  list("5 15 25\n", {"opens no edge"});
  list("five\n", {"line 1", "\"five\"", "a whole number"});
  refused({folder / "sea.nc", "--open", folder / "none.dat"}, {"none.dat", "cannot be opened"});
  refused({folder / "sea.nc", "--open", folder / "."}, {"cannot be read"});
  refused({folder / "sea.nc", "--open", "auto"}, {"--open is auto", "through no edge", "_obc.dat"});
  refused({folder / "sea.nc", "--waterline", "moving"}, {"--waterline is moving", "wet_cells"});
  refused({folder / "sea.nc", "--coast", "bounce"}, {"--coast", "bounce"});
  refused({folder / "sea.nc", "--open", folder / "open.dat", "--output", folder / "open.dat"}, {"--output", "overwrite"});
}
