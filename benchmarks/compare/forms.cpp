// SPDX-License-Identifier: BSL-1.0
// The forms of the fused RK4 interval in alternating pairs:
//   forms NODES_A_SIDE PARTICLES [PAIRS [NAME,NAME...]]
#include "../support/forms.hpp"
#include "../support/sort_case.hpp"
#include "../support/timing.hpp"
#include "goals.hpp"

#include <eudrift/swarm/staged_advance.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>
#include <sys/resource.h>

using namespace reference;

namespace {

/// Where a particle ended, by numbers that do not depend on any order.
struct end_of_way {
  double x, y;
  id element;  ///< its number in the file
  bool operator==(const end_of_way&) const = default;
};

/// By particle; element[i] and the like are those of s.start's particle i.
template <class X, class Element>
std::vector<end_of_way> ends(const sea& s, const X& x, const X& y, const Element& element) {
  const auto& ids = s.start.component<particle_id>();
  std::vector<end_of_way> to(ids.size());
  for (std::size_t i = 0; i < ids.size(); ++i)
    to[static_cast<std::size_t>(ids[i])] = {x[i], y[i], s.mesh.element_number[static_cast<std::size_t>(element[i])]};
  return to;
}

struct form {
  std::string name, what;
  std::function<void()> restart, run;
  std::function<std::vector<end_of_way>()> end;
  bool rounded = false;            ///< float records: other bits than those of double
  std::vector<double> ns = {};  ///< per particle-step, one a pair
};

form hand_form(const std::string& name, const std::string& what, const sea& s, hand_case& c) {
  return {name, what, [&] { c.restart(); }, [&] { c.advance_by_steps(); },
          [&] { return ends(s, c.x, c.y, c.element); }};
}

form library_form(const std::string& name, const std::string& what, const sea& s, recorded_case& c,
                  std::function<void()> run) {
  return {name, what, [&] { c.restart(); }, std::move(run), [&] {
            auto& p = c.particles();
            return ends(s, p.collect<position>(0), p.collect<position>(1), p.collect<host_element>());
          }};
}

double farthest(const std::vector<end_of_way>& a, const std::vector<end_of_way>& b) {
  double most = 0;
  for (std::size_t i = 0; i < a.size(); ++i) most = std::max(most, std::hypot(a[i].x - b[i].x, a[i].y - b[i].y));
  return most;
}

/// Ends the program unless all leave every particle at the same bits; says how far rounded ones leave them.
void require_equal_ends(std::vector<form>& forms) {
  std::vector<end_of_way> first;
  for (form& f : forms) {
    f.restart();
    f.run();
    auto end = f.end();
    if (first.empty()) first = std::move(end);
    if (f.rounded) std::printf("(%s) leaves particles %.1e m away at most\n", f.name.c_str(), farthest(end, first));
    require(f.rounded || &f == &forms[0] || end == first,
            "(" + f.name + ") and (" + forms[0].name + ") leave particles at different bits; they do not compare");
  }
}

/// Runs all forms `pairs` times, in turn forwards and backwards.
void measure(std::vector<form>& forms, int pairs, double particle_steps) {
  for (int pair = 0; pair < pairs; ++pair)
    for (std::size_t i = 0; i < forms.size(); ++i) {
      form& f = forms[pair % 2 == 0 ? i : forms.size() - 1 - i];
      f.restart();
      f.ns.push_back(nanoseconds(f.run, particle_steps));
    }
}

/// Median over `pairs` of the time that f takes for each of `items`; `before` is not measured.
template <class Before, class F>
double price(int pairs, double items, const Before& before, const F& f) {
  std::vector<double> ns;
  for (int pair = 0; pair < pairs; ++pair) {
    before();
    ns.push_back(nanoseconds(f, items));
  }
  return median(ns);
}

double sort_price(const sea& s, before what, int pairs) {
  sort_case c(s, what);
  return price(pairs, static_cast<double>(c.size()), [&] { c.restart(); }, [&] { c.sort(); });
}

/// Keeps the forms that `names`, a list with commas, holds; all where it is empty.
void keep(std::vector<form>& forms, const std::string& names) {
  if (names.empty()) return;
  std::erase_if(forms, [&](const form& f) { return ("," + names + ",").find("," + f.name + ",") == std::string::npos; });
  require(!forms.empty(), "none of the forms is one of " + names);
}

void compare(int side, index_t particles, int pairs, const std::string& names) {
  const sea file(order::scattered, particles, side), sorted(order::sorted, particles, side);
  const double particle_steps = static_cast<double>(particles) * steps;
  const double elements = static_cast<double>(sorted.mesh.elements());
  std::printf("%ld nodes, %ld elements, %ld particles, %d steps of %.0f s, %d lanes, pairs: %d\n",
              static_cast<long>(sorted.mesh.nodes()), static_cast<long>(sorted.mesh.elements()),
              static_cast<long>(particles), steps, hour / steps, lanes::size, pairs);

  hand_case by_hand_in_file(file), by_hand(sorted);
  recorded_case c(sorted);
  staged_advance<rk4, serial_executor> staged(c.executor());
  std::vector<form> forms;
  forms.push_back(hand_form("a", "by hand, a pass a step, mesh and particles at random", file, by_hand_in_file));
  forms.push_back(hand_form("a2", "by hand, a pass a step, sorted", sorted, by_hand));
  const auto add = [&](const char* name, const char* what, std::function<void()> run) {
    forms.push_back(library_form(name, what, sorted, c, std::move(run)));
  };
  add("b", "index form, a map a step", [&] { advance_by_index(c, c.by(), 1); });
  add("c", "staged, a map a stage", [&] { staged(c.particles(), c.by(), c.grid(), 0, steps); });
  add("d", "index form, fused", [&] { advance_by_index(c, c.by(), steps); });
  add("e", "block form, records, fused", [&] { advance_by_block(c, c.by_records(), steps); });
  add("e nodes", "block form, no records, fused", [&] { advance_by_block(c, c.by(), steps); });
  const case_records<float> rounded(c);
  add("e float", "block form, records in float, fused", [&] { advance_by_block(c, rounded.by(), steps); });
  forms.back().rounded = true;
  add("f1", "block form, records, a map a step", [&] { advance_by_block(c, c.by_records(), 1); });
  add("f6", "block form, records, 6 steps a map", [&] { advance_by_block(c, c.by_records(), 6); });
  add("f20", "block form, records, 20 steps a map", [&] { advance_by_block(c, c.by_records(), 20); });
  keep(forms, names);
  require_equal_ends(forms);
  std::printf("all other forms leave the same bits; %.3f crossings per particle-step\n", crossings_per_step(sorted));

  measure(forms, pairs, particle_steps);
  times t;
  std::printf("%-9s%-54s%9s%9s%9s\n", "", "medians", "ns/step", "(a)/it", "(a2)/it");
  for (const form& f : forms) t[f.name] = f.ns;
  for (const form& f : forms)
    std::printf("%-9s%-54s%9.2f%9.2f%9.2f\n", f.name.c_str(), f.what.c_str(), median(f.ns),
                ratio(t, "a", f.name), ratio(t, "a2", f.name));  // nan: (a) or (a2) was not run

  const double fill = price(pairs, elements, [] {}, [&] { c.fill(); });
  const double shapes = price(std::min(pairs, 5), elements, [] {}, [&] {
    const resident_records<serial_executor> made(c.executor(), c.mesh());
  });
  std::printf("records: %.2f ns an element when a slice comes (%.2f a particle-step here), %.2f once a mesh, "
              "%d bytes an element\n", fill, fill * elements / particle_steps, shapes,
              static_cast<int>(sizeof(recorded_case::velocity::record_type)));
  const double drifted = sort_price(sorted, before::drifted, pairs);
  std::printf("sort: %.2f ns a particle from random order, %.2f after an hour of drift (%.2f a particle-step)\n",
              sort_price(file, before::random, pairs), drifted, drifted / steps);
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  std::printf("memory: %.2f GiB at most\n", static_cast<double>(used.ru_maxrss) / (1 << 20));
  print_goals(t, sorted.mesh.nodes(), particles);
}

}  // namespace

int main(int argc, char** argv) try {
  const int side = argc > 2 ? std::atoi(argv[1]) : 0;
  const index_t particles = argc > 2 ? std::atol(argv[2]) : 0;
  if (side < 3 || particles < 1) {
    std::fprintf(stderr, "usage: forms NODES_A_SIDE PARTICLES [PAIRS [NAME,NAME...]]\n");
    return 2;
  }
  compare(side, particles, argc > 3 ? std::max(1, std::atoi(argv[3])) : 11, argc > 4 ? argv[4] : "");
  return 0;
} catch (const std::exception& e) {
  std::fprintf(stderr, "forms: %s\n", e.what());
  return 1;
}
