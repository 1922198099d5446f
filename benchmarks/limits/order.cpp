// SPDX-License-Identifier: BSL-1.0
#include "limits.hpp"
#include "table.hpp"

#include <deque>

namespace limits {

namespace {

/// The same particles, sorted every so many hours.
struct habit {
  std::string name;
  int hours_a_sort;  ///< 0: never
  particle_set<serial_executor, 2> particles;
  sort_by_element sort = {};
  std::vector<double> moving = {}, sorting = {};  ///< of each hour, ns a particle-step

  void begin_hour(int hour_of_run, index_t elements, double particle_steps) {
    const bool due = hours_a_sort > 0 && hour_of_run % hours_a_sort == 0;
    sorting.push_back(due ? nanoseconds([&] { sort(particles, elements); }, particle_steps) : 0);
  }
  /// Mean of hours from ... to - 1.
  static double mean(const std::vector<double>& of, int from, int to) {
    return std::accumulate(of.begin() + from, of.begin() + to, 0.0) / (to - from);
  }
};

std::vector<index_t> at_random(index_t n) {
  std::vector<index_t> order(static_cast<std::size_t>(n));
  std::iota(order.begin(), order.end(), index_t{0});
  std::shuffle(order.begin(), order.end(), std::mt19937(5));
  return order;
}

/// Sorted habits alternate hour by hour, so that what disturbs one disturbs the others too.
void run_days(serial_sea& c, std::deque<habit>& habits, int hours) {
  const double particle_steps = static_cast<double>(c.size()) * steps;
  for (int h = 0; h < hours; ++h)
    for (std::size_t i = 0; i < habits.size(); ++i) {
      habit& one = habits[h % 2 == 0 ? i : habits.size() - 1 - i];
      one.begin_hour(h, c.mesh().elements(), particle_steps);
      one.moving.push_back(nanoseconds([&] { c.advance(one.particles); }, particle_steps));
    }
}

/// Rows of one case; every hour goes to `by_hour`.
void add_rows(const sea& s, double dispersal, int hours, std::vector<row>& rows,
              std::vector<row>& by_hour) {
  const serial_executor ex;
  serial_sea c(ex, s);
  c.walk = {dispersal, 1};
  std::deque<habit> habits;
  const auto add = [&](const char* name, int every) {
    particle_set<serial_executor, 2> particles(ex);
    particles.append(s.start);
    habits.push_back({name, every, std::move(particles)});
  };
  for (const int every : {1, 2, 4, 6, 8, 24})
    add(every == 1 ? "each hour" : (std::to_string(every) + " h").c_str(), every);
  add("at the start only", 0);
  add("never", 0);
  habits.back().particles.reorder(at_random(s.start.size()));
  run_days(c, habits, hours);

  const std::string nodes = whole(static_cast<double>(s.mesh.nodes())),
                    particles = whole(static_cast<double>(c.size()));
  const int few = std::max(1, hours / 12);
  for (const habit& one : habits) {
    const double sorted = habit::mean(one.sorting, 1, hours),
                 moved = habit::mean(one.moving, 0, hours);
    double sorts = 0;
    for (int h = 1; h < hours; ++h) sorts += one.sorting[static_cast<std::size_t>(h)] > 0;
    const double a_sort = sorts > 0 ? sorted * (hours - 1) / sorts * steps : 0;
    rows.push_back({nodes, particles, whole(dispersal), one.name,
                    brief(habit::mean(one.moving, 0, few)),
                    brief(habit::mean(one.moving, hours / 2 - few / 2, hours / 2 - few / 2 + few)),
                    brief(habit::mean(one.moving, hours - few, hours)), brief(a_sort),
                    brief(sorted), brief(moved + sorted)});
    for (int h = 0; h < hours; ++h)
      by_hour.push_back({nodes, particles, whole(dispersal), one.name, std::to_string(h),
                         brief(one.moving[static_cast<std::size_t>(h)])});
  }
}

}  // namespace

void measure_order(const setting& s) {
  const int hours = s.small ? 4 : 48;
  std::vector<row> rows, by_hour;
  const auto add = [&](int side, index_t particles, double dispersal, int most_hours) {
    if (!fits(index_t{side} * side, 4 * particles)) return;
    add_rows(sea(order::sorted, particles, side), dispersal, std::min(hours, most_hours), rows,
             by_hour);
  };
  if (s.small) {
    add(32, 1000, 10, hours);
  } else {
    add(nodes_a_side, 100'000, 0, hours), add(nodes_a_side, 1'000'000, 0, hours);
    add(nodes_a_side, 100'000, 10, hours), add(1000, 1'000'000, 0, 12);
  }
  print(s.folder, "sorting",
        "How often to sort [ns a particle-step, but for a sort: ns a particle]",
        {"nodes", "particles", "dispersal m2/s", "sorted", "first hours", "middle hours",
         "last hours", "a sort", "sorts", "all"},
        rows);
  // As a file alone: what each hour took.
  std::ofstream csv(s.folder + "/hours.csv");
  csv << "nodes,particles,dispersal m2/s,sorted,hour,ns a particle-step\n";
  for (const row& r : by_hour)
    for (std::size_t i = 0; i < r.size(); ++i) csv << r[i] << (i + 1 < r.size() ? ',' : '\n');
}

}  // namespace limits
