// SPDX-License-Identifier: BSL-1.0
// ftle THREADS gyre|FORCING.nc COLUMNS [TABLE]: how fast neighbours part, with exact derivatives of where each point of
// a grid goes.  docs/ftle.md explains it.
#include "../program.hpp"
#include "../surface_current/surface_current.hpp"

#include <eudrift/kernels/interpolate.hpp>
#include <eudrift/math/dual.hpp>
#include <eudrift/math/logarithm.hpp>
#include <eudrift/math/runge_kutta.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

namespace {

using namespace eudrift;

using number = dual<double, 2>;  // with its derivatives by the x and the y from which a parcel came
using point = vec<number, 2>;

struct parcel {
  point at;
  std::int32_t element;  // that it is in, where there is a mesh
};

// The double gyre of Shadden, Lekien and Marsden (2005), Physica D 212, 271, in [0, 2] x [0, 1].
struct double_gyre {
  EUDRIFT_FN point operator()(const point& p, double t, std::int32_t&) const {
    constexpr double strength = 3.14159265358979323846 * 0.1, epsilon = 0.25, period = 10;
    const double a = epsilon * sin_turn(t / period), b = 1 - 2 * a;
    const number half_f = 0.5 * (a * p[0] + b) * p[0], half_y = 0.5 * p[1], slope = 2 * a * p[0] + b;
    return {-strength * sin_turn(half_f) * cos_turn(half_y), strength * cos_turn(half_f) * sin_turn(half_y) * slope};
  }
};

// A current on a mesh; beyond its coasts no number.
struct on_mesh {
  nodal_velocity<double, std::int32_t> current;

  EUDRIFT_FN point operator()(const point& p, double t, std::int32_t& element) const {
    const auto& mesh = current.mesh;
    element = locate(mesh, element, {p[0].value, p[1].value});
    if (element == nowhere) return {number(__builtin_nan("")), number(__builtin_nan(""))};
    point corner[3];
    for (int k = 0; k < 3; ++k) corner[k] = {mesh.corner_position(element, k)[0], mesh.corner_position(element, k)[1]};
    const auto of_element = current.carry(element);
    vec<number, 12> numbers;
    for (int k = 0; k < 12; ++k) numbers[k] = of_element[k];
    return current.at(numbers, barycentric(corner[0], corner[1], corner[2], p), p, t);
  }
};

// A kernel: parcel i takes so many steps of Runge-Kutta 4.
template <class Flow>
struct carry {
  Flow flow;
  view<parcel> parcels;
  double begin, step;  // [s]
  int steps;

  EUDRIFT_FN void operator()(index_t i) const {
    parcel p = parcels[i];
    const auto velocity = [&](const point& at, double t) { return flow(at, t, p.element); };
    for (int k = 0; k < steps; ++k) p.at = eudrift::step<rk4>(velocity, p.at, begin + k * step, step);
    parcels[i] = p;
  }
};

// Parcels at the points of a grid over [0, width] x [0, height] from a corner on.
std::vector<parcel> grid(const vec<double, 2>& low, double width, double height, int columns) {
  const double cell = width / (columns - 1);
  const int rows = 1 + static_cast<int>(height / cell + 0.5);
  std::vector<parcel> all;
  for (int j = 0; j < rows; ++j)
    for (int i = 0; i < columns; ++i)
      all.push_back({{number::variable(low[0] + i * cell, 0), number::variable(low[1] + j * cell, 1)}, nowhere});
  return all;
}

// What is told of the parcels that are still in the water, on the ground, where a frame's x may be stretched.
void report(const std::vector<parcel>& from, std::span<const parcel> to, double duration, const coordinate_frame& frame,
            std::FILE* table) {
  int parted = 0;
  double largest = 0, change = 0;
  for (std::size_t i = 0; i < to.size(); ++i) {
    const double x = from[i].at[0].value, y = from[i].at[1].value;
    const number &end_x = to[i].at[0], &end_y = to[i].at[1];
    if (!(end_x.value - end_x.value == 0)) continue;
    const double before = frame.stretch(y), after = frame.stretch(end_y.value);
    const double a = end_x.by[0] * before / after, b = end_x.by[1] / after, c = end_y.by[0] * before, d = end_y.by[1];
    const double half = 0.5 * (a * a + b * b + c * c + d * d), area = a * d - b * c;
    const double stretch = half + std::sqrt(std::fmax(half * half - area * area, 0));  // largest eigenvalue of J^T J
    const double exponent = logarithm(stretch) / (2 * duration);
    ++parted, largest = std::fmax(largest, exponent), change = std::fmax(change, std::fabs(area - 1));
    const vec<double, 2> place = frame.to_file({x, y});
    if (table != nullptr)
      std::fprintf(table, "%.17g %.17g %.17g %.17g %.17g %.17g %.17g %.17g %.17g\n", place[0], place[1], end_x.value,
                   end_y.value, a, b, c, d, exponent);
  }
  std::printf("%d of %zu parcels, after %g s: largest exponent %.6g 1/s, areas change by %.2g at most\n", parted,
              to.size(), duration, largest, change);
}

template <Executor Ex>
void run(const Ex& ex, const std::string& flow, int columns, std::FILE* table) {
  if (flow == "gyre") {
    const std::vector<parcel> from = grid({0, 0}, 2, 1, columns);
    auto parcels = ex.upload(from);
    ex.map(parcels.size(), carry<double_gyre>{{}, ex.view(parcels), 0, 0.05, 300});
    report(from, ex.collect(parcels), 15, {}, table);
    return;
  }
#if defined(EUDRIFT_WITH_NETCDF)
  const surface_file file = read_surface(flow);
  const mesh_data& mesh = file.mesh;
  surface_current<Ex> sea(ex, file);
  const auto [west, east] = std::minmax_element(mesh.x.begin(), mesh.x.end());
  const auto [south, north] = std::minmax_element(mesh.y.begin(), mesh.y.end());
  const std::vector<parcel> from = grid({*west, *south}, *east - *west, *north - *south, columns);
  auto parcels = ex.upload(from);
  double duration = 0;
  for (int k = 0; k < std::min(sea.intervals(), 3); duration += sea.length(k++))  // few reach a coast so soon
    ex.map(parcels.size(), carry<on_mesh>{{sea.during(k)}, ex.view(parcels), 0, sea.length(k) / 60, 60});
  report(from, ex.collect(parcels), duration, mesh.frame, table);
#else
  throw error("ftle: this program was built without NetCDF; give gyre");
#endif
}

}  // namespace

int main(int count, char** words) {
  return run_on(count > 1 ? words[1] : "", [&](const auto& ex) {
    require(count == 4 || count == 5, "ftle: expected THREADS gyre|FORCING.nc COLUMNS [TABLE], such as 0 gyre 101");
    std::FILE* table = count == 5 ? std::fopen(words[4], "w") : nullptr;
    require(count == 4 || table != nullptr, std::string(count == 5 ? words[4] : "") + ": cannot be written");
    run(ex, words[2], number_of(words[3], "COLUMNS", 2), table);
    if (table != nullptr) std::fclose(table);
  });
}
