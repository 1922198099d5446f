// SPDX-License-Identifier: BSL-1.0
// What steps are made of and how currents are interpolated, as the command line chooses it.
#include "stormy.hpp"

#include <eudrift/particles/particle.hpp>

#include <cmath>

using namespace program_test;
using namespace fvcom_test;

namespace {

tracks tracks_of(const scratch& folder, const words& line) {
  run_well(joined(line, {"--output", folder / "t.nc"}));
  return read_tracks(folder / "t.nc");
}

/// Round an eddy that fills the square, once in about two hours near its middle.
fvcom_options eddy() {
  fvcom_options o;
  o.grid = jittered_square(13, 6000);
  o.value_type = NC_DOUBLE;
  const double k = 3.14159265358979323846 / 6000;
  o.u = [k](double x, double y, double, double) { return -1.5 * std::sin(k * x) * std::cos(k * y); };
  o.v = [k](double x, double y, double, double) { return 1.5 * std::cos(k * x) * std::sin(k * y); };
  return o;
}
std::string on_a_line(int n, double x, double y, double step) {
  std::string text = "id,x,y\n";
  for (int p = 0; p < n; ++p) text += std::to_string(p) + "," + exact(x + step * p) + "," + exact(y) + "\n";
  return text;
}

/// Greatest distance between the last places of two runs.
double apart(const tracks& a, const tracks& b) {
  double most = 0;
  for (std::size_t p = 0; p < a.particles; ++p)
    most = std::max(most, std::hypot(a.x[a.last(p)] - b.x[b.last(p)], a.y[a.last(p)] - b.y[b.last(p)]));
  return most;
}

}  // namespace

TEST_CASE("steps and interpolations that cannot be meant, or do not go together, are refused with one sentence") {
  const auto options = [](const words& more, const words& parts) { refused(joined({bay}, more), parts); };
  options({"--tolerance", "0", "--scheme", "dormand_prince54"}, {"--tolerance is 0 m", "more than 0"});
  options({"--tolerance", "nan", "--scheme", "dormand_prince54"}, {"--tolerance is nan m"});
  options({"--tolerance", "1"}, {"--tolerance", "--scheme is rk4", "bogacki_shampine32 or dormand_prince54"});
  options({"--tolerance", "1", "--scheme", "dormand_prince54", "--stop-at-edges"}, {"--tolerance", "--stop-at-edges", "leave one"});
  options({"--tolerance", "1", "--scheme", "bogacki_shampine32", "--staged"}, {"--staged", "--tolerance", "leave one"});
  options({"--stop-at-edges", "--staged"}, {"--staged", "--stop-at-edges", "leave one"});
  options({"--stop-at-edges", "--scheme", "heun"}, {"--stop-at-edges", "--scheme is heun", "rk4 and dormand_prince54"});
  options({"--stop-at-edges", "--interpolation", "fvcom"}, {"--stop-at-edges", "continuous", "--interpolation fvcom"});
  options({"--interpolation", "fvcom", "--three-d", "--stop-at-edges"}, {"--stop-at-edges", "--interpolation fvcom"});
  options({"--interpolation", "fvcom", "--no-normal-flow"}, {"--no-normal-flow", "--interpolation is fvcom"});
  options({"--roughness", "-1", "--three-d"}, {"--roughness is -1 m", "1e-9 to 1000"});
  options({"--roughness", "0.01"}, {"--roughness", "--three-d"});
  options({"--interpolation", "smooth"}, {"--interpolation", "smooth"});
  options({"--vertical-interpolation", "cubic"}, {"--vertical-interpolation", "--three-d"});
}

