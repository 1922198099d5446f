// SPDX-License-Identifier: BSL-1.0
// What the forms of the interval are to reach against one another.
#pragma once
#include <eudrift/core/config.hpp>

#include "../support/timing.hpp"

#include <cmath>
#include <cstdio>
#include <map>
#include <string>

namespace reference {

/// ns per particle-step of each form, one of each pair.
using times = std::map<std::string, std::vector<double>>;

/// How many times as long as `form` does `as` take: the median of the pairs; NaN where one was not run.
inline double ratio(const times& t, const std::string& as, const std::string& form) {
  if (!t.contains(as) || !t.contains(form)) return std::nan("");
  std::vector<double> of;
  for (std::size_t i = 0; i < t.at(form).size(); ++i) of.push_back(t.at(as)[i] / t.at(form)[i]);
  return median(of);
}

inline void print_goal(const char* what, double reached, const char* bound, double goal) {
  if (std::isnan(reached)) return;
  const bool met = *bound == '>' ? reached >= goal : reached <= goal;
  std::printf("goal: %-22s %6.2f, %s %.2f: %s\n", what, reached, bound, goal, met ? "met" : "not met");
}

/// A line for each goal that is set for a mesh of this size.
inline void print_goals(const times& t, eudrift::index_t nodes, eudrift::index_t particles) {
  const bool small = nodes < 100000;
  if (small) print_goal("(a) / (e)", ratio(t, "a", "e"), ">=", 15);
  print_goal("(a2) / (e)", ratio(t, "a2", "e"), ">=", !small ? 5 : particles <= 100000 ? 7 : 6);
  print_goal("(a2) / (f1)", ratio(t, "a2", "f1"), ">=", 3);
  print_goal("(b) / (d)", ratio(t, "b", "d"), ">=", 1.4);
  print_goal("(b) / (a2)", ratio(t, "b", "a2"), "<=", 1.05);
}

}  // namespace reference
