// SPDX-License-Identifier: BSL-1.0
// The forms of the fused RK4 interval in layers of water, without and with random walks, in alternating pairs:
//   layered_forms NODES_A_SIDE PARTICLES [PAIRS [NAME,NAME...]]
#include "../support/forms.hpp"
#include "../support/layered_case.hpp"
#include "../support/timing.hpp"
#include "goals.hpp"

#include <cstdio>
#include <functional>

#include <sys/resource.h>

using namespace reference;

namespace {

/// Where a particle ended.
struct end_of_way {
  double x, y, sigma;
  id element;
  bool operator==(const end_of_way&) const = default;
};

struct form {
  std::string name, what;
  std::function<void()> restart, run;
  std::function<std::vector<end_of_way>()> end;
  std::vector<double> ns = {};  ///< per particle-step, one a pair
};

template <class X, class Element>
std::vector<end_of_way> ends(const X& x, const X& y, const X& sigma, const Element& element) {
  std::vector<end_of_way> to;
  for (std::size_t i = 0; i < x.size(); ++i) to.push_back({x[i], y[i], sigma[i], element[i]});
  return to;
}

/// Share of the particle-steps that end in another element, and between other layers, than they began.
template <class By>
void print_crossings(layered_case& c, const By& by) {
  c.restart();
  double elements = 0, layers = 0;
  auto before = c.particles().collect_all();
  const auto layer = [](double sigma) { return static_cast<int>(std::min(std::max(-10 * sigma - 0.5, 0.0), 8.0)); };
  for (std::int32_t k = 0; k < steps; ++k) {
    c.executor().map(c.particles().size(), advance_by<rk4>(by, c.particles().view(), c.grid(), k, k + 1));
    auto now = c.particles().collect_all();
    for (std::size_t i = 0; i < static_cast<std::size_t>(now.size()); ++i) {
      elements += before.component<host_element>()[i] != now.component<host_element>()[i];
      layers += layer(before.component<position>(2)[i]) != layer(now.component<position>(2)[i]);
    }
    before = std::move(now);
  }
  const double all = static_cast<double>(before.size()) * steps;
  std::printf("crossings per particle-step: %.3f into another element, %.3f between other layers\n", elements / all,
              layers / all);
}

template <class By>
void run_by(layered_case& c, const By& by, std::int32_t visit, bool blocks) {
  for (std::int32_t k = 0; k < steps; k += visit) {
    auto kernel = advance_by<rk4>(by, c.particles().view(), c.grid(), k, std::min(k + visit, steps));
    static_assert(BlockKernel<decltype(kernel)>);
    if (blocks)
      c.executor().map(c.particles().size(), kernel);
    else
      c.executor().map(c.particles().size(), index_form<decltype(kernel)>{kernel});
  }
}

template <class By>
void compare(layered_case& c, layered_hand_case& hand, const By& by, bool walks, int pairs, const std::string& names) {
  const double particle_steps = static_cast<double>(hand.x.size()) * steps;
  std::vector<form> forms{{"a2", "by hand, a pass a step, sorted", [&] { hand.restart(); },
                           [&] { hand.advance(walks); }, [&] { return ends(hand.x, hand.y, hand.sigma, hand.element); }}};
  const auto add = [&](const char* name, const char* what, std::int32_t visit, bool blocks) {
    forms.push_back({name, what, [&] { c.restart(); }, [&, visit, blocks] { run_by(c, by, visit, blocks); }, [&] {
                       auto& p = c.particles();
                       return ends(p.template collect<position>(0), p.template collect<position>(1),
                                   p.template collect<position>(2), p.template collect<host_element>());
                     }});
  };
  add("b", "index form, a map a step", 1, false);
  add("d", "index form, fused", steps, false);
  add("e", "block form, fused", steps, true);
  add("f1", "block form, a map a step", 1, true);
  add("f6", "block form, 6 steps a map", 6, true);
  add("f20", "block form, 20 steps a map", 20, true);
  if (!names.empty())
    std::erase_if(forms, [&](const form& f) {
      return ("," + names + ",").find("," + f.name + ",") == std::string::npos;
    });
  require(!forms.empty(), "none of the forms is one of " + names);

  std::vector<end_of_way> first;
  for (form& f : forms) {
    f.restart(), f.run();
    auto end = f.end();
    if (first.empty()) first = std::move(end);
    std::size_t differ = 0;
    for (std::size_t i = 0; &f != &forms[0] && i < end.size(); ++i) differ += !(end[i] == first[i]);
    require(differ == 0, "(" + f.name + ") and (" + forms[0].name + ") leave " + std::to_string(differ) + " of " +
                             std::to_string(first.size()) + " particles at different bits; they do not compare");
  }
  std::printf("\n%s: all forms leave the same bits\n", walks ? "advection and random walks" : "advection");
  print_crossings(c, by);
  for (int pair = 0; pair < pairs; ++pair)
    for (std::size_t i = 0; i < forms.size(); ++i) {
      form& f = forms[pair % 2 == 0 ? i : forms.size() - 1 - i];
      f.restart();
      f.ns.push_back(nanoseconds(f.run, particle_steps));
    }
  times t;
  for (const form& f : forms) t[f.name] = f.ns;
  std::printf("%-5s%-36s%9s%9s%9s%9s%12s\n", "", "ns a particle-step", "median", "least", "(a2)/it", "(d)/it",
              "least/least");
  const auto least = [&](const std::string& name) { return *std::min_element(t.at(name).begin(), t.at(name).end()); };
  for (const form& f : forms)
    std::printf("%-5s%-36s%9.2f%9.2f%9.2f%9.2f%12.2f\n", f.name.c_str(), f.what.c_str(), median(f.ns), least(f.name),
                ratio(t, "a2", f.name), ratio(t, "d", f.name),
                t.contains("a2") ? least("a2") / least(f.name) : std::nan(""));
  const bool small = c.advection().velocity.mesh.element_number.size < 200000;
  const double goal = small ? (walks ? 5.5 : 6) : walks ? 5 : hand.x.size() > 500000 ? 4.5 : 6;
  print_goal("(a2) / (e)", ratio(t, "a2", "e"), ">=", goal);
  print_goal("(a2) / (f1)", ratio(t, "a2", "f1"), ">=", 1.8);
}

}  // namespace

