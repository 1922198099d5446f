// SPDX-License-Identifier: BSL-1.0
#include "limits.hpp"
#include "table.hpp"
#include "work.hpp"

#include <thread>

namespace limits {

namespace {

/// What a case took, beside the reference case in the same moments.
struct cost {
  double ns, of_reference;
};

int most_threads() {
  return std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1, 4);
}

/// Everything that rows are made with.
class bench {
 public:
  explicit bench(const setting& s)
      : setting_(s),
        machine_(measure_machine(most_threads(), s.small ? 1 : 5)),
        reference_sea_(order::sorted, s.small ? 1000 : 100'000),
        reference_(serial_executor{}, reference_sea_) {}

  const setting& how() const { return setting_; }
  const machine& limit() const { return machine_; }
  /// In alternating pairs with the reference case.
  template <class Case>
  cost measure(Case& c, std::int32_t visit) {
    std::vector<double> ns, ratio;
    for (int pair = 0; pair < setting_.pairs; ++pair) {
      double its = 0, other = 0;
      for (int turn = 0; turn < 2; ++turn)
        if ((pair + turn) % 2 == 0)
          its = time_a_step(c, visit);
        else
          other = time_a_step(reference_);
      ns.push_back(its), ratio.push_back(its / other);
    }
    return {median(ns), median(ratio)};
  }

 private:
  setting setting_;
  machine machine_;
  sea reference_sea_;
  serial_sea reference_;
};

const row columns{
    "nodes",           "particles",          "steps a map",      "records",
    "record bytes",    "ns a particle-step", "of the reference", "steps that leave",
    "of arithmetic %", "of nearest cache %", "of bandwidth %",   "of random records %",
    "records in"};

/// Records of one precision.
struct double_records {
  using sea_of = serial_sea;
  static constexpr const char* name = "double";
  static constexpr double bytes = 192;  ///< a record
};

struct float_records {
  using sea_of = recorded_sea<serial_executor, nodal_velocity<double, id, float>,
                              resident_records<serial_executor, float>>;
  static constexpr const char* name = "float";
  static constexpr double bytes = 128;
};

template <class Of>
row measured(bench& b, const sea& s, typename Of::sea_of& c, std::int32_t visit, double leave) {
  const double elements = static_cast<double>(s.mesh.elements()),
               particles = static_cast<double>(c.size());
  const memory_level& far = b.limit().holding(elements * Of::bytes);
  const double moved = bytes_a_step(Of::bytes, visit, leave, elements / particles);
  const double arithmetic = operations_a_step() / b.limit().separate[0];
  const double nearest = bytes_in_rows / b.limit().level[0].triad[0];
  const cost it = b.measure(c, visit);
  std::fprintf(stderr, "%lld nodes, %.0f particles, %d steps a map: %.2f ns\n",
               static_cast<long long>(s.mesh.nodes()), particles, visit, it.ns);
  const auto share = [&](double seconds) { return brief(100 * 1e9 * seconds / it.ns); };
  return {whole(static_cast<double>(s.mesh.nodes())),
          whole(particles),
          std::to_string(visit),
          Of::name,
          whole(Of::bytes),
          brief(it.ns),
          brief(it.of_reference),
          fixed(leave, 3),
          share(arithmetic),
          share(nearest),
          share(moved / far.triad[0]),
          share(1e-9 * leave * far.record),
          far.name};
}

/// Rows of a sea whose records are built once, for each number of steps a map.
template <class Of>
void add_rows_of(bench& b, const sea& s, const std::vector<std::int32_t>& visits,
                 std::vector<row>& rows) {
  typename Of::sea_of c(serial_executor{}, s);
  const double leave = share_that_leaves(c);
  for (const std::int32_t visit : visits) rows.push_back(measured<Of>(b, s, c, visit, leave));
}
/// The same for each precision that there is.
void add_rows(bench& b, const sea& s, const std::vector<std::int32_t>& visits,
              std::vector<row>& rows) {
  add_rows_of<double_records>(b, s, visits, rows);
  add_rows_of<float_records>(b, s, visits, rows);
}

std::vector<index_t> decades(index_t from, index_t to) {
  std::vector<index_t> all;
  for (; from <= to; from *= 10) all.push_back(from);
  return all;
}

void against_particles(bench& b) {
  std::vector<row> rows;
  sea s(order::sorted, 1);
  for (const index_t particles : decades(1000, b.how().small ? 1000 : 10'000'000)) {
    if (!fits(s.mesh.nodes(), particles)) continue;
    s.start = scatter(s.mesh, order::sorted, particles);
    add_rows(b, s, {steps}, rows);
  }
  print(b.how().folder, "particles", "Against the number of particles", columns, rows);
}

/// What the records of a mesh cost.
row build_price(const bench& b, const sea& s) {
  const resident_mesh<serial_executor> mesh(serial_executor{}, s.mesh);
  resident_slices<serial_executor, 2> slices(serial_executor{}, s.mesh.nodes());
  slices.receive(s.before, location::node), slices.receive(s.after, location::node);
  const nodal_velocity<double, id> current{mesh.view(), slices.view(hour)};
  const double elements = static_cast<double>(s.mesh.elements());
  std::optional<resident_records<serial_executor>> records;
  const double shapes = nanoseconds([&] { records.emplace(serial_executor{}, mesh); }, elements);
  std::vector<double> fill;
  for (int i = 0; i < b.how().pairs; ++i)
    fill.push_back(nanoseconds([&] { records->fill(current); }, elements));
  return {whole(static_cast<double>(s.mesh.nodes())), whole(elements), brief(shapes),
          brief(median(fill))};
}

void against_nodes(bench& b) {
  std::vector<row> rows, prices;
  for (const int side :
       b.how().small ? std::vector{32} : std::vector{32, 100, 142, 317, 1000, 3163}) {
    const index_t nodes = index_t{side} * side, most = b.how().small ? 1000 : 1'000'000;
    if (!fits(nodes, most)) continue;
    sea s(order::sorted, 1, side);
    prices.push_back(build_price(b, s));
    for (const index_t particles : decades(most / 10, most)) {
      s.start = scatter(s.mesh, order::sorted, particles);
      add_rows(b, s, {steps}, rows);
    }
  }
  print(b.how().folder, "nodes", "Against the number of nodes", columns, rows);
  print(b.how().folder, "records", "To build the records of a mesh [ns an element]",
        {"nodes", "elements", "once a mesh", "when a slice comes"}, prices);
}

void against_visits(bench& b) {
  std::vector<row> rows;
  for (const int side : b.how().small ? std::vector{32} : std::vector{nodes_a_side, 1000}) {
    const index_t particles = b.how().small ? 1000 : side == nodes_a_side ? 100'000 : 1'000'000;
    if (fits(index_t{side} * side, particles))
      add_rows(b, sea(order::sorted, particles, side), {1, 6, 20, 60}, rows);
  }
  print(b.how().folder, "steps", "Against the steps of a map", columns, rows);
}

}  // namespace

void measure_costs(const setting& s) {
  bench b(s);
  print_machine(b.limit(), s.folder);
  std::printf(
      "\nA particle-step that stays in its element: %.0f sums and products, %.0f bytes in the "
      "block's rows.\n",
      operations_a_step(), bytes_in_rows);
  against_particles(b);
  against_nodes(b);
  against_visits(b);
}

}  // namespace limits
