// SPDX-License-Identifier: BSL-1.0
/// \file
/// A mesh held in another order in memory.
#pragma once
#include <eudrift/core/error.hpp>
#include <eudrift/mesh/hilbert.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

namespace detail {

/// Where each item goes: place[order[i]] = i.  Throws error unless `order` names each of 0 ... n - 1 once.
inline std::vector<std::int32_t> places_of(std::span<const std::int32_t> order, index_t n, const char* what) {
  require(static_cast<index_t>(order.size()) == n, "an order of " + std::to_string(order.size()) + " " + what +
                                                       " was given for a mesh that has " + std::to_string(n));
  std::vector<std::int32_t> place(order.size(), -1);
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (order[i] < 0 || order[i] >= n || place[static_cast<std::size_t>(order[i])] >= 0)
      throw error(std::string("an order of ") + what + " names number " + std::to_string(order[i]) +
                  ", which is not there or came before; each from 0 to " + std::to_string(n - 1) + " is to come once");
    place[static_cast<std::size_t>(order[i])] = static_cast<std::int32_t>(i);
  }
  return place;
}

/// to[i] = from[order[i]]; an empty one stays empty.
template <class T>
std::vector<T> taken_in(std::span<const std::int32_t> order, const std::vector<T>& from) {
  std::vector<T> to(from.empty() ? 0 : order.size());
  for (std::size_t i = 0; i < to.size(); ++i) to[i] = from[static_cast<std::size_t>(order[i])];
  return to;
}

}  // namespace detail

/// A complete mesh (build_mesh) in another order: node i is the one that was node_order[i], element i the
/// one that was element_order[i].  File numbers go along, corners keep their order in an element and
/// elements theirs in a fan, so that everything computed on the mesh has the same bits.  Throws error
/// where an order does not name each number once.
inline mesh_data renumbered(const mesh_data& mesh, std::span<const std::int32_t> node_order,
                            std::span<const std::int32_t> element_order) {
  const auto node_place = detail::places_of(node_order, mesh.nodes(), "nodes");
  const auto element_place = detail::places_of(element_order, mesh.elements(), "elements");
  mesh_data to;
  to.frame = mesh.frame, to.projection = mesh.projection;
  for (const auto member : {&mesh_data::x, &mesh_data::y, &mesh_data::depth, &mesh_data::other_x, &mesh_data::other_y})
    to.*member = detail::taken_in(node_order, mesh.*member);
  to.node_number = detail::taken_in(node_order, mesh.node_number);
  to.element_number = detail::taken_in(element_order, mesh.element_number);

  to.corner.resize(mesh.corner.size()), to.neighbour.resize(mesh.neighbour.size());
  for (std::size_t i = 0; i < element_order.size(); ++i)
    for (std::size_t k = 0; k < 3; ++k) {
      const std::size_t from = 3 * static_cast<std::size_t>(element_order[i]) + k;
      const std::int32_t beyond = mesh.neighbour[from];
      to.corner[3 * i + k] = node_place[static_cast<std::size_t>(mesh.corner[from])];
      to.neighbour[3 * i + k] = beyond < 0 ? beyond : element_place[static_cast<std::size_t>(beyond)];
    }
  to.fan_begin.resize(mesh.fan_begin.size()), to.fan.resize(mesh.fan.size());
  std::int32_t at = 0;
  for (std::size_t i = 0; i < node_order.size(); ++i) {
    const auto n = static_cast<std::size_t>(node_order[i]);
    for (std::int32_t j = mesh.fan_begin[n]; j < mesh.fan_begin[n + 1]; ++j)
      to.fan[static_cast<std::size_t>(at++)] = element_place[static_cast<std::size_t>(mesh.fan[static_cast<std::size_t>(j)])];
    to.fan_begin[i + 1] = at;
  }
  return to;
}

/// A complete mesh with nodes and elements in the order of a Hilbert curve over it.
inline mesh_data hilbert_ordered(const mesh_data& mesh) {
  return renumbered(mesh, hilbert_node_order(mesh), hilbert_element_order(mesh));
}

}  // namespace eudrift::inline EUDRIFT_ABI
