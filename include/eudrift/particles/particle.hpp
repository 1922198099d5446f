// SPDX-License-Identifier: BSL-1.0
/// \file
/// The properties that every particle has.
#pragma once
#include <eudrift/particles/property.hpp>

#include <utility>

namespace eudrift::inline EUDRIFT_ABI {

/// What a particle is doing.  Every particle has one status, and the counts add up.
enum class status : std::uint8_t {
  moving = 0,
  aground = 1,  ///< held in an element that is dry at both slices of the interval
  left = 2,     ///< gone through an open edge; its place is the last in the mesh
  waiting = 3,  ///< not yet released
  departed = 4,  ///< ended a step in an element that another process owns; goes on there, after a transfer
  unresolved = 5,  ///< given up by the control of steps to a tolerance; it stays where its last step ended
  stranded = 6,    ///< thrown ashore (coast_rule::strand); floats again when its element, having been dry, is wet
  settled = 7,     ///< came to rest by its own behaviour (behaviour/settlement.hpp)
  dead = 8,        ///< ended by its own behaviour (behaviour/mortality.hpp)
};
inline constexpr int status_count = 9;  ///< number of statuses
/// A word for each status, by its number, for files and people.
inline constexpr const char* status_names[status_count] = {"moving",     "aground",  "left",    "waiting", "departed",
                                                           "unresolved", "stranded", "settled", "dead"};
/// Whether a particle with this status never moves again, whatever the forcing does.
EUDRIFT_FN constexpr bool is_final(status s) {
  return s == status::left || s == status::unresolved || s == status::settled || s == status::dead;
}
/// Whether its way has ended: for good, or, of one that is stranded, until it floats again.
EUDRIFT_FN constexpr bool has_ended(status s) { return is_final(s) || s == status::stranded; }
/// Whether a particle can have this status between a transfer and the next steps, and so in a file.
EUDRIFT_FN constexpr bool is_lasting(status s) {
  return s != status::departed && static_cast<int>(s) < status_count;
}

/// Number of a particle, unique, 0 or more; it never changes.
struct particle_id {
  static constexpr const char *name = "trajectory", *unit = "1";
};
/// Where it is [m, in the mesh's frame]; in three dimensions the third component is sigma, 0 at the surface and -1 at
/// the bed.
struct position {
  static constexpr const char *name = "position", *unit = "m";
};
/// The element that owns its position.
struct host_element {
  static constexpr const char *name = "element", *unit = "1";
};
/// Its status.
struct state {
  static constexpr const char *name = "status", *unit = "1";
};
/// Steps that it has made since its release: with its id the key of its random numbers, so that these
/// depend neither on how a run is cut nor on who computes.
struct steps_made {
  static constexpr const char *name = "steps", *unit = "1";
};
/// Time from the beginning of the present forcing interval to its release in it [s], negative in a run
/// backwards; 0 for particles released in an earlier one.
struct release_delay {
  static constexpr const char *name = "release_delay", *unit = "s";
};

/// Grid point of the present forcing interval from which a departed particle goes on.
struct next_step {
  static constexpr const char *name = "next_step", *unit = "1";
};

/// When a particle left, was stranded or became unresolved [s after step_grid::origin: of the forcing interval in which
/// it did, or of all].  Of those who want to know: particles with this further property are told, others are not.
/// Until then, and once it floats again, it means nothing: has_ended(status) tells.
struct leaving_delay {
  static constexpr const char *name = "leaving_delay", *unit = "s";
};

/// Particles in Dim dimensions with further properties P, as kernels see them.
template <int Dim, class... P>
using drifter_view =
    particle_view<property<particle_id, std::int64_t>, property<position, vec<double, Dim>>,
                  property<host_element, std::int32_t>, property<state, status>,
                  property<steps_made, std::uint32_t>, property<release_delay, double>,
                  property<next_step, std::int32_t>, P...>;

/// Dimensions in which particles move.
template <class Particles>
inline constexpr int dimensions = decltype(get<position>(std::declval<const Particles&>()).load(0))::size;

}  // namespace eudrift::inline EUDRIFT_ABI
