// SPDX-License-Identifier: BSL-1.0
// From the command line to a run: reads the forcing, plans, releases, and starts the time loop.
#pragma once
#include "time_loop.hpp"

#include <eudrift/forcing/ordered_source.hpp>
#include <eudrift/netcdf/fvcom_source.hpp>

#include <cstdio>
#include <string>

namespace happiest_particle {

/// FVCOM output, held along a Hilbert curve; what people read has the file's numbers.
using forcing = eudrift::ordered_source<eudrift::fvcom_source>;

/// Throws eudrift::error for a field that the forcing does not have, or a band that is none.
preference parse_preference(const forcing& source, const std::string& words);

/// Prints what was read and how it is meant.
void print_forcing(const forcing& source, const options& o, const plan& when, const preference& likes);

/// Prints the share of the elements in which the lowest layer serves for --depth, if that is given.
void print_shallow(const options& o, const host_slice& beginning);

/// Makes the slices of the run, each in two dimensions by the choice of depth.
class slice_maker {
 public:
  slice_maker(forcing& source, const options& o, const preference& likes);
  host_slice operator()(index_t slice) const;

 private:
  forcing* source_;
  eudrift::field_former<forcing> form_;
  eudrift::field_info u_, v_;
  std::optional<eudrift::field_info> mood_, wet_;
};

/// Calls f.template operator()<Scheme>() for the scheme of that name; throws eudrift::error for none.
template <class F>
void with_scheme(const std::string& name, F&& f) {
  std::string names;
  const auto matches = [&]<class... Scheme>(std::tuple<Scheme...>*) {
    ((names += (names.empty() ? "" : ", ") + std::string(Scheme::name)), ...);
    return ((name == Scheme::name && (f.template operator()<Scheme>(), true)) || ...);
  };
  using all = std::tuple<eudrift::euler, eudrift::midpoint, eudrift::heun, eudrift::ralston3, eudrift::rk4,
                         eudrift::bogacki_shampine32, eudrift::dormand_prince54>;
  if (!matches(static_cast<all*>(nullptr)))
    throw eudrift::error("there is no scheme " + name + "; choose one of " + names);
}

/// The whole program on one executor.
template <eudrift::Executor Ex>
void run_on(const Ex& ex, const options& o) {
  with_scheme(o.scheme, []<class Scheme>() {});
  forcing source{eudrift::fvcom_source(o.forcing)};
  const eudrift::mesh_data& mesh = source.mesh();
  const preference likes = parse_preference(source, o.prefer);
  std::optional<continuation> earlier;
  if (!o.earlier.empty()) earlier = read_continuation(mesh, source.calendar(), o, likes);
  const plan when = make_plan(source.times(), source.calendar(), o, earlier ? std::optional(earlier->time) : std::nullopt);
  eudrift::read_ahead<host_slice> slices(slice_maker(source, o, likes), when.intervals.front().before, when.backward() ? -1 : 1,
                                         static_cast<index_t>(when.intervals.size()) + 1);
  print_forcing(source, o, when, likes);
  host_slice beginning = slices.next();
  print_shallow(o, beginning);
  std::vector<start_point> points =
      earlier ? std::move(earlier->points) : o.release.empty() ? scatter(mesh, beginning.wet, o, when.start) : read_release(mesh, o, when);
  report tell(o, when, source.calendar(), mesh, points, likes);
  run<Ex> r{.ex = ex,
            .when = when,
            .sea_ = sea<Ex>(ex, mesh, likes.field),
            .beginning = std::move(beginning),
            .slices = slices,
            .releases = by_interval(earlier ? earlier->waiting : points, when),
            .walk = {o.dispersal, o.seed},
            .preferred = likes.preferred,
            .staged = o.staged,
            .until_ecstatic = o.until_ecstatic,
            .goes_on = earlier.has_value()};
  points = {};  // held by now where they are needed
  if (earlier) {
    r.particles.append(earlier->begin(when));
    tell.take_over(earlier->told);
    tell.look(when.start, true, extremes(r), r.particles);
    earlier.reset();
  }
  with_scheme(o.scheme, [&]<class Scheme>() { run_loop<Scheme>(r, tell); });
  tell.finish(r.particles.bytes() + r.sort.bytes(), r.sea_.bytes());
}

}  // namespace happiest_particle