TEST_CASE("a radius is kept as the tolerance asks, in steps of an hour, and who is given up is counted") {
  const scratch folder;
  fvcom_options o;
  o.grid = jittered_square(9, 8000);
  o.value_type = NC_DOUBLE;
  const double w = 1e-3;  // once round in less than two hours
  o.u = [w](double, double y, double, double) { return -w * (y - 4000); };
  o.v = [w](double x, double, double, double) { return w * (x - 4000); };
  write_fvcom_file(folder / "sea.nc", o);
  write_text(folder / "points.csv", on_a_line(5, 4500, 4000, 500));
  const words line{folder / "sea.nc", "--release", folder / "points.csv", "--dt", "3600"};
  const auto off = [&](const tracks& t) {
    double most = 0;
    for (std::size_t p = 0; p < t.particles; ++p) {
      const double r = 500.0 + 500 * static_cast<double>(p), x = 4000 + r * std::cos(w * 7200), y = 4000 + r * std::sin(w * 7200);
      most = std::max(most, std::hypot(t.x[t.last(p)] - x, t.y[t.last(p)] - y));
    }
    return most;
  };
  for (const std::string scheme : {"bogacki_shampine32", "dormand_prince54"}) {
    const words by = joined(line, {"--scheme", scheme});
    CHECK(off(tracks_of(folder, by)) > 100);
    const double loose = off(tracks_of(folder, joined(by, {"--tolerance", "1"}))), tight = off(tracks_of(folder, joined(by, {"--tolerance", "1e-4"})));
    INFO(scheme << " " << loose << " " << tight);
    CHECK(loose < 20);
    CHECK(tight < 0.02);
    CHECK(loose > 10 * tight);
  }
  CHECK(attribute(folder / "t.nc", "", "scheme") == "dormand_prince54 to a tolerance of 0.0001 m");

  // No step is so short that it keeps this one; only who is in still water comes to the end.
  for (flow* f : {&o.u, &o.v}) *f = [moves = *f](double x, double y, double s, double t) { return x < 3000 ? 0.0 : moves(x, y, s, t); };
  write_fvcom_file(folder / "sea.nc", o);
  write_text(folder / "points.csv", on_a_line(3, 1000, 4000, 2500));
  const words hopeless = joined(line, {"--scheme", "dormand_prince54", "--tolerance", "1e-100"});
  const outcome said = run_well(joined(hopeless, {"--output", folder / "t.nc"}));
  INFO(said.out);
  CHECK(said.out.find("1 moving, 0 aground, 0 left, 0 waiting, 2 unresolved; 3 in all") != std::string::npos);
  CHECK(said.out.find("unresolved: 2 particles were given up") != std::string::npos);
  const tracks t = read_tracks(folder / "t.nc");
  CHECK(t.status[t.last(0)] == moving);
  CHECK(t.status[t.last(1)] == static_cast<signed char>(eudrift::status::unresolved));
  CHECK(t.x[t.last(1)] == 3500);
  CHECK(t.end_time[0] == NC_FILL_DOUBLE);
  CHECK(t.end_time[1] == t.time[0]);  // where the step begins that could not be made
  CHECK(attribute(folder / "t.nc", "status", "flag_meanings").starts_with("moving aground left waiting departed unresolved"));
  // They stay so where a run goes on, which another tolerance does not.
  write_fvcom_file(folder / "sea.nc", [&] {
    o.times.push_back(10'800'000);
    return o;
  }());
  const words again{folder / "sea.nc", "--dt", "3600", "--scheme", "dormand_prince54", "--continue", folder / "t.nc"};
  CHECK(run_well(joined(again, {"--tolerance", "1e-100"})).out.find("2 unresolved; 3 in all") != std::string::npos);
  refused(joined(again, {"--tolerance", "1"}), {"scheme dormand_prince54 to a tolerance of 1e-100 m", "--tolerance"});
}

TEST_CASE("steps that stop at edges keep their order where those across them lose it") {
  const scratch folder;
  write_fvcom_file(folder / "sea.nc", eddy());
  write_text(folder / "points.csv", on_a_line(20, 1500, 2900, 70));
  const auto end = [&](const char* dt, const words& more) {
    return tracks_of(folder, joined({folder / "sea.nc", "--release", folder / "points.csv", "--dt", dt}, more));
  };
  const tracks fine = end("50", {"--stop-at-edges", "--scheme", "dormand_prince54"});
  const double across = apart(end("600", {}), fine), across_half = apart(end("300", {}), fine);
  const double stopping = apart(end("600", {"--stop-at-edges"}), fine), half = apart(end("300", {"--stop-at-edges"}), fine);
  INFO(across << " " << across_half << " " << stopping << " " << half);
  CHECK(stopping < across / 5);
  CHECK(half < stopping / 8);  // 16 at the fourth order
  CHECK(across_half > across / 8);
}

TEST_CASE("in three dimensions they stop at layers too") {
  const scratch folder;
  fvcom_options o = eddy();
  o.layers = 4;
  o.u = [u = o.u](double x, double y, double s, double t) { return (1 + 0.5 * std::sin(9 * s)) * u(x, y, s, t); };
  o.omega = [](double x, double y, double s, double) { return 8e-3 * s * (1 + s) * std::sin(x / 1000) * std::cos(y / 800); };
  write_fvcom_file(folder / "sea.nc", o);
  write_text(folder / "points.csv", on_a_line(20, 1500, 2900, 70));
  const auto end = [&](const char* dt, const words& more) {
    const words line{folder / "sea.nc", "--release", folder / "points.csv", "--three-d", "--release-depth", "sigma:-0.3", "--vertical-velocity", "omega", "--dt", dt};
    return tracks_of(folder, joined(line, more));
  };
  const tracks fine = end("25", {"--stop-at-edges", "--scheme", "dormand_prince54"});
  const double across = apart(end("300", {}), fine), stopping = apart(end("300", {"--stop-at-edges"}), fine), half = apart(end("150", {"--stop-at-edges"}), fine);
  INFO(across << " " << stopping << " " << half);
  CHECK(stopping < across / 5);
  CHECK(half < stopping / 8);  // 16 at the fourth order
}

