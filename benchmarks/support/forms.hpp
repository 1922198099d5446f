// SPDX-License-Identifier: BSL-1.0
// The forms in which the library takes an interval: particle by particle or by blocks, with the elements'
// records or without, whole or by a few steps a map.
#pragma once
#include <eudrift/forcing/resident_records.hpp>

#include "reference_case.hpp"

namespace reference {

/// A kernel without its block form.
template <Kernel F>
struct index_form {
  F by;
  EUDRIFT_FN void operator()(index_t i) const { by(i); }
};

/// Records of the elements of a case, the current stored in `Stored`.
template <class Stored>
class case_records {
 public:
  using held = resident_records<serial_executor, Stored>;
  using velocity = typename held::velocity;

  explicit case_records(const library_case<serial_executor>& c) : case_(c), records_(c.executor(), c.mesh()) { fill(); }
  /// What is due when a slice arrives.
  void fill() { records_.fill(from_nodes()); }
  motion<velocity> by() const { return {records_.with(from_nodes()), {}}; }

 private:
  velocity from_nodes() const {
    const auto nodal = case_.by().velocity;
    return {nodal.mesh, nodal.current};
  }
  const library_case<serial_executor>& case_;
  held records_;
};

/// The sea's case with the elements' records beside it.
class recorded_case : public library_case<serial_executor> {
 public:
  using library = library_case<serial_executor>;

  explicit recorded_case(const sea& s) : library(serial_executor{}, s), records_(*this) {}
  void fill() { records_.fill(); }
  motion<velocity> by_records() const { return records_.by(); }

 private:
  case_records<double> records_;
};

/// Takes the interval by `visit` steps a map; run(kernel) is that map.
template <class Velocity, class F>
void in_visits(library_case<serial_executor>& c, const motion<Velocity>& by, std::int32_t visit, const F& run) {
  for (std::int32_t k = 0; k < steps; k += visit)
    run(advance_by<rk4>(by, c.particles().view(), c.grid(), k, std::min(k + visit, steps)));
}

template <class Velocity>
void advance_by_index(library_case<serial_executor>& c, const motion<Velocity>& by, std::int32_t visit) {
  in_visits(c, by, visit, [&]<class F>(const F& kernel) {
    c.executor().map(c.particles().size(), index_form<F>{kernel});
  });
}

template <class Velocity>
void advance_by_block(library_case<serial_executor>& c, const motion<Velocity>& by, std::int32_t visit) {
  in_visits(c, by, visit, [&]<BlockKernel F>(const F& kernel) {
    c.executor().map(c.particles().size(), kernel);
  });
}

}  // namespace reference
