// SPDX-License-Identifier: BSL-1.0
/// \file
/// Where on a mesh particles are to be released, and which of them find no water there.
#pragma once
#include <eudrift/core/error.hpp>
#include <eudrift/mesh/locate.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

/// What was found at the places of release.
struct placing {
  std::vector<std::int32_t> element;        ///< owner of each place; `nowhere` outside the mesh
  std::vector<std::size_t> outside, on_dry;  ///< which places, counted from 0, ascending

  bool all_in_water() const { return outside.empty() && on_dry.empty(); }
};

/// Locates places in a mesh in host memory [m, in its frame].  `wet`: whether elements are, at the slice of the
/// release or the one before it, 0 for dry, (elements,); empty: all are.
inline placing place_particles(const triangle_mesh_view<double, std::int32_t>& mesh,
                               std::span<const vec<double, 2>> places, std::span<const double> wet = {}) {
  placing to;
  for (std::size_t i = 0; i < places.size(); ++i) {
    const std::int32_t e = search(mesh, places[i]);
    to.element.push_back(e);
    if (e < 0)
      to.outside.push_back(i);
    else if (!wet.empty() && wet[static_cast<std::size_t>(e)] == 0)
      to.on_dry.push_back(i);
  }
  return to;
}

/// What to tell of it: "" where all are in water, else a sentence with numbers and ids (as many as there are places),
/// such as "2 of 9 particles lie outside the mesh: 4, 7; 1 of 9 particles lies on dry ground and is aground until that
/// is wet: 5".
inline std::string tell_of(const placing& found, std::span<const std::int64_t> id) {
  require(id.size() == found.element.size(), "an id for each place of release is expected; " +
                                                 std::to_string(id.size()) + " came for " +
                                                 std::to_string(found.element.size()) + " places");
  constexpr std::size_t most = 20;
  const auto list = [&](const std::vector<std::size_t>& which, const char* one, const char* many) {
    std::string words = std::to_string(which.size()) + " of " + std::to_string(id.size()) + " particles ";
    words += which.size() == 1 ? one : many;
    for (std::size_t i = 0; i < which.size() && i < most; ++i)
      words += (i == 0 ? ": " : ", ") + std::to_string(id[which[i]]);
    return words + (which.size() > most ? " and " + std::to_string(which.size() - most) + " more" : "");
  };
  std::string words;
  if (!found.outside.empty()) words = list(found.outside, "lies outside the mesh", "lie outside the mesh");
  if (found.on_dry.empty()) return words;
  return words + (words.empty() ? "" : "; ") +
         list(found.on_dry, "lies on dry ground and is aground until that is wet",
              "lie on dry ground and are aground until that is wet");
}

}  // namespace eudrift::inline EUDRIFT_ABI