TEST_CASE("FVCOM's interpolation carries a particle by its element's own value and gradient") {
  const scratch folder;
  const fvcom_options sea = stormy(hours(0, 1));
  write_fvcom_file(folder / "sea.nc", sea);
  // The neighbours of each element, across any edge.
  const triangulation& g = sea.grid;
  std::map<std::pair<std::int32_t, std::int32_t>, std::vector<std::size_t>> sides;
  for (std::size_t e = 0; e < g.elements(); ++e)
    for (std::size_t k = 0; k < 3; ++k) {
      const std::int32_t a = g.corner[3 * e + k], b = g.corner[3 * e + (k + 1) % 3];
      sides[{std::min(a, b), std::max(a, b)}].push_back(e);
    }
  const auto of = [&](std::size_t e, const flow& f) { return f(g.centroid(e)[0], g.centroid(e)[1], 0, 0); };
  /// Least squares through the element's own value, by the normal equations.
  const auto value = [&](std::size_t e, const flow& f, double x, double y, bool& inner) {
    double xx = 0, xy = 0, yy = 0, xf = 0, yf = 0;
    int found = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      const std::int32_t a = g.corner[3 * e + k], b = g.corner[3 * e + (k + 1) % 3];
      for (const std::size_t n : sides[{std::min(a, b), std::max(a, b)}]) {
        if (n == e) continue;
        const double dx = g.centroid(n)[0] - g.centroid(e)[0], dy = g.centroid(n)[1] - g.centroid(e)[1], df = of(n, f) - of(e, f);
        xx += dx * dx, xy += dx * dy, yy += dy * dy, xf += dx * df, yf += dy * df, ++found;
      }
    }
    inner = found == 3;
    const double det = xx * yy - xy * xy;
    const double along_x = inner ? (yy * xf - xy * yf) / det : 0, along_y = inner ? (xx * yf - xy * xf) / det : 0;
    return of(e, f) + along_x * (x - g.centroid(e)[0]) + along_y * (y - g.centroid(e)[1]);
  };
  // One step of Euler's from the first slice shows the velocity there; the speed that is felt is its size.
  const words line{folder / "sea.nc", "--particles", "500", "--scheme", "euler", "--dt", "10", "--duration", "10", "--output-every", "10", "--prefer", "speed:10:20"};
  // In layers it is that of the uppermost, in which they are.
  for (const auto& [how, layers] : {std::pair{std::string("fvcom"), false}, {"fvcom", true}, {"fvcom-mirrored", true}, {"fvcom-mirrored", false}}) {
    const tracks t = tracks_of(folder, joined(joined(line, {"--interpolation", how}), layers ? words{"--three-d", "--vertical-velocity", "none"} : words{}));
    std::size_t inside = 0, beside = 0;
    for (std::size_t p = 0; p < t.particles; ++p) {
      const auto e = static_cast<std::size_t>(t.element[t.at(0, p)] - 1);
      const double x = t.x[t.at(0, p)], y = t.y[t.at(0, p)];
      bool inner = false;
      const double u = value(e, sea.u, x, y, inner), v = value(e, sea.v, x, y, inner);
      if (!inner && how != "fvcom") continue;
      (inner ? inside : beside) += 1;
      CHECK(t.happiness[t.at(0, p)] == Approx(std::hypot(u, v) / 10).margin(1e-12));
      const double margin = 1e-9;  // of a way of some metres; who meets the coast slides
      if (!inner && (x < 20 || y < 20 || x > 5980 || y > 5980)) continue;
      CHECK(t.x[t.last(p)] - x == Approx(10 * u).margin(margin + 1e-5));
      CHECK(t.y[t.last(p)] - y == Approx(10 * v).margin(margin + 1e-5));
    }
    CHECK(inside > 300);
    CHECK((how == "fvcom") == (beside > 30));
  }
  CHECK(attribute(folder / "t.nc", "", "interpolation") == "fvcom-mirrored");
}

