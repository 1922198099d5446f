// SPDX-License-Identifier: BSL-1.0
// Prints, for both forms of the kernel in layers, a hash of where particles end: the same for both forms
// and for every compiler, optimization and instruction set.
#include "../stirred_sea.hpp"

#include <cstdio>

using namespace eudrift;

namespace {

using velocity_type = test::stirred_sea::velocity_type;
using walking = motion<velocity_type, vertical_walk<visser_walk, test::stirred_sea::diffusivity_type>>;

void print(const char* flow, const particle_batch<3>& from, const walking& by, bool blocks) {
  std::uint64_t hash = 14695981039346656037u;
  for (const std::uint64_t bits : test::ends<heun>(from, by, blocks, 20)) hash = (hash ^ bits) * 1099511628211u;
  std::printf("%s %s %016llx\n", flow, blocks ? "block" : "index", static_cast<unsigned long long>(hash));
}

}  // namespace

int main() {
  test::stirred_sea sea(1);
  velocity_type v = sea.velocity(vertical_motion::omega, beyond_layers::constant);
  auto k = sea.diffusivity();
  const auto from = sea.release(1000);
  const auto print_both = [&](const char* flow) {
    const auto& columns = sea.filled(v);
    print(flow, from, {v, {2, 5}, {k, 50, 3}}, false);
    print(flow, from, {columns.with(v), {2, 5}, {columns.with(k), 50, 3}}, true);
  };
  print_both("walk");
  v.current = sea.uneven(v.current), v.vertical = sea.uneven(v.vertical), k.diffusivity = sea.uneven(k.diffusivity);
  v.roughness = 0.05;
  print_both("uneven,rough");
}
