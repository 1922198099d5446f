// SPDX-License-Identifier: BSL-1.0
// Random walks along the vertical.  Bounds are such that chance alone breaks each once in a million runs or less.
#include <eudrift/random/variate.hpp>
#include <eudrift/vertical/walk.hpp>

#include "../catch.hpp"
#include "../support/meshes.hpp"

#include <cmath>

using namespace eudrift;

namespace {

constexpr double depth = 40;

/// The profile of a published test (PyLag's): K(z) in m2/s at z m above the bed of 40 m of water, in sigma.
struct published_profile {
  sigma_diffusivity<double> operator()(double sigma) const {
    const double c[] = {0.001, 0.0136245, -0.00263245, 2.11875e-4, -8.65898e-6, 1.7623e-7, -1.40918e-9};
    const double z = depth * (1 + sigma);
    double k = 0, slope = 0;
    for (int p = 6; p >= 0; --p) k = k * z + c[p];
    for (int p = 6; p >= 1; --p) slope = slope * z + p * c[p];
    return {k / (depth * depth), slope / depth};
  }
};

/// Euler's scheme: the right drift, but the diffusivity of where a step begins.  Not of the library.
struct euler_walk {
  template <class K>
  static double step(const K& k, double sigma, double seconds, double way) {
    const auto here = k(sigma);
    return reflect_in_column(sigma, sigma + here.slope * seconds + way * std::sqrt(6 * here.value * seconds));
  }
};

/// K = a sigma^2 / 2, in which d sigma = K' dt + sqrt(2 K) dW has an exact answer, sigma_0 exp(a t / 2 - sqrt(a) W).
struct growing {
  double a;
  sigma_diffusivity<double> operator()(double sigma) const { return {a / 2 * sigma * sigma, a * sigma}; }
};

/// Mean distance of the ends of walks of `steps` steps, a t = 1/4, from the exact ones of the same Wiener processes, of
/// which each increment is the sum of four normal numbers or of more; relative to the start.
template <class Scheme>
double strong_error(int steps) {
  constexpr int most = 64, walks = 4000;
  const double start = -0.01, a = 0.25;
  double sum = 0;
  for (std::uint64_t id = 0; id < walks; ++id) {
    double sigma = start, w = 0;
    for (int s = 0; s < steps; ++s) {
      double part = 0;
      for (int i = s * most / steps; i < (s + 1) * most / steps; ++i)
        part += normal_variate::of(philox(2, id, 0, static_cast<std::uint32_t>(i / 4)), static_cast<std::uint32_t>(i % 4)) * std::sqrt(3.0 / most);
      w += part;
      sigma = Scheme::step(growing{a}, sigma, 1.0 / steps, part * std::sqrt(steps / 3.0));
    }
    sum += std::abs(sigma / start - std::exp(a / 2 - std::sqrt(a) * w)) / walks;
  }
  return sum;
}

/// How far mean and mean square are from exp(a t) and exp(3 a t) after `steps` steps, without chance: a step of growing
/// multiplies sigma by a number, of which both means are sums over three places of Gauss, exact for uniform numbers.
template <class Scheme>
vec<double, 2> weak_error(int steps) {
  const double start = -0.01, a = 0.25, place[] = {-std::sqrt(0.6), 0, std::sqrt(0.6)}, weight[] = {5.0 / 18, 8.0 / 18, 5.0 / 18};
  double mean = 0, square = 0;
  for (int i = 0; i < 3; ++i) {
    const double factor = Scheme::step(growing{a}, start, 1.0 / steps, place[i]) / start;
    mean += weight[i] * factor, square += weight[i] * factor * factor;
  }
  return {std::abs(std::pow(mean, steps) - std::exp(a)), std::abs(std::pow(square, steps) - std::exp(3 * a))};
}

/// Calls f(sigma) with the end of each of n walks, the i-th from start(i).
template <class Scheme, class K, class Start, class F>
void walk(const K& k, std::int64_t n, double length, int steps, const Start& start, const F& f) {
  for (std::int64_t i = 0; i < n; ++i) {
    test::draws random(static_cast<std::uint64_t>(i) + 1);
    double sigma = start(i);
    for (int s = 0; s < steps; ++s) {
      sigma = Scheme::step(k, sigma, length / steps, random.between(-1, 1));
      if (!(sigma >= -1 && sigma <= 0)) FAIL("a particle is at sigma " << sigma);
    }
    f(sigma);
  }
}

constexpr int bins = 40;

/// Chi-square of n particles in 40 layers of 1 m, which were spread evenly, against even ones.
template <class Scheme>
double unevenness(std::int64_t n, double length, int steps) {
  std::vector<double> count(bins);
  walk<Scheme>(published_profile{}, n, length, steps,
               [&](std::int64_t i) { return -(static_cast<double>(i) + 0.5) / static_cast<double>(n); },
               [&](double sigma) { ++count[static_cast<std::size_t>(std::min(-sigma * bins, bins - 1.0))]; });
  const double expected = static_cast<double>(n) / bins;
  double sum = 0;
  for (const double c : count) sum += (c - expected) * (c - expected) / expected;
  return sum;
}
/// Which even particles exceed once in a million: the quantile of 39 degrees of freedom.
constexpr double rare = 97;

}  // namespace

