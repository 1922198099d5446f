// SPDX-License-Identifier: BSL-1.0
// From the command line to a run: reads the forcing, plans, releases, and starts the time loop.
#pragma once
#include "slice_maker.hpp"
#include "time_loop.hpp"

#include <eudrift/forcing/ordered_source.hpp>
#include <eudrift/netcdf/model_source.hpp>

#include <cstdio>
#include <functional>
#include <memory>
#include <string>
#include <tuple>
#include <utility>

namespace happiest_particle {

/// Model output of any format that the library reads, held along a Hilbert curve; what people read has the file's numbers.
using forcing = eudrift::ordered_source<eudrift::model_source>;

/// Throws eudrift::error for a field that the forcing does not have, or a band that is none.
preference parse_preference(const forcing& source, const std::string& words);

/// Prints what was read and how it is meant.
void print_forcing(const forcing& source, const options& o, const plan& when, const preference& likes,
                   const std::optional<eudrift::layering>& water, const std::string& coast);

/// Prints the share of the elements in which the lowest layer serves for --depth, if that is given.
void print_shallow(const forcing& source, const host_slice& beginning);

/// What --scheme may name.
using all_schemes = std::tuple<eudrift::euler, eudrift::midpoint, eudrift::heun, eudrift::ralston3, eudrift::rk4,
                               eudrift::bogacki_shampine32, eudrift::dormand_prince54>;

/// Calls f.template operator()<Scheme>() for the scheme of that name; throws eudrift::error for none.
template <class Schemes = all_schemes, class F>
void with_scheme(const std::string& name, F&& f) {
  std::string names;
  const auto matches = [&]<class... Scheme>(std::tuple<Scheme...>*) {
    ((names += (names.empty() ? "" : ", ") + std::string(Scheme::name)), ...);
    return ((name == Scheme::name && (f.template operator()<Scheme>(), true)) || ...);
  };
  if (!matches(static_cast<Schemes*>(nullptr)))
    throw eudrift::error("there is no scheme " + name + "; choose one of " + names);
}

/// What is read and decided before a run, by whoever has the forcing.
struct preparation {
  /// `leads`: for all of a run, not only to read a part of the forcing for one of its processes.  Where the forcing decides what
  /// moves particles up and down, o.vertical_velocity becomes that, so that a run that goes on by another is refused.
  explicit preparation(options& o, bool leads = true);

  forcing source;
  preference likes;
  std::optional<eudrift::layering> water;  ///< in three dimensions
  coast_choice shore;
  std::string coast;           ///< how it is told
  index_t viscofh_layers = 0;  ///< of the field that disperses particles; 0: none does
  std::optional<continuation> earlier;
  plan when;
  std::vector<mark> marks;         ///< of the run
  std::optional<saved_run> saved;  ///< where it was stopped
  particle_blocks points;          ///< of a release file

  const eudrift::mesh_data& mesh() const { return source.mesh(); }
  /// What particles drift in.
  sea_choice drifts_in(const options& o) const;
  /// Makes slices of the whole mesh; this must live as long as what is returned.
  std::function<host_slice(index_t)> slices();
  /// Looks for the checkpoint that o.restart names, and whether o.checkpoint can be written.
  void find_checkpoint(const options& o);
  /// Reads the release file, if there is one; before any slice, since one source serves one reader at a time.
  void read_points(const options& o);
  /// Where the run begins, or goes on.
  plan_place from() const { return saved ? saved->place() : plan_place{}; }
  /// Whether particles are scattered over the elements that are wet at first.
  bool scatters(const options& o) const { return !earlier && o.release.empty(); }
  /// All particles of the run; when all were given, `marks` has theirs, and what was stopped had it too.
  particle_blocks particles(const std::vector<double>& wet, const options& o);
  /// Those of the checkpoint.
  particle_blocks saved_particles();
};

/// Says how long the sub-steps of mixing might have been, where kh decided.
void tell_mixing(const std::optional<double>& longest_stable, const options& o, report& tell);

/// The same of the walk in the plane, where viscofh decided.
void tell_walk(const std::optional<double>& longest_stable, const options& o, report& tell);

/// Reads the file that --vertical-dispersal names, if it does.  Throws eudrift::error where it is none, or its sub-steps are
/// too long.
void read_mixing_profile(options& o);

/// The slices of a run, each made by `make` while the interval before is computed; from that of interval `first` on.
std::unique_ptr<eudrift::read_ahead<host_slice>> slices_of(const plan& when, std::function<host_slice(index_t)> make, std::size_t first);

/// The whole program on an executor with one memory, compiled for some of the schemes.
template <class Schemes = all_schemes, eudrift::Executor Ex>
void run_on(const Ex& ex, options o) {
  read_mixing_profile(o);
  with_scheme<Schemes>(o.scheme, [&]<class Scheme>() {});
  preparation given(o);
  given.find_checkpoint(o);
  given.read_points(o);
  const plan& when = given.when;
  const plan_place from = given.from();
  const std::function<host_slice(index_t)> make = given.slices();
  std::vector<double> wet;
  if (given.scatters(o) && from.interval > 0) wet = make(when.intervals.front().before).wet;
  auto slices = slices_of(when, make, from.interval);
  print_forcing(given.source, o, when, given.likes, given.water, given.coast);
  host_slice beginning = slices->next();
  print_shallow(given.source, beginning);
  roster all(when);
  const auto for_each = [](const particle_blocks& next, const auto& take) {
    for (drifters_batch block; next(block);) take(block);
  };
  for_each(given.particles(from.interval > 0 ? wet : beginning.wet, o), [&](const drifters_batch& some) { all.take(some); });
  const checkpoints saves(o, given.mesh(), given.marks);
  std::optional<saved_run>& saved = given.saved;
  run<Ex> r{.ex = ex,
            .when = when,
            .sea_ = sea<Ex>(ex, given.mesh(), given.drifts_in(o)),
            .beginning = std::move(beginning),
            .slices = std::move(slices),
            .releases = std::move(all.releases),
            .walk = o.spreading.walk(o.seed),
            .preferred = given.likes.preferred,
            .steps = steps_of(o),
            .until_ecstatic = o.until_ecstatic,
            .goes_on = given.earlier || saved,
            .from = from,
            .sort_every = o.sort_every,
            .saves = saves};
  r.particles.limit(o.batch);
  report tell(o, when, given.source.calendar(), given.mesh(), given.likes, saved ? saved->told() : told_so_far{});
  if (saved) {
    r.forget_released();
    for_each(given.saved_particles(), [&](const drifters_batch& some) { r.particles.append(some); });
  } else if (given.earlier) {
    r.particles.append(std::exchange(all.begun_before, {}));
    tell.take_over(given.earlier->told());
  }
  tell.begin(ex, ex, r.particles, r.releases);
  if (saved) tell.resume(saved->time(), r.particles);
  if (given.earlier && !saved) {
    r.see_first([&] { return slices_of(when, make, 0); });
    tell.look(when.start, true, extremes(r), r.particles, r.sea_);
  }
  saved.reset(), given.earlier.reset();
  with_scheme<Schemes>(o.scheme, [&]<class Scheme>() { run_loop<Scheme>(r, tell); });
  tell_mixing(r.sea_.longest_stable(), o, tell);
  tell_walk(r.sea_.longest_stable_walk(), o, tell);
  tell.finish(r.particles.bytes() + r.sort.bytes(), r.sea_.bytes());
}

}  // namespace happiest_particle
