// SPDX-License-Identifier: BSL-1.0
/// \file
/// One process holds a mesh whole, and hands every other its share.
#pragma once
#include <eudrift/mpi/agree.hpp>
#include <eudrift/partition/mesh_share.hpp>

#include <array>
#include <type_traits>

namespace eudrift::inline EUDRIFT_ABI {

namespace detail {

/// Calls f(array) for each array of a share but by_number, which is made of another.  Does not compile where a member
/// was added to either struct and not here.
template <class Share, class F>
void for_each_array(Share& share, const F& f) {
  auto& [mesh, owned, whole_nodes, owner, node, element, by_number] = share;
  auto& [frame, x, y, corner, neighbour, fan_begin, fan, node_number, element_number, depth, other_x, other_y, projection] =
      mesh;
  f(x), f(y), f(corner), f(neighbour), f(fan_begin), f(fan), f(node_number), f(element_number);
  f(depth), f(other_x), f(other_y), f(projection), f(owner), f(node), f(element);
}

/// What is sent before the arrays.
struct share_head {
  std::int64_t is_there;  // 0: there is no share, since the root failed
  coordinate_frame frame;
  index_t owned, whole_nodes;
  std::array<std::int64_t, 15> items;  // of each array
};

inline void send_share(const communicator& processes, int to, const mesh_share* share) {
  share_head head{};
  if (share != nullptr) {
    head = {1, share->mesh.frame, share->owned, share->whole_nodes, {}};
    std::size_t i = 0;
    for_each_array(*share, [&](const auto& a) { head.items.at(i++) = static_cast<std::int64_t>(a.size()); });
  }
  processes.send(to, std::as_bytes(std::span(&head, 1)));
  std::byte has_room{};
  if (share != nullptr) processes.receive(to, std::span(&has_room, 1));
  if (has_room != std::byte{0})
    for_each_array(*share, [&](const auto& a) { processes.send(to, std::as_bytes(std::span(a))); });
}

/// Returns what failed here: to make room for it.
inline std::string receive_share(const communicator& processes, int from, mesh_share& share) {
  share_head head{};
  processes.receive(from, std::as_writable_bytes(std::span(&head, 1)));
  if (head.is_there == 0) return "";
  const std::string failed = sentence_of([&] {
    std::size_t i = 0;
    for_each_array(share, [&](auto& a) { a.resize(static_cast<std::size_t>(head.items.at(i++))); });
  });
  const std::byte has_room{failed.empty()};
  processes.send(from, std::span(&has_room, 1));
  if (!failed.empty()) return failed;
  share.mesh.frame = head.frame, share.owned = head.owned, share.whole_nodes = head.whole_nodes;
  for_each_array(share, [&](auto& a) { processes.receive(from, std::as_writable_bytes(std::span(a))); });
  share.by_number = by_file_number(share.mesh.element_number);
  return "";
}

}  // namespace detail

/// Collective: every process has the share that make(rank) gives at rank 0, the one process where it is called.  Beside
/// its own share rank 0 has no more than one other's in memory.  What make() throws is an error on all.
template <class Make>
  requires std::is_invocable_r_v<mesh_share, Make, int>
mesh_share share_out(const communicator& processes, const Make& make) {
  constexpr int root = 0;
  mesh_share own;
  std::string failed;
  if (processes.rank() == root) {
    for (int rank = processes.size() - 1; rank >= 0; --rank) {  // its own last
      mesh_share share;
      if (failed.empty()) failed = sentence_of([&] { share = make(rank); });
      if (rank != root) detail::send_share(processes, rank, failed.empty() ? &share : nullptr);
      else own = std::move(share);
    }
  } else {
    failed = detail::receive_share(processes, root, own);
  }
  agree(processes, failed);
  return own;
}

/// Collective: every process has its share of a mesh (share_of), which only rank 0 need hold.  There `whole` is the mesh,
/// complete (build_mesh), and owner[e] owns element e; elsewhere neither is looked at, nor is the width.  A process that owns
/// nothing holds nothing.  What share_of() refuses is an error on all.
inline mesh_share share_out(const communicator& processes, const mesh_data* whole, std::span<const std::int32_t> owner,
                            halo_width width) {
  return share_out(processes, [&](int rank) {
    require(whole != nullptr, "a mesh was to be shared out that rank 0 does not have");
    check_owners(*whole, owner, processes.size());
    return share_of(*whole, owner, rank, width);
  });
}

}  // namespace eudrift::inline EUDRIFT_ABI