TEST_CASE("Well mixed stays well mixed by Visser's and Milstein's schemes, and not by the naive one") {
  const std::int64_t n = test::long_form() ? 1000000 : test::full_size() ? 8000 : 2000;
  const double hours = test::long_form() ? 1 : 4, seconds = test::long_form() ? 2 : 6;
  const int steps = static_cast<int>(hours * 3600 / seconds);
  const double visser = unevenness<visser_walk>(n, hours * 3600, steps);
  const double milstein = unevenness<milstein_walk>(n, hours * 3600, steps);
  const double naive = unevenness<naive_walk>(n, hours * 3600, steps);
  INFO("chi-square of Visser " << visser << ", Milstein " << milstein << ", naive " << naive);
  CHECK(visser < rare);
  CHECK(milstein < rare);
  CHECK(naive > 5 * rare);
}

TEMPLATE_TEST_CASE("Constant diffusivity far from the ends: variance 2 K t and no mean", "", naive_walk, visser_walk,
                   milstein_walk) {
  const std::int64_t n = test::long_form() ? 1000000 : 100000;
  const double k = 1e-6, length = 600;  // of sigma: a standard deviation of 0.035
  const auto constant = [=](double) { return sigma_diffusivity<double>{k, 0}; };
  double mean = 0, square = 0;
  const double count = static_cast<double>(n);
  walk<TestType>(constant, n, length, 10, [](std::int64_t) { return -0.5; }, [&](double sigma) {
    mean += (sigma + 0.5) / count;
    square += (sigma + 0.5) * (sigma + 0.5) / count;
  });
  const double variance = 2 * k * length;
  CHECK(std::abs(mean) < 5 * std::sqrt(variance / count));
  CHECK(std::abs((square - mean * mean) / variance - 1) < 5 * std::sqrt(2 / count));
}

TEST_CASE("No particle crosses a barrier by Milstein's scheme; by Euler's some do") {
  // The pycnocline of Gräwe et al. 2012, "Why the Euler scheme in particle tracking is not enough", as Parcels has it: K =
  // 6 y (1 - 2 y) below y = 1/2 and 6 (1 - y) (2 y - 1) above; particles from y = 3/4.
  std::int64_t steps_from_below = 0;
  const auto barrier = [&](double sigma) {
    const double y = 1 + sigma;
    steps_from_below += y < 0.5;
    return y < 0.5 ? sigma_diffusivity<double>{6 * y * (1 - 2 * y), 6 - 24 * y}
                   : sigma_diffusivity<double>{6 * (1 - y) * (2 * y - 1), 18 - 24 * y};
  };
  int milstein = 0, euler = 0;
  const auto start = [](std::int64_t) { return -0.25; };
  walk<milstein_walk>(barrier, 10000, 0.3, 300, start, [&](double sigma) { milstein += sigma < -0.5; });
  CHECK(steps_from_below == 0);  // nor does any come back
  walk<euler_walk>(barrier, 10000, 0.3, 300, start, [&](double sigma) { euler += sigma < -0.5; });
  CHECK(milstein == 0);
  CHECK(euler > 100);
}

TEMPLATE_TEST_CASE("Where there is an exact answer walks have their orders: strong 1/2, Milstein's 1, and weak 1", "", euler_walk,
                   visser_walk, milstein_walk) {
  const double strong = std::log2(strong_error<TestType>(8) / strong_error<TestType>(32)) / 2;
  INFO("strong order " << strong);
  CHECK(strong == Approx(std::is_same_v<TestType, milstein_walk> ? 1 : 0.5).margin(0.1));
  for (int moment = 0; moment < 2; ++moment) {
    const double weak = std::log2(weak_error<TestType>(16).at[moment] / weak_error<TestType>(32).at[moment]);
    INFO("weak order " << weak << " of moment " << moment + 1);
    CHECK(weak == Approx(1).margin(0.1));
  }
}
