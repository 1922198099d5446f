// SPDX-License-Identifier: BSL-1.0
// Drifters for a solver in Fortran, or in C: functions without classes, templates or exceptions. Each returns 0, or
// 1 and in `why` the reason, cut to `room` characters with the 0 that ends it.
#include "../solver_coupling/drifters.hpp"

#include <algorithm>
#include <cstring>
#include <exception>
#include <string>

namespace {

using drifters = solver::drifters<eudrift::serial_executor>;

template <class F>
int or_why(char* why, int room, F&& f) {
  try {
    f();
    return 0;
  } catch (const std::exception& e) {
    std::strncpy(why, e.what(), static_cast<std::size_t>(room - 1));
    why[room - 1] = 0;
    return 1;
  }
}

}  // namespace

extern "C" {

// `corner` has the three nodes of each element, the first node being 1; u and v the velocities on the elements [m/s];
// px and py where the drifters begin. *made is to be given to the other functions, and at last to drifters_end.
int drifters_begin(int nodes, const double* x, const double* y, int elements, const std::int32_t* corner, const double* u,
                   const double* v, int count, const double* px, const double* py, void** made, char* why, int room) {
  return or_why(why, room, [&] {
    std::vector<std::int32_t> from_zero(corner, corner + 3 * elements);
    for (std::int32_t& node : from_zero) --node;
    std::vector<eudrift::vec<double, 2>> points;
    for (int i = 0; i < count; ++i) points.push_back({px[i], py[i]});
    *made = new drifters({}, {x, x + nodes}, {y, y + nodes}, std::move(from_zero), {{u, v}, elements}, points);
  });
}

// After each step of the solver, with its velocities there.
int drifters_follow(void* made, double seconds, int elements, const double* u, const double* v, char* why, int room) {
  return or_why(why, room, [&] { static_cast<drifters*>(made)->follow(seconds, {{u, v}, elements}); });
}

// In the order of their beginnings.
int drifters_places(const void* made, int count, double* x, double* y, char* why, int room) {
  return or_why(why, room, [&] {
    const auto places = static_cast<const drifters*>(made)->places();
    eudrift::require(static_cast<int>(places.size()) == count, std::to_string(count) + " places were asked for, but there are " +
                                                                   std::to_string(places.size()) + " drifters; ask for as many");
    for (std::size_t i = 0; i < places.size(); ++i) x[i] = places[i][0], y[i] = places[i][1];
  });
}

void drifters_end(void* made) { delete static_cast<drifters*>(made); }
}