TEST_CASE("in layers few particles go one by one and many in blocks, with the same bits, by either interpolation") {
  const scratch folder;
  fvcom_options sea = stormy(hours(0, 1));
  sea.layers = 4;
  sea.u = [](double x, double y, double s, double t) { return (1 + s / 2) * std::sin(y / 900 + t / 4000) + x / 2e4; };
  sea.omega = [](double x, double, double s, double t) { return 2e-3 * s * (1 + s) * std::sin(x / 1000 + t / 3000); };
  write_fvcom_file(folder / "sea.nc", sea);
  constexpr int few = 8;  // who make fewer steps than the mesh has nodes
  for (const char* how : {"continuous", "fvcom", "fvcom-mirrored"}) {
    const auto released = [&](int n) {
      write_text(folder / "points.csv", on_a_line(n, 500, 4000, 12));
      return tracks_of(folder, {folder / "sea.nc", "--release", folder / "points.csv", "--three-d", "--release-depth", "2", "--dispersal", "1",
                                "--vertical-dispersal", "0.002", "--dt", "300", "--interpolation", how});
    };
    const tracks one_by_one = released(few), blocks = released(300);
    for (std::size_t p = 0; p < std::size_t{few}; ++p) {
      INFO(how << ", particle " << p);
      CHECK(one_by_one.x[one_by_one.last(p)] == blocks.x[blocks.last(p)]);
      CHECK(one_by_one.y[one_by_one.last(p)] == blocks.y[blocks.last(p)]);
      CHECK(one_by_one.sigma[one_by_one.last(p)] == blocks.sigma[blocks.last(p)]);
      CHECK(one_by_one.happiness[one_by_one.last(p)] == blocks.happiness[blocks.last(p)]);
    }
  }
}

TEST_CASE("cubics between layers follow a parabola that lines cut short") {
  const scratch folder;
  fvcom_options o;
  o.value_type = NC_DOUBLE;
  o.layers = 5;  // centres at sigma -0.1, -0.3, ...
  o.u = [](double, double, double s, double) { return s * s; };
  o.v = [](double, double, double, double) { return 0.0; };
  write_fvcom_file(folder / "sea.nc", o);
  write_text(folder / "points.csv", "id,x,y,sigma\n1,1000,2000,-0.2\n2,1000,2000,-0.45\n");
  const words line{folder / "sea.nc", "--release", folder / "points.csv", "--three-d", "--duration", "1800", "--output-every", "1800", "--vertical-velocity", "none"};
  for (const bool cubic : {false, true}) {
    const tracks t = tracks_of(folder, joined(line, {"--vertical-interpolation", cubic ? "cubic" : "linear"}));
    CHECK((t.x[t.last(0)] - 1000) / 1800 == Approx(cubic ? 0.04 : 0.05).margin(1e-7));  // siglay is float32
    CHECK((t.x[t.last(1)] - 1000) / 1800 == Approx(cubic ? 0.2025 : 0.25 * 0.09 + 0.75 * 0.25).margin(1e-7));
  }
  CHECK(attribute(folder / "t.nc", "", "interpolation") == "continuous, cubic between layers");
}

TEST_CASE("steps in parts, FVCOM's interpolation and cubics give the same bits on every executor, in batches and restarted") {
  const scratch folder;
  write_fvcom_file(folder / "sea.nc", [] {
    fvcom_options o = drying(hours(0, 3));
    o.layers = 3;
    o.u = [flat = o.u](double x, double y, double s, double t) { return (1 + s / 2) * flat(x, y, s, t); };
    return o;
  }());
  const std::string built = run({"--version"}).out;
  const auto has = [&](const std::string& name) { return built.find(" " + name + " (not built in") == std::string::npos; };
  const words deep{"--three-d", "--release-depth", "anywhere", "--vertical-dispersal", "0.001", "--duration", "5400"};
  const words flat{"--dispersal", "3"};
  const std::vector<words> ways{joined(flat, {"--scheme", "dormand_prince54", "--tolerance", "0.5"}),
                                joined(deep, {"--scheme", "bogacki_shampine32", "--tolerance", "0.5"}),
                                joined(deep, {"--vertical-interpolation", "cubic"}), joined(flat, {"--stop-at-edges"}), joined(deep, {"--stop-at-edges"}),
                                joined(flat, {"--interpolation", "fvcom-mirrored"}),
                                joined(joined(deep, flat), {"--waterline", "moving", "--interpolation", "fvcom-mirrored", "--roughness", "0.01"})};
  for (const words& way : ways) {
    const words line = joined({way.front() == "--three-d" && way.back() != "0.01" ? bay : folder / "sea.nc", "--particles", "300", "--dt", "300", "--output-every", "1800"}, way);
    INFO(way.back());
    const tracks serial = tracks_of(folder, line);
    std::filesystem::remove(folder / "state");
    const auto also = [&](const words& more) { same_bits(serial, tracks_of(folder, joined(line, more))); };
    also({"--batch", "128"});
    if (has("openmp")) also({"--executor", "openmp", "--threads", "3"});
    if (has("gpu")) also({"--executor", "gpu"});
    const words kept = joined(line, {"--output", folder / "k.nc", "--checkpoint", folder / "state", "--checkpoint-every", "2700", "--restart", folder / "state"});
    run_and_kill(joined(kept, {"--quiet"}), folder, folder / "state", 0);
    run_well(kept);
    same_bits(serial, read_tracks(folder / "k.nc"));
  }
}
