// SPDX-License-Identifier: BSL-1.0
#include <eudrift/json/manifest.hpp>

int main() {
  const eudrift::forcing_manifest manifest{3, 1500, {{.name = "temp", .unit = "C", .items = 7, .bytes = 56}}};
  return eudrift::manifest_from_json(eudrift::to_json(manifest)) == manifest ? 0 : 1;
}
