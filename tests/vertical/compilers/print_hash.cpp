// SPDX-License-Identifier: BSL-1.0
// Prints, for two motions in layers and both forms of the kernel, a hash of where particles end: the same for both forms
// and for every compiler, optimization and instruction set.
#include "../stirred_sea.hpp"

#include <cstdio>

using namespace eudrift;

namespace {

constexpr int steps = 20;

template <class Mixing>
void print(const char* flow, const particle_batch<3>& from, const motion<test::stirred_sea::velocity_type, Mixing>& single,
           const motion<test::stirred_sea::velocity_type, Mixing>& block) {
  for (const bool blocks : {false, true}) {
    std::uint64_t hash = 14695981039346656037u;
    for (const std::uint64_t bits : test::ends<heun>(from, blocks ? block : single, blocks, steps))
      hash = (hash ^ bits) * 1099511628211u;
    std::printf("%s %s %016llx\n", flow, blocks ? "block" : "index", static_cast<unsigned long long>(hash));
  }
}

}  // namespace

int main() {
  test::stirred_sea sea(1);
  const auto v = sea.velocity(vertical_motion::omega, beyond_layers::constant);
  const auto& columns = sea.filled(v);
  const auto k = sea.diffusivity();
  using mixing = vertical_walk<visser_walk, test::stirred_sea::diffusivity_type>;
  using walking = motion<test::stirred_sea::velocity_type, mixing>;
  const auto from = sea.release(1000);
  print("flow", from, motion<test::stirred_sea::velocity_type>{v, {}}, motion<test::stirred_sea::velocity_type>{columns.with(v), {}});
  print("walk", from, walking{v, {2, 5}, {k, 50, 3}}, walking{columns.with(v), {2, 5}, {columns.with(k), 50, 3}});
}