int main(int argc, char** argv) try {
  const int side = argc > 2 ? std::atoi(argv[1]) : 0;
  const index_t particles = argc > 2 ? std::atol(argv[2]) : 0;
  if (side < 3 || particles < 1) {
    std::fprintf(stderr, "usage: layered_forms NODES_A_SIDE PARTICLES [PAIRS [NAME,NAME...]]\n");
    return 2;
  }
  const int pairs = argc > 3 ? std::max(1, std::atoi(argv[3])) : 11;
  const std::string names = argc > 4 ? argv[4] : "";
  const layered_basin basin(particles, side);
  std::printf("%ld nodes, %ld elements, %d layers, %ld particles, %d steps of %.0f s, %d lanes, pairs: %d\n",
              static_cast<long>(basin.mesh.nodes()), static_cast<long>(basin.mesh.elements()), layer_count,
              static_cast<long>(particles), steps, hour / steps, lanes::size, pairs);
  layered_case c({}, basin);
  layered_hand_case hand(basin);
  const double begin = cpu_seconds();
  c.fill();
  std::printf("columns: %.1f ns a node when a slice comes, %d bytes a node\n",
              (cpu_seconds() - begin) * 1e9 / static_cast<double>(basin.mesh.nodes()),
              static_cast<int>(sizeof(column_line) * (layer_count + 2)));
  compare(c, hand, c.advection(), false, pairs, names);
  compare(c, hand, c.walk(), true, pairs, names);
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  std::printf("memory: %.2f GiB at most\n", static_cast<double>(used.ru_maxrss) / (1 << 20));
  return 0;
} catch (const std::exception& e) {
  std::fprintf(stderr, "layered_forms: %s\n", e.what());
  return 1;
}
