// SPDX-License-Identifier: BSL-1.0
#include "options.hpp"

#include "executors.hpp"
#include "step_choice.hpp"

#include <eudrift/core/error.hpp>
#include <eudrift/math/runge_kutta_tableaux.hpp>
#include <eudrift/version.hpp>

#include <CLI/CLI.hpp>

#include <charconv>
#include <cmath>
#include <filesystem>
#include <iostream>
#include <system_error>

namespace happiest_particle {

namespace {

std::string version_text() {
  std::string text = "happiest_particle, eudrift " + std::to_string(EUDRIFT_VERSION_MAJOR) + "." +
                     std::to_string(EUDRIFT_VERSION_MINOR) + "." + std::to_string(EUDRIFT_VERSION_PATCH) +
                     "\nexecutors:";
  for (const executor_entry& e : executors())
    text += std::string(" ") + e.name + (e.run ? "" : std::string(" (not built in: ") + e.install + ")");
  return text;
}

void check(const options& o) {
  using eudrift::require;
  const auto number = [](double v) { return CLI::detail::to_string(v); };
  require(std::isfinite(o.dt) && o.dt != 0,
          "--dt is " + number(o.dt) + " s; a time step other than 0 is expected, negative to run backwards");
  require(!o.duration || (std::isfinite(*o.duration) && *o.duration > 0),
          "--duration is " + number(o.duration.value_or(0)) + " s; more than 0 is expected (a negative --dt runs backwards)");
  require(!o.output_every || (*o.output_every > 0 && *o.output_every <= 1e11),
          "--output-every is " + number(o.output_every.value_or(0)) + " s; more than 0, up to 1e11, is expected");
  require(!o.checkpoint_every || (*o.checkpoint_every > 0 && *o.checkpoint_every <= 1e11),
          "--checkpoint-every is " + number(o.checkpoint_every.value_or(0)) +
              " s; more than 0, up to 1e11, is expected");
  require(o.deflate >= 0 && o.deflate <= 9,
          "--deflate is " + std::to_string(o.deflate) + "; a level from 0 (not compressed) to 9 is expected");
  require(!o.spreading.walks() || o.dt > 0,
          "--dispersal cannot run backwards: a random walk has no way back; use a positive --dt or no dispersal");
  require(std::isfinite(o.spreading.longest) && o.spreading.longest > 0,
          "--walk-step is " + number(o.spreading.longest) + " s; more than 0 is expected");
  require(o.ecstatic >= 0 && o.ecstatic <= 1, "--ecstatic is " + number(o.ecstatic) + "; a happiness from 0 to 1 is expected");
  require(o.alert >= 0 && o.alert <= 1, "--alert is " + number(o.alert) + "; a happiness from 0 to 1 is expected");
  require(o.particles >= 1 && o.particles <= 2'000'000'000,
          "--particles is " + std::to_string(o.particles) + "; 1 to 2000000000 is expected");
  require(std::isfinite(o.depth.depth) && o.depth.depth >= 0,
          "--depth is " + number(o.depth.depth) + " m; 0 or more, counted down from the surface, is expected");
  const std::string& local = o.executor == "mpi" ? o.local : o.executor;
  require(local != "serial" || o.threads <= 1, "--threads is " + std::to_string(o.threads) + ", but the executor serial has one; add --" +
                                                   (o.executor == "mpi" ? "local" : "executor") + " openmp");
  std::vector<std::string> inputs = o.forcing;
  for (const std::string& more : {o.release, o.earlier, o.open == "auto" || o.open.starts_with("variable:") ? std::string() : o.open})
    if (!more.empty()) inputs.push_back(more);
  std::error_code none;  // paths that are not there are dealt with where they are opened
  const auto require_apart = [&](const std::string& option, const std::string& path, const std::string& other,
                                 const std::string& what) {
    const bool given = !path.empty() && !other.empty();
    require(!given || (path != other && !std::filesystem::equivalent(path, other, none)),
            option + " " + path + " is the " + what + " " + other + ", which it would overwrite; write elsewhere");
  };
  for (const std::string& input : inputs) {
    require_apart("--output", o.output, input, "input");
    require_apart("--checkpoint", o.checkpoint, input, "input");
  }
  for (const std::string& state : {o.checkpoint, o.restart}) require_apart("--output", o.output, state, "checkpoint");
}

void check_deep(const options& o, const CLI::App& app) {
  using eudrift::require;
  for (const char* name : {"--release-depth", "--vertical-velocity", "--vertical-dispersal", "--vertical-walk", "--mixing-step"})
    require(o.dimensions == 3 || app.count(name) == 0, std::string(name) + " has a meaning in three dimensions alone; add --three-d or leave it out");
  for (const char* name : {"--layer", "--depth", "--depth-average"})
    require(o.dimensions == 2 || app.count(name) == 0, std::string(name) + " has a meaning in two dimensions alone; in three all layers serve, and " +
                                                           "--release-depth says where particles begin");
  require(!o.mixing.mixes() || o.dt > 0,
          "--vertical-dispersal cannot run backwards: a random walk has no way back; use a positive --dt or no diffusivity");
  require(std::isfinite(o.mixing.longest) && o.mixing.longest > 0,
          "--mixing-step is " + CLI::detail::to_string(o.mixing.longest) + " s; more than 0 is expected");
}

double parse_number(const std::string& text, const std::string& sentence) {
  double value = 0;
  const char* last = text.data() + text.size();
  const auto [end, bad] = std::from_chars(text.data(), last, value);
  eudrift::require(bad == std::errc{} && end == last && std::isfinite(value), sentence);
  return value;
}

release_height parse_release_depth(const std::string& text) {
  const std::string sentence = "--release-depth is \"" + text + "\"; metres below the surface, from 0, sigma:S with S from -1 to 0, or anywhere is expected";
  if (text == "anywhere") return {0, true};
  const bool as_sigma = text.starts_with("sigma:");
  const double at = parse_number(as_sigma ? text.substr(6) : text, sentence);
  eudrift::require(as_sigma ? at >= -1 && at <= 0 : at >= 0 && at < 1e6, sentence);
  return {at, false};
}

/// Sets what mixes: a number, kh, or a file of depths, whose name is set.
void parse_vertical_dispersal(const std::string& text, mixing_choice& mixing, std::string& profile) {
  const std::string prefix = "profile:";
  mixing.by_kh = text == "kh";
  mixing.by_profile = text.starts_with(prefix) && text.size() > prefix.size();
  if (mixing.by_profile) profile = text.substr(prefix.size());
  if (mixing.by_kh || mixing.by_profile) return;
  const std::string sentence = "--vertical-dispersal is \"" + text + "\"; 0 to 1000 m2/s, kh, that of the forcing, or profile:FILE is expected";
  mixing.constant = parse_number(text, sentence);
  eudrift::require(mixing.constant >= 0 && mixing.constant <= 1000, sentence);
}

/// Sets what disperses: a number or viscofh, by a scheme or not at all.
void parse_dispersal(const std::string& text, const std::string& walk, const CLI::App& app, spreading_choice& spreading) {
  const std::string sentence = "--dispersal is \"" + text + "\"; 0 to 1e6 m2/s, or viscofh, that of the forcing, is expected";
  const bool by_viscofh = text == "viscofh";
  const double constant = by_viscofh ? 0 : parse_number(text, sentence);
  eudrift::require(constant >= 0 && constant <= 1e6, sentence);
  eudrift::require(walk == "none" || app.count("--walk") == 0 || by_viscofh || constant > 0,
                   "--walk is " + walk + ", but there is nothing to walk by; add --dispersal, or leave it out");
  eudrift::require(by_viscofh || app.count("--walk-step") == 0,
                   "--walk-step has a meaning with --dispersal viscofh alone, since a constant diffusivity needs no sub-steps; leave it out");
  spreading.scheme = walk_scheme_of(walk);
  if (walk == "none") return;
  spreading.constant = constant, spreading.by_viscofh = by_viscofh;
}

/// CLI11 takes what is negative or too large for some other number.
std::uint64_t parse_seed(const std::string& text) {
  std::uint64_t seed = 0;
  const char* last = text.data() + text.size();
  const auto [end, bad] = std::from_chars(text.data(), last, seed);
  eudrift::require(bad == std::errc{} && end == last && !text.empty(),
                   "--seed is \"" + text + "\"; a whole number from 0 to 18446744073709551615 is expected");
  return seed;
}

/// An empty value would pass for an option that was not given.
void check_no_empty_value(const CLI::App& app) {
  for (const CLI::Option* option : app.get_options())
    for (const std::string& value : option->results())
      eudrift::require(!value.empty(), option->get_name() + " is empty; give it a value or leave it out");
}

}  // namespace

std::optional<options> parse_options(int count, const char* const* words) {
  options o;
  CLI::App app{"Moves particles through the output of an ocean model and finds the happiest one."};
  app.set_version_flag("--version", version_text());
  app.add_option("FORCING", o.forcing, "NetCDF file of FVCOM, SCHISM, ADCIRC or after UGRID, or several of one run in any order")->required();
  app.add_option("--executor", o.executor, "where kernels run; --version lists what is built in")->capture_default_str();
  app.add_option("--threads", o.threads, "threads of the executor openmp; 0: all cores")
      ->check(CLI::Range(0, 4096))
      ->capture_default_str();
  auto* device = app.add_option("--device", o.device, "card of the executor gpu, counted from 0; with --executor mpi --local gpu that of the first process of a host")->check(CLI::Range(0, 1000))->capture_default_str();
  app.add_option("--local", o.local, "executor of each process, with --executor mpi")->check(CLI::IsMember({"serial", "openmp", "gpu"}))->capture_default_str();
  app.add_option("--partition", o.partition, "how processes share the work: the mesh by metis or hilbert, or particles, with the whole mesh in each")->check(CLI::IsMember({"metis", "hilbert", "particles"}))->capture_default_str();
  app.add_option("--manager", o.manager, "rank 0, which reads and writes for all, moves particles too (shared) or not (dedicated)")->check(CLI::IsMember({"shared", "dedicated"}))->capture_default_str();
  app.add_option("--forcing", o.forcing_from, "who reads the forcing: rank 0 for all (manager), or each process (direct)")->check(CLI::IsMember({"manager", "direct"}))->capture_default_str();
  app.add_option("--balance", o.balance, "share the mesh out anew by where particles are: off, on (each forcing interval), automatic (where processes take unequal times)")->check(CLI::IsMember({"off", "on", "automatic"}))->capture_default_str();
  app.add_flag("--trace-forcing", o.trace_forcing, "print the manifest of each slice that is sent to a process");
  auto* particles =
      app.add_option("--particles", o.particles, "particles released at the start, uniform by area over the wet elements")
          ->capture_default_str();
  auto* batch = app.add_option("--batch", o.batch, "particles in the executor's memory at a time, the others in the host's: for a card without room for all")->check(CLI::Range(std::int64_t{1}, std::int64_t{2'000'000'000}));
  app.add_option("--sort-every", o.sort_every, "forcing intervals between two sorts of the particles by element, which change no bit; 0: none but the first, and where some join")->check(CLI::Range(std::int64_t{0}, std::int64_t{1'000'000}))->capture_default_str();
  auto* release = app.add_option("--release", o.release, "CSV file of release points: id, x,y or lon,lat, optional time, and with --three-d one of depth, z and sigma")->excludes(particles);
  auto* earlier = app.add_option("--continue", o.earlier, "tracks of an earlier run: go on with its particles from its last output")->excludes(particles)->excludes(release);
  app.add_option("--start", o.start, "first time, ISO 8601 UTC, or seconds after the first forcing time (default: the first; backwards: the last)")->excludes(earlier);
  app.add_option("--duration", o.duration, "how long to run [s] (default: the rest of the forcing)");
  app.add_option("--dt", o.dt, "longest time step [s]; negative: backwards in time")->capture_default_str();
  bool backward = false, three_d = false;
  app.add_flag("--backward", backward, "backwards in time, as a negative --dt");
  app.add_option("--scheme", o.scheme, "euler, midpoint, heun, ralston3, rk4, bogacki_shampine32 or dormand_prince54")->capture_default_str();
  app.add_option("--tolerance", o.tolerance, "error of a step [m]: with an embedded scheme each step is made of as many as keep it (default: of one)");
  app.add_flag("--stop-at-edges", o.stops_at_edges, "steps are made of parts that end at edges of elements, with --three-d at layers too, between which the current is smooth (schemes rk4 and dormand_prince54)");
  app.add_option("--interpolation", o.interpolation, "of the current in the plane: continuous between nodes, or by the gradients of elements as fvcom has them, without one beside coasts, or with (fvcom-mirrored)")->check(CLI::IsMember({"continuous", "fvcom", "fvcom-mirrored"}))->capture_default_str();
  app.add_option("--roughness", o.roughness, "length of the law of the wall, by which the current falls from the lowest layer to the bed [m], in three dimensions; 0: it holds to the bed")->capture_default_str();
  app.add_flag("--no-normal-flow", o.no_normal_flow, "of a continuous current: at nodes of solid edges that part is taken away which is not along the coast, by the mean direction of its edges there");
  app.add_option("--vertical-interpolation", o.vertical_interpolation, "of the current between layers, in three dimensions: linear, or cubic")->check(CLI::IsMember({"linear", "cubic"}))->capture_default_str();
  auto* layer = app.add_option("--layer", o.depth.layer, "sigma layer, 1 is the surface")->capture_default_str();
  auto* depth = app.add_option("--depth", o.depth.depth, "fixed depth below the surface [m]")->excludes(layer);
  bool average = false;
  app.add_flag("--depth-average", average, "the average over the water column")->excludes(layer)->excludes(depth);
  std::string dispersal = "0", spread = name_of(o.spreading.scheme);
  app.add_option("--dispersal", dispersal, "diffusivity of the random walk in the plane [m2/s], or viscofh: that of the forcing")->capture_default_str();
  app.add_option("--walk", spread, "its scheme where the diffusivity varies, or none: no walk in the plane")->check(CLI::IsMember({"none", "naive", "visser", "milstein"}))->capture_default_str();
  app.add_option("--walk-step", o.spreading.longest, "its longest sub-step where the diffusivity varies [s]")->capture_default_str();
  app.add_flag("--three-d", three_d, "particles move along the vertical too; without it they stay in the part of the water that --layer, --depth or --depth-average choose");
  std::string height = "0", diffusivity = "0", walk = name_of(o.mixing.scheme);
  app.add_option("--release-depth", height, "where particles are released in three dimensions: metres below the surface, sigma:S (0 surface, -1 bed), or anywhere in the column")->capture_default_str();
  app.add_option("--vertical-velocity", o.vertical_velocity, "the forcing's omega or ww, omega by continuity, none: particles keep their sigma, zero: they keep their height, or auto: the first that there is of ww, omega and continuity, with --interpolation fvcom of omega, ww and continuity")->check(CLI::IsMember({"auto", "omega", "ww", "continuity", "none", "zero"}))->capture_default_str();
  app.add_option("--vertical-dispersal", diffusivity, "diffusivity of the vertical random walk [m2/s], kh: that of the forcing, or profile:FILE: lines of a depth [m] and a diffusivity")->capture_default_str();
  app.add_option("--vertical-walk", walk, "its scheme; naive gathers particles where they are mixed least")->check(CLI::IsMember({"naive", "visser", "milstein"}))->capture_default_str();
  app.add_option("--mixing-step", o.mixing.longest, "its longest sub-step [s]")->capture_default_str();
  app.add_option("--coast", o.coast, "what a solid edge does to a particle that meets it: slide along, reflect, stop its step, or strand it")->check(CLI::IsMember({"slide", "reflect", "stop", "strand"}))->capture_default_str();
  app.add_option("--open", o.open, "edges through which particles leave: FVCOM's list of open nodes (_obc.dat), variable:NAME of the forcing, which names them, or auto: those that the current goes through (default: none)");
  app.add_option("--waterline", o.waterline, "moving: dry ground is a coast too; fixed: who drifts there is aground from the next forcing time on (default: fixed; with --coast strand moving, where the forcing says what is dry)")->check(CLI::IsMember({"fixed", "moving"}));
  std::string seed = std::to_string(o.seed);
  app.add_option("--seed", seed, "of random numbers")->capture_default_str();
  app.add_option("--prefer", o.prefer, "VARIABLE:LOW:HIGH, the band in which a particle is happy (default temp:10:16, or speed:0.1:1)");
  app.add_option("--ecstatic", o.ecstatic, "happiness from which on a particle is ecstatic")->capture_default_str();
  app.add_flag("--until-ecstatic", o.until_ecstatic, "end when every moving particle is ecstatic");
  app.add_option("--alert", o.alert, "happiness at which the happiest particle raises the alert")->capture_default_str();
  app.add_option("--output", o.output, "CF trajectory file (NetCDF-4) to write");
  app.add_option("--output-every", o.output_every, "time between outputs [s] (default: one each forcing interval)");
  app.add_option("--deflate", o.deflate, "compress the tracks: 1 (fast) to 9 (small); 0: not")->capture_default_str();
  auto* checkpoint =
      app.add_option("--checkpoint", o.checkpoint, "file to keep the state of the run in, for --restart");
  app.add_option("--checkpoint-every", o.checkpoint_every,
                 "time between checkpoints [s] (default: one each forcing interval)")
      ->needs(checkpoint);
  app.add_option("--restart", o.restart,
                 "checkpoint of this run, stopped before, to go on from; without such a file from the beginning");
  app.add_flag("--staged", o.staged, "one map a stage instead of fused steps: the same bits, slower");
  app.add_flag("--skip-outside", o.skip_outside, "go on without release points outside the mesh")->excludes(earlier);
  app.add_flag("--quiet", o.quiet, "no progress");
  try {
    app.parse(count, words);
  } catch (const CLI::Success& asked) {
    app.exit(asked, std::cout, std::cout);
    return std::nullopt;
  } catch (const CLI::ParseError& wrong) {
    throw eudrift::error(std::string(wrong.what()) + "; happiest_particle --help lists what can be given");
  }
  check_no_empty_value(app);
  if (depth->count() > 0) o.depth.how = eudrift::depth_choice::way::depth;
  eudrift::require(batch->count() == 0 || o.executor != "mpi", "--batch is for one process, but the executor is mpi; start more processes or leave it out");
  eudrift::require(device->count() == 0 || o.executor == "gpu" || (o.executor == "mpi" && o.local == "gpu"),
                   "--device is a card of the executor gpu, but the executor is " + o.executor + "; add --executor gpu or leave it out");
  o.seed = o.mixing.seed = parse_seed(seed);
  o.release_depth = parse_release_depth(height);
  o.dimensions = three_d ? 3 : 2;
  eudrift::require(!backward || !(o.dt < 0), "--backward is given, and a --dt of " + CLI::detail::to_string(o.dt) + " s, which says so too; give one of them");
  if (backward) o.dt = -o.dt;
  parse_vertical_dispersal(diffusivity, o.mixing, o.mixing_profile);
  parse_dispersal(dispersal, spread, app, o.spreading);
  o.mixing.scheme = walk_scheme_of(walk);
  if (average) o.depth.how = eudrift::depth_choice::way::average;
  for (int i = 0; i < count; ++i) o.command_line += (i ? " " : "") + std::string(words[i]);
  check(o);
  check_deep(o, app);
  check_steps(o);
  return o;
}

}  // namespace happiest_particle
