// SPDX-License-Identifier: BSL-1.0
/// \file
/// Kernel A: reduces element values to nodes.
#pragma once
#include <eudrift/core/view.hpp>

namespace eudrift::inline EUDRIFT_ABI {

/// Weights of elements at nodes, one list a node, in ascending file number of the elements; see
/// make_node_weights().
template <class T, class Id>
struct node_weights_view {
  view<const index_t> begin;  ///< first entry of a node, (nodes + 1,)
  view<const Id> element;     ///< (entries,)
  view<const T> weight;       ///< (entries,)
};

/// Node value = weighted sum of element values, for N fields at once.  It gathers, so it needs no
/// atomics, and sums in a fixed order, so it gives the same bits everywhere.  A node without an
/// element gets 0.
template <class T, class Id, int N>
struct element_to_node {
  node_weights_view<T, Id> weights;
  soa_view<const T, N> from;  ///< element values, (N, elements)
  soa_view<T, N> to;          ///< node values, (N, nodes), in the fields' unit

  EUDRIFT_FN void operator()(index_t node) const {
    vec<T, N> sum{};
    const index_t end = weights.begin[node + 1];
    for (index_t i = weights.begin[node]; i < end; ++i)
      sum = sum + weights.weight[i] * from.load(weights.element[i]);
    to.store(node, sum);
  }
};

}  // namespace eudrift::inline EUDRIFT_ABI
