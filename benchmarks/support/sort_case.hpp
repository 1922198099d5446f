// SPDX-License-Identifier: BSL-1.0
// Particles to sort again and again from the same order.
#pragma once
#include "reference_case.hpp"

#include <numeric>

namespace reference {

/// Particles in random order, or sorted and then moved for an hour.
enum class before { random, drifted };

class sort_case {
 public:
  /// `s`: scattered for random order, sorted for what drifts.
  sort_case(const sea& s, before what) : elements_(s.mesh.elements()), particles_(serial_executor{}) {
    library_case<serial_executor> c(serial_executor{}, s);
    if (what == before::drifted) c.advance();
    particle_batch<2> named = c.particles().collect_all();  // an id is a place in it
    std::iota(named.component<particle_id>().begin(), named.component<particle_id>().end(), std::int64_t{0});
    particles_.append(named);
    sort();  // what is kept from one sort to the next is there
    back_.resize(static_cast<std::size_t>(particles_.size()));
    const auto ids = particles_.collect<particle_id>();
    for (std::size_t i = 0; i < ids.size(); ++i) back_[static_cast<std::size_t>(ids[i])] = static_cast<index_t>(i);
  }
  /// Puts the particles, which are sorted, back into the order that they came in.
  void restart() { particles_.reorder(back_); }
  /// What is measured.
  void sort() { sort_(particles_, elements_); }
  index_t size() const { return particles_.size(); }

 private:
  index_t elements_;
  particle_set<serial_executor, 2> particles_;
  sort_by_element sort_;
  std::vector<index_t> back_;
};

}  // namespace reference
