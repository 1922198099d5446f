// SPDX-License-Identifier: BSL-1.0
/// \file
/// The columns of all nodes in an executor's memory.
#pragma once
#include <eudrift/forcing/resident_mesh.hpp>
#include <eudrift/kernels/fill_records.hpp>
#include <eudrift/kernels/layered_velocity.hpp>
#include <eudrift/kernels/vertical_walk.hpp>

#include <concepts>
#include <cstdint>
#include <utility>

namespace eudrift::inline EUDRIFT_ABI {

/// All that a step in layers needs of a node side by side, and of an element its element_record: 64 bytes a node and
/// layer, 64 a node, 64 an element.  With them particles go in blocks of lanes (layered_block), with the bits that they
/// have without.
template <Executor Ex>
class resident_columns {
 public:
  template <class Profile, class Current, class Vertical>
  using velocity = layered_velocity<double, std::int32_t, Profile, Current, Vertical>;
  template <class Profile>
  using diffusivity = layered_diffusivity<double, std::int32_t, Profile>;

  /// `lines`: layers or levels of the field with most of them.
  resident_columns(const Ex& ex, const resident_mesh<Ex>& mesh, index_t lines)
      : ex_(ex), nodes_(mesh.nodes()), lines_(lines), column_(ex.template make<column_line>(nodes_ * (lines + 1))),
        element_(ex.template make<element_record>(mesh.elements())) {
    reshape(mesh.view());
  }
  /// Takes what the mesh's edges are now, where some were shut or opened (resident_waterline).
  void reshape(const triangle_mesh_view<double, std::int32_t>& mesh) {
    const index_t n = element_.size();
    auto ring = ex_.template make<float>(n);
    ex_.map(n, find_open_water<std::int32_t>{mesh, ex_.view(ring)});
    ex_.map(n, fill_shapes<std::int32_t, element_record>{mesh, ex_.view(std::as_const(ring)), ex_.view(element_).data});
  }
  /// Takes the two slices of the next interval.  Fields that are not at nodes, or not linear in time, stay where they
  /// are, and are read from there.
  template <class Profile, class Current, class Vertical, class ProfileOfK = linear_profile>
  void fill(const velocity<Profile, Current, Vertical>& v, const diffusivity<ProfileOfK>& k = {}) {
    fill_columns<std::int32_t> kernel{v.column, {}, {}, k.diffusivity, lines_, ex_.view(column_).data};
    if constexpr (std::same_as<Current, decltype(kernel.current)>) kernel.current = v.current;
    if constexpr (requires { v.current.at_nodes(); }) kernel.current = v.current.at_nodes();
    if constexpr (std::same_as<Vertical, decltype(kernel.vertical)>)
      if (v.knows != vertical_motion::none) kernel.vertical = v.vertical;
    ex_.map(nodes_, kernel);
  }
  /// The same velocity, read from the columns that were filled with it.
  template <class Profile, class Current, class Vertical>
  velocity<Profile, Current, Vertical> with(velocity<Profile, Current, Vertical> v) const {
    v.columns = view();
    v.mesh.records = {ex_.view(element_).data, 1};
    return v;
  }
  /// The same diffusivity, read from the columns that were filled with it.
  template <class Profile>
  diffusivity<Profile> with(diffusivity<Profile> k) const {
    k.columns = view();
    return k;
  }
  node_columns view() const { return {ex_.view(column_).data, lines_}; }
  /// Held in the executor's memory.
  index_t bytes() const { return held_bytes(ex_, column_, element_); }

 private:
  Ex ex_;
  index_t nodes_, lines_;
  array_t<Ex, column_line> column_;     // (nodes, lines + 1)
  array_t<Ex, element_record> element_;  // (elements,)
};

}  // namespace eudrift::inline EUDRIFT_ABI
