// SPDX-License-Identifier: BSL-1.0
/// \file
/// What particles in the water need of a node: its whole column, side by side in memory.
#pragma once
#include <eudrift/kernels/layered_field.hpp>

namespace eudrift::inline EUDRIFT_ABI {

/// Numbers of a node, one line of a cache: those of its layer k and level k, or of its surface and bed.
struct alignas(64) column_line {
  double number[8];

  // What stands from which number on.
  static constexpr int current = 0;      ///< u, v before, u, v after, on layer k [m/s]
  static constexpr int vertical = 4;     ///< vertical motion before and after, on its layer or level k [m/s]
  static constexpr int diffusivity = 6;  ///< before and after, on its level k [m2/s]
  static constexpr int surface = 0;      ///< zeta before and after [m, up]
  static constexpr int depth = 2;        ///< h [m, down]
};
static_assert(sizeof(column_line) == 64);

/// The columns of all nodes: of each, a line of its surface and bed, and one for each layer or level.  A particle that
/// comes into an element reads some ten lines, where fields that lie layer by layer are in 60 places.
struct node_columns {
  const column_line* first = nullptr;
  index_t lines = 0;  ///< of layers and levels: as many as the field with most of them has

  EUDRIFT_FN constexpr bool held() const { return first != nullptr; }
  EUDRIFT_FN constexpr const double* ends(index_t node) const { return first[node * (lines + 1)].number; }
  /// Of layer (level) k; that of the next one begins sizeof(column_line) further.
  EUDRIFT_FN constexpr const double* at(index_t node, index_t k) const {
    return first[node * (lines + 1) + 1 + k].number;
  }
};

/// Map over nodes: fills their columns.
template <class Id>
struct fill_columns {
  column_slices<double, Id> column;
  layered_slices<double, Id, 2> current;
  layered_slices<double, Id, 1> vertical;     ///< no layers: none
  layered_slices<double, Id, 1> diffusivity;  ///< no layers: none
  index_t lines;                              ///< as node_columns has them
  column_line* to;                            ///< (nodes, lines + 1)

  EUDRIFT_FN void operator()(index_t node) const {
    column_line* next = to + node * (lines + 1);
    *next++ = {{column.surface.before.data[0][node], column.surface.after.data[0][node], column.depth.data[0][node]}};
    for (index_t k = 0; k < lines; ++k) {
      const index_t i = k * column.depth.size + node;
      column_line line{};
      copy(current, k, i, line.number + column_line::current);
      copy(vertical, k, i, line.number + column_line::vertical);
      copy(diffusivity, k, i, line.number + column_line::diffusivity);
      *next++ = line;
    }
  }

 private:
  template <int N>
  EUDRIFT_FN static void copy(const layered_slices<double, Id, N>& field, index_t k, index_t i, double* into) {
    if (k >= field.layers.count) return;
    for (int d = 0; d < N; ++d) into[d] = field.all.before.data[d][i], into[N + d] = field.all.after.data[d][i];
  }
};

/// The flow of N fields on an element, whose corners have these numbers: N before, then N after.
template <int N>
EUDRIFT_FN constexpr flow_on_element<double, N> flow_of(const double* a, const double* b, const double* c) {
  const auto fields = [](const double* from) {
    vec<double, N> v{};
    for (int d = 0; d < N; ++d) v.at[d] = from[d];
    return v;
  };
  const auto before = linear_of(fields(a), fields(b), fields(c));
  const auto after = linear_of(fields(a + N), fields(b + N), fields(c + N));
  return {before, {after.at_a - before.at_a, after.to_b - before.to_b, after.to_c - before.to_c}};
}

/// Surface and bed on an element, read from the columns of its nodes: what particle_rows carries of the water.
template <class Id>
struct water_on_element {
  static constexpr int carried = 9;  ///< zeta as a flow_on_element, then h as a linear_on_triangle

  triangle_mesh_view<double, Id> mesh;
  node_columns columns;

  EUDRIFT_FN vec<double, carried> carry(Id e) const {
    const double *a = columns.ends(mesh.node_of(e, 0)), *b = columns.ends(mesh.node_of(e, 1)),
                 *c = columns.ends(mesh.node_of(e, 2));
    const auto [before, change] = flow_of<1>(a, b, c);
    constexpr int h = column_line::depth;
    return {{before.at_a.at[0], before.to_b.at[0], before.to_c.at[0], change.at_a.at[0], change.to_b.at[0],
             change.to_c.at[0], a[h], b[h] - a[h], c[h] - a[h]}};
  }
  /// Asks memory for what tells the way into element e.
  EUDRIFT_FN_HOST void fetch(Id e) const {
#if defined(__GNUC__)
    if (e < 0) return;
    if (mesh.records.held()) __builtin_prefetch(&mesh.records[e]);
    __builtin_prefetch(&mesh.corner[3 * index_t(e)]);
#endif
  }
};

}  // namespace eudrift::inline EUDRIFT_ABI
