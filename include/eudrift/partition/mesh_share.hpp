// SPDX-License-Identifier: BSL-1.0
/// \file
/// The part of a mesh that one process holds, as a mesh of its own.
#pragma once
#include <eudrift/mesh/renumber.hpp>
#include <eudrift/partition/halo.hpp>
#include <eudrift/partition/owners.hpp>

#include <utility>

namespace eudrift::inline EUDRIFT_ABI {

/// A process's own elements and their halo.  Nodes and elements keep their file numbers, elements their order in
/// a fan and corners theirs in an element; so what is summed over them has the bits of the whole mesh, and locate()
/// gives the whole mesh's owner of every point of an own element.
struct mesh_share {
  mesh_data mesh;  ///< elements [0, owned) are its own; beyond an edge where the whole goes on: `unheld`
  index_t owned = 0;                 ///< how many elements are its own
  index_t whole_nodes = 0;           ///< nodes [0, whole_nodes) have all their elements here
  std::vector<std::int32_t> owner;   ///< rank that owns an element, (elements,)
  std::vector<std::int32_t> node, element;  ///< numbers in the whole mesh's memory: what to read of its fields

  /// The element here that has a file number; -1: it is not held.
  std::int32_t local(std::int32_t file_number) const {
    const auto at = std::lower_bound(by_number.begin(), by_number.end(), std::pair{file_number, std::int32_t{0}});
    return at != by_number.end() && at->first == file_number ? at->second : -1;
  }
  std::vector<std::pair<std::int32_t, std::int32_t>> by_number;  ///< file numbers, ascending, with their elements here
};

namespace detail {

/// mesh_share::by_number.
inline std::vector<std::pair<std::int32_t, std::int32_t>> by_file_number(const std::vector<std::int32_t>& number) {
  std::vector<std::pair<std::int32_t, std::int32_t>> to;
  to.reserve(number.size());
  for (std::size_t e = 0; e < number.size(); ++e) to.emplace_back(number[e], static_cast<std::int32_t>(e));
  std::sort(to.begin(), to.end());
  return to;
}

}  // namespace detail

/// The share of process `rank` in a complete mesh (build_mesh) where owner[e] owns element e; one that owns none holds
/// none.  Throws error where the owners are not one for each element, or the halo's width is none (elements_to_hold).
inline mesh_share share_of(const mesh_data& mesh, std::span<const std::int32_t> owner, int rank, halo_width width) {
  check_owners(mesh, owner, std::numeric_limits<std::int32_t>::max());
  held_elements held = elements_to_hold(mesh, owner, rank, width);
  mesh_share to;
  to.owned = held.owned;
  to.element = std::move(held.element);

  std::vector<std::int32_t> element_place(owner.size(), -1), node_place(mesh.x.size(), -1);
  std::vector<bool> is_corner(mesh.x.size());  // of an element that is held
  for (std::size_t i = 0; i < to.element.size(); ++i) {
    const auto e = static_cast<std::size_t>(to.element[i]);
    element_place[e] = static_cast<std::int32_t>(i);
    for (std::size_t k = 0; k < 3; ++k) is_corner[static_cast<std::size_t>(mesh.corner[3 * e + k])] = true;
  }
  std::vector<std::int32_t> cut;  // nodes of which not all elements are here
  for (std::size_t n = 0; n < mesh.x.size(); ++n) {
    if (!is_corner[n]) continue;
    const auto first = mesh.fan.begin() + mesh.fan_begin[n], last = mesh.fan.begin() + mesh.fan_begin[n + 1];
    const auto here =
        std::count_if(first, last, [&](std::int32_t e) { return element_place[static_cast<std::size_t>(e)] >= 0; });
    (here == last - first ? to.node : cut).push_back(static_cast<std::int32_t>(n));
  }
  to.whole_nodes = static_cast<index_t>(to.node.size());
  to.node.insert(to.node.end(), cut.begin(), cut.end());
  for (std::size_t i = 0; i < to.node.size(); ++i)
    node_place[static_cast<std::size_t>(to.node[i])] = static_cast<std::int32_t>(i);

  mesh_data& part = to.mesh;
  part.frame = mesh.frame, part.projection = mesh.projection;
  for (const auto member : {&mesh_data::x, &mesh_data::y, &mesh_data::depth, &mesh_data::other_x, &mesh_data::other_y})
    part.*member = detail::taken_in(to.node, mesh.*member);
  part.node_number = detail::taken_in(to.node, mesh.node_number);
  part.element_number = detail::taken_in(to.element, mesh.element_number);
  for (const std::int32_t e : to.element) {
    to.owner.push_back(owner[static_cast<std::size_t>(e)]);
    for (std::size_t k = 0; k < 3; ++k) {
      const std::size_t i = 3 * static_cast<std::size_t>(e) + k;
      const std::int32_t beyond = mesh.neighbour[i];
      part.corner.push_back(node_place[static_cast<std::size_t>(mesh.corner[i])]);
      const std::int32_t place = beyond < 0 ? beyond : element_place[static_cast<std::size_t>(beyond)];
      part.neighbour.push_back(beyond >= 0 && place < 0 ? unheld : place);
    }
  }
  part.fan_begin.push_back(0);
  for (const std::int32_t node : to.node) {
    const auto n = static_cast<std::size_t>(node);
    for (auto i = static_cast<std::size_t>(mesh.fan_begin[n]); i < static_cast<std::size_t>(mesh.fan_begin[n + 1]); ++i)
      if (const std::int32_t e = element_place[static_cast<std::size_t>(mesh.fan[i])]; e >= 0) part.fan.push_back(e);
    part.fan_begin.push_back(static_cast<std::int32_t>(part.fan.size()));
  }
  to.by_number = detail::by_file_number(part.element_number);
  return to;
}

}  // namespace eudrift::inline EUDRIFT_ABI
