// SPDX-License-Identifier: BSL-1.0
#include <eudrift/core/reproducible.hpp>
#include <eudrift/mesh/build.hpp>
#include <eudrift/mesh/frame.hpp>
#include <eudrift/mesh/node_weights.hpp>

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

std::vector<double> weights() {
  constexpr int n = 20;
  eudrift::mesh_data mesh;
  for (int j = 0; j <= n; ++j)
    for (int i = 0; i <= n; ++i) {
      mesh.x.push_back(i * 1.7 + 0.06 * ((i * 7 + j * 13) % 5));
      mesh.y.push_back(j * 1.3 + 0.04 * ((i * 11 + j * 3) % 7));
    }
  for (int j = 0; j < n; ++j)
    for (int i = 0; i < n; ++i) {
      const int a = j * (n + 1) + i, b = a + 1, c = a + n + 1, d = c + 1;
      mesh.corner.insert(mesh.corner.end(), {a, b, d, a, d, c});
    }
  eudrift::build_mesh(mesh, "mesh");
  return eudrift::make_node_weights(mesh, eudrift::node_average::linear_exact).weight;
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
