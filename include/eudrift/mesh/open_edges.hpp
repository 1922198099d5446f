// SPDX-License-Identifier: BSL-1.0
/// \file
/// Which edges of a mesh's boundary are open: by the nodes that bound them, or by the flow through them.
#pragma once
#include <eudrift/core/error.hpp>
#include <eudrift/mesh/mesh_data.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

/// Edge `opposite` of an element, which no other element shares.
struct boundary_edge {
  std::int32_t element;  ///< its element
  int opposite;          ///< the corner that it lies opposite to: 0, 1 or 2
};

/// The boundary of a complete mesh (build_mesh): solid and open edges, in the order of elements and corners.  Where the
/// mesh goes on, unheld, there is none.
inline std::vector<boundary_edge> boundary_edges(const mesh_data& mesh) {
  std::vector<boundary_edge> to;
  for (std::size_t i = 0; i < mesh.neighbour.size(); ++i)
    if (mesh.neighbour[i] == land || mesh.neighbour[i] == open_edge)
      to.push_back({static_cast<std::int32_t>(i / 3), static_cast<int>(i % 3)});
  return to;
}

/// How many edges of a boundary are of each kind.
struct edge_counts {
  index_t solid = 0, open = 0;
};

/// Those of a mesh.
inline edge_counts count_edges(const mesh_data& mesh) {
  edge_counts to;
  for (const std::int32_t beyond : mesh.neighbour) to.solid += beyond == land, to.open += beyond == open_edge;
  return to;
}

namespace detail {

/// Makes those edges of the boundary open that is_open(edge) holds true of, and all others of it solid.
template <class F>
edge_counts set_open(mesh_data& mesh, const F& is_open) {
  for (const boundary_edge& b : boundary_edges(mesh))
    mesh.neighbour[3 * static_cast<std::size_t>(b.element) + static_cast<std::size_t>(b.opposite)] =
        is_open(b) ? open_edge : land;
  return count_edges(mesh);
}

/// End 1 or 2 of an edge, a node.
inline std::size_t end_of_edge(const mesh_data& mesh, const boundary_edge& b, int end) {
  return static_cast<std::size_t>(
      mesh.corner[3 * static_cast<std::size_t>(b.element) + static_cast<std::size_t>((b.opposite + end) % 3)]);
}

}  // namespace detail

/// Opens the edges of a complete mesh's boundary of which both nodes are in a list, as FVCOM does (ISONB and ISBCE in
/// tge.F), and makes all others solid.  `number`: of nodes in the file, counted from 1.  To be called before the mesh
/// is shared out; renumbering and sharing keep what was set.  Throws error, naming `where` (the list) and the node's
/// line where `line_of` has one for each, for a node that is not there, comes twice or lies inside, and for a list that
/// opens no edge.
inline edge_counts open_between(mesh_data& mesh, std::span<const std::int64_t> number, const std::string& where,
                                std::span<const int> line_of = {}) {
  std::vector<char> kind(mesh.x.size());  // 1: on the boundary, 2: in the list too
  for (const boundary_edge& b : boundary_edges(mesh))
    for (int end = 1; end <= 2; ++end) kind[detail::end_of_edge(mesh, b, end)] = 1;
  std::vector<std::size_t> place(mesh.x.size(), mesh.x.size());
  for (std::size_t n = 0; n < mesh.x.size(); ++n)
    if (const auto at = static_cast<std::size_t>(mesh.node_number[n]); at < place.size()) place[at] = n;
  for (std::size_t i = 0; i < number.size(); ++i) {
    const std::int64_t n = number[i];
    const auto name = [&] {
      return where + (i < line_of.size() ? ": line " + std::to_string(line_of[i]) : std::string()) + ": names node " +
             std::to_string(n);
    };
    const bool held = n >= 1 && n <= mesh.nodes() && place[static_cast<std::size_t>(n - 1)] < place.size();
    if (!held)
      throw error(name() + ", which is not there; the mesh has nodes 1 to " + std::to_string(mesh.nodes()) +
                  ", so give the list that belongs to it");
    char& now = kind[place[static_cast<std::size_t>(n - 1)]];
    if (now == 0)
      throw error(name() + ", which lies inside the mesh; an open boundary is made of nodes at its edge, so give the "
                           "list that belongs to this mesh");
    if (now == 2) throw error(name() + " twice; name each node of the open boundary once");
    now = 2;
  }
  const edge_counts made = detail::set_open(mesh, [&](const boundary_edge& b) {
    return kind[detail::end_of_edge(mesh, b, 1)] == 2 && kind[detail::end_of_edge(mesh, b, 2)] == 2;
  });
  require(made.open > 0, where + ": opens no edge of the mesh, since no two of its " + std::to_string(number.size()) +
                             " nodes are neighbours on the mesh's edge; name both ends of each open edge");
  return made;
}

/// The flow through a mesh's boundary, by which open edges are told from solid ones where no list names them: a model
/// lets no water through a coast.
class boundary_flow {
 public:
  /// `mesh` must be complete (build_mesh), and stay.
  explicit boundary_flow(const mesh_data& mesh)
      : mesh_(mesh), edge_(boundary_edges(mesh)), greatest_(edge_.size(), 0.0) {}

  /// Takes a slice of the current at elements, eastward (along x) and northward (y) [m/s], (elements,).  A value that
  /// is no number counts as none.
  void add(std::span<const double> u, std::span<const double> v) {
    for (std::size_t i = 0; i < edge_.size(); ++i) {
      const auto e = static_cast<std::size_t>(edge_[i].element);
      const std::size_t a = detail::end_of_edge(mesh_, edge_[i], 1), b = detail::end_of_edge(mesh_, edge_[i], 2);
      const double dx = (mesh_.x[b] - mesh_.x[a]) / mesh_.frame.stretch(0.5 * (mesh_.y[a] + mesh_.y[b]));
      const double dy = mesh_.y[b] - mesh_.y[a];
      const double through = std::abs(u[e] * dy - v[e] * dx) / std::sqrt(dx * dx + dy * dy);
      if (through > greatest_[i]) greatest_[i] = through;
    }
  }
  /// The greatest normal velocity so far [m/s], for each of boundary_edges().
  const std::vector<double>& greatest() const { return greatest_; }

  /// The widest gap, by ratio, in the greatest normal velocities: those of solid edges lie below it, those of open ones
  /// above.
  struct gap {
    double below, above;  ///< [m/s]; `below` counts from 1e-6 m/s on
  };
  /// Finds it.  Where all edges are alike, below and above are so too.
  gap widest_gap() const {
    std::vector<double> sorted;
    for (const double g : greatest_) sorted.push_back(std::max(g, 1e-6));
    std::sort(sorted.begin(), sorted.end());
    gap widest{1, 1};
    for (std::size_t i = 0; i + 1 < sorted.size(); ++i)
      if (sorted[i + 1] * widest.below > widest.above * sorted[i]) widest = {sorted[i], sorted[i + 1]};
    return widest;
  }
  /// Opens the edges of `mesh`, the same mesh, through which more than `least` [m/s] flowed in some slice, and makes
  /// all others solid.
  edge_counts open(mesh_data& mesh, double least = 0.01) const {
    std::size_t i = 0;
    return detail::set_open(mesh, [&](const boundary_edge&) { return greatest_[i++] > least; });
  }

 private:
  const mesh_data& mesh_;
  std::vector<boundary_edge> edge_;
  std::vector<double> greatest_;
};

}  // namespace eudrift::inline EUDRIFT_ABI
