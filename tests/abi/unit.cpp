// SPDX-License-Identifier: BSL-1.0
#include <eudrift/core/reproducible.hpp>
#include <eudrift/mesh/frame.hpp>

#include "units.hpp"

#define TEXT_OF(x) #x
#define TEXT(x) TEXT_OF(x)

namespace UNIT {

std::string tag() { return TEXT(EUDRIFT_ABI); }

std::uintptr_t function() {
  double (*address)(double) = &eudrift::cos_latitude<double>;
  return reinterpret_cast<std::uintptr_t>(address);
}

std::vector<double> positions() {
  const eudrift::coordinate_frame frame{true, -122.5, 37.7};
  std::vector<double> out(8000);
  for (int i = 0; i < 4000; ++i) {
    const auto p = frame.to_internal(-130.0 + 0.004 * i, -85.0 + 0.0425 * i);
    out[static_cast<std::size_t>(i)] = p[0] * frame.stretch(p[1]);
    out[static_cast<std::size_t>(i + 4000)] = p[1];
  }
  return out;
}

bool reproducible() { return eudrift::is_reproducible_build(); }

bool has_fused_instruction() {
#if defined(__FMA__) || defined(__ARM_FEATURE_FMA)
  return true;
#else
  return false;
#endif
}

}  // namespace UNIT
