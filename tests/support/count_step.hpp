// SPDX-License-Identifier: BSL-1.0
// Particles that stand still and count their steps, by which their random numbers are told apart.
#pragma once
#include <eudrift/particles/particle.hpp>

namespace test {

template <class Particles>
struct count_step {
  Particles particles;
  EUDRIFT_FN void operator()(eudrift::index_t i) const { ++eudrift::get<eudrift::steps_made>(particles)[i]; }
};

}  // namespace test
