// SPDX-License-Identifier: BSL-1.0
// A mesh that one process holds: every other gets the share that it would have cut out itself.
#include <eudrift/mpi/share_out.hpp>

#include "../catch.hpp"
#include "../support/mesh_files.hpp"
#include "../support/meshes.hpp"
#include "../support/sentence.hpp"

using namespace eudrift;

namespace {

/// With the members that a file may have and `make_mesh` does not.
mesh_data basin() {
  mesh_data mesh = test::make_mesh({.width = 9000, .height = 7000, .across = 20, .up = 17});
  for (std::size_t n = 0; n < mesh.x.size(); ++n) {
    mesh.depth.push_back(0.1 * static_cast<double>(n));
    mesh.other_x.push_back(-122 + 1e-5 * mesh.x[n]), mesh.other_y.push_back(37 + 1e-5 * mesh.y[n]);
  }
  return mesh;
}

bool same(const mesh_data& a, const mesh_data& b) {
  return a.frame.spherical == b.frame.spherical && a.frame.origin_x == b.frame.origin_x &&
         a.frame.origin_y == b.frame.origin_y && a.x == b.x && a.y == b.y && a.corner == b.corner &&
         a.neighbour == b.neighbour && a.fan_begin == b.fan_begin && a.fan == b.fan &&
         a.node_number == b.node_number && a.element_number == b.element_number && a.depth == b.depth &&
         a.other_x == b.other_x && a.other_y == b.other_y;
}
bool same(const mesh_share& a, const mesh_share& b) {
  return same(a.mesh, b.mesh) && a.owned == b.owned && a.whole_nodes == b.whole_nodes && a.owner == b.owner &&
         a.node == b.node && a.element == b.element && a.by_number == b.by_number;
}

/// Owners of all elements; with a manager of its own rank 0 owns none, where there are others.
std::vector<std::int32_t> owners(const mesh_data& mesh, int size, bool manager_of_its_own) {
  if (!manager_of_its_own || size == 1) return hilbert_owners(mesh, size);
  std::vector<std::int32_t> owner = hilbert_owners(mesh, size - 1);
  for (std::int32_t& rank : owner) ++rank;
  return owner;
}

}  // namespace

TEST_CASE("Every process gets its share of a mesh that rank 0 alone holds") {
  const mesh_data meshes[] = {basin(), test::salish_sea(), test::estuary()};
  for (const std::size_t most_bytes : {communicator::usual_most_bytes, std::size_t{1000}}) {
    const communicator processes(MPI_COMM_WORLD, most_bytes);
    const int rank = processes.rank();
    for (const mesh_data& mesh : meshes)
      for (const bool manager_of_its_own : {false, true}) {
        const auto owner = owners(mesh, processes.size(), manager_of_its_own);
        const halo_width width{300, 2};
        const mesh_share share = rank == 0 ? share_out(processes, &mesh, owner, width)
                                           : share_out(processes, nullptr, {}, {});
        CHECK(same(share, share_of(mesh, owner, rank, width)));
        CHECK((share.owned == 0) == (manager_of_its_own && rank == 0 && processes.size() > 1));
      }
  }
}

TEST_CASE("A mesh that cannot be shared out is an error on all processes") {
  const communicator processes(MPI_COMM_WORLD);
  const mesh_data mesh = basin();
  const std::string who = processes.size() > 1 ? "rank 0: " : "";
  const auto refused = [&](const mesh_data* whole, const std::vector<std::int32_t>& owner, halo_width width) {
    return test::sentence([&] { share_out(processes, whole, owner, width); });
  };
  const auto owner = hilbert_owners(mesh, processes.size());
  CHECK(refused(nullptr, owner, {}) == who + "a mesh was to be shared out that rank 0 does not have");
  CHECK(refused(&mesh, {0, 0}, {}).find(who + "2 owners were given for a mesh of") == 0);
  CHECK(refused(&mesh, std::vector<std::int32_t>(owner.size(), processes.size()), {}).find(
            who + "element 1 is owned by rank " + std::to_string(processes.size())) == 0);
  CHECK(refused(&mesh, owner, {-1, 1}).find(who + "a halo of -1") == 0);
  CHECK(refused(&mesh, owner, {}).empty());
}
