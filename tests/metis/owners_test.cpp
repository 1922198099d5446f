// SPDX-License-Identifier: BSL-1.0
// The graph partitioner: fair, with few edges between processes, and the same for every order in memory.
#include <eudrift/metis/owners.hpp>
#include <eudrift/partition/mesh_share.hpp>

#include "../catch.hpp"
#include "../support/mesh_files.hpp"
#include "../support/meshes.hpp"
#include "../support/sentence.hpp"

#include <set>

using namespace eudrift;

namespace {

/// Edges between elements of different owners.
index_t cut(const mesh_data& mesh, const std::vector<std::int32_t>& owner) {
  index_t edges = 0;
  for (std::size_t i = 0; i < mesh.neighbour.size(); ++i)
    edges += mesh.neighbour[i] >= 0 && owner[i / 3] < owner[static_cast<std::size_t>(mesh.neighbour[i])];
  return edges;
}

}  // namespace

TEST_CASE("METIS gives every element one owner, about equal weights, and cuts fewer edges than the curve") {
  for (const mesh_data& mesh : {test::salish_sea(), test::estuary(), test::channel()})
    for (int ranks = 1; ranks <= 8; ++ranks) {
      const auto owner = metis_owners(mesh, ranks);
      check_owners(mesh, owner, ranks);
      std::vector<index_t> count(static_cast<std::size_t>(ranks));
      for (const std::int32_t r : owner) ++count[static_cast<std::size_t>(r)];
      CHECK(*std::min_element(count.begin(), count.end()) > 0);
      CHECK(static_cast<double>(*std::max_element(count.begin(), count.end())) <=
            1.05 * static_cast<double>(mesh.elements()) / ranks + 2);
      if (ranks > 1) CHECK(cut(mesh, owner) <= cut(mesh, hilbert_owners(mesh, ranks)));
      index_t owned = 0;
      for (int rank = 0; rank < ranks; ++rank) owned += share_of(mesh, owner, rank, {}).owned;
      CHECK(owned == mesh.elements());
    }
}

TEST_CASE("METIS's owners do not depend on the order in memory") {
  const mesh_data mesh = test::estuary(), other = test::permuted(mesh, 2);
  const auto a = metis_owners(mesh, 6), b = metis_owners(other, 6);
  int faults = 0;
  for (std::size_t e = 0; e < b.size(); ++e) faults += b[e] != a[static_cast<std::size_t>(other.element_number[e])];
  CHECK(faults == 0);
}

TEST_CASE("METIS shares out weights, also those that its integers do not hold") {
  const mesh_data mesh = test::estuary();
  for (const std::int64_t scale : {std::int64_t{1}, std::int64_t{1} << 33}) {
    std::vector<std::int64_t> weight;
    for (std::size_t e = 0; e < static_cast<std::size_t>(mesh.elements()); ++e)
      weight.push_back(scale * (mesh.element_number[e] % 7 == 0 ? 50 : 1));
    const std::int64_t total = std::accumulate(weight.begin(), weight.end(), std::int64_t{0});
    for (const int ranks : {2, 5, 8}) {
      const auto owner = metis_owners(mesh, ranks, weight);
      std::vector<std::int64_t> load(static_cast<std::size_t>(ranks));
      for (std::size_t e = 0; e < owner.size(); ++e) load[static_cast<std::size_t>(owner[e])] += weight[e];
      CHECK(static_cast<double>(*std::max_element(load.begin(), load.end())) <
            1.06 * static_cast<double>(total) / ranks + 50.0 * static_cast<double>(scale));
    }
  }
}

TEST_CASE("Nobody goes without where elements are few") {
  const mesh_data mesh = test::make_mesh({.across = 2, .up = 2});
  for (int ranks = 1; ranks <= 8; ++ranks) {
    const auto owner = metis_owners(mesh, ranks);
    CHECK(std::set<std::int32_t>(owner.begin(), owner.end()).size() == static_cast<std::size_t>(ranks));
  }
  CHECK(test::sentence([&] { metis_owners(mesh, 9); }).find("a mesh of 8 elements was to be shared out among 9") == 0);
}
