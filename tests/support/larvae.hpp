// SPDX-License-Identifier: BSL-1.0
// Particles with properties that the library does not know.
#pragma once
#include <eudrift/swarm/particle_set.hpp>

namespace test::larval {

using namespace eudrift;

struct age {
  static constexpr const char *name = "age", *unit = "s";
};
struct drift {
  static constexpr const char *name = "drift", *unit = "m";
};
struct hungry {
  static constexpr const char *name = "hungry", *unit = "1";
};

template <class Ex>
using larvae =
    particle_set<Ex, 3, property<age, float>, property<drift, vec<float, 2>>, property<hungry, std::uint8_t>>;
using larva_batch =
    particle_batch<3, property<age, float>, property<drift, vec<float, 2>>, property<hungry, std::uint8_t>>;

/// Every value of particle `id`, in every property, tells the id.
template <class Batch>
Batch batch_of(const std::vector<std::int64_t>& ids) {
  Batch b;
  b.resize(static_cast<index_t>(ids.size()));
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const auto id = static_cast<double>(ids[i]);
    const auto whole = static_cast<std::uint64_t>(ids[i]);  // which may not overflow
    b.template component<particle_id>()[i] = ids[i];
    for (int d = 0; d < 3; ++d) b.template component<position>(d)[i] = 10 * id + d;
    b.template component<host_element>()[i] = static_cast<std::int32_t>(whole + 1);
    b.template component<state>()[i] = static_cast<status>(ids[i] % 4);
    b.template component<steps_made>()[i] = static_cast<std::uint32_t>(whole + 2);
    b.template component<release_delay>()[i] = id + 3;
    b.template component<next_step>()[i] = static_cast<std::int32_t>(whole + 4);
    b.template component<age>()[i] = static_cast<float>(id / 2);
    for (int d = 0; d < 2; ++d) b.template component<drift>(d)[i] = static_cast<float>(id + 5 + d);
    b.template component<hungry>()[i] = static_cast<std::uint8_t>(ids[i] % 3 == 0);
  }
  return b;
}

template <class Batch>
bool same(const Batch& a, const Batch& b) {
  bool equal = a.size() == b.size();
  const auto compare = [&]<class Name>(Name, int components) {
    for (int d = 0; d < components; ++d)
      equal = equal && a.template component<Name>(d) == b.template component<Name>(d);
  };
  compare(particle_id{}, 1), compare(position{}, 3), compare(host_element{}, 1), compare(state{}, 1);
  compare(steps_made{}, 1), compare(release_delay{}, 1), compare(next_step{}, 1), compare(age{}, 1);
  compare(drift{}, 2), compare(hungry{}, 1);
  return equal;
}

}  // namespace test::larval
