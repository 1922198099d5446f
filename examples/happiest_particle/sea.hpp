// SPDX-License-Identifier: BSL-1.0
// What the particles drift in: the forcing's two slices, in the executor's memory.
#pragma once
#include "in_water.hpp"
#include "mixing.hpp"
#include "plan.hpp"
#include "shores.hpp"
#include "step_choice.hpp"

#include <eudrift/forcing/read_ahead.hpp>
#include <eudrift/forcing/resident_columns.hpp>
#include <eudrift/forcing/resident_element_layers.hpp>
#include <eudrift/forcing/resident_interpolation.hpp>
#include <eudrift/forcing/resident_records.hpp>
#include <eudrift/forcing/resident_slices.hpp>
#include <eudrift/forcing/resident_water.hpp>
#include <eudrift/forcing/resident_waterline.hpp>
#include <eudrift/kernels/advance.hpp>
#include <eudrift/kernels/chosen_layers.hpp>
#include <eudrift/swarm/greatest_step.hpp>
#include <eudrift/swarm/stable_mixing.hpp>

#include <algorithm>
#include <optional>
#include <span>
#include <utility>

namespace happiest_particle {

using velocity = eudrift::nodal_velocity<double, std::int32_t>;
using deep_current = eudrift::chosen_layers<double, std::int32_t>;
using deep_velocity = eudrift::layered_velocity<double, std::int32_t, eudrift::chosen_profile, deep_current>;

/// What moves particles in an interval: in the plane, or in three dimensions where `deep` is there.
struct movement {
  eudrift::motion<velocity> flat;
  std::optional<eudrift::motion<deep_velocity, column_mixing>> deep;
  std::optional<eudrift::flow_range> range;  ///< of the current over elements, where that is asked for
};

/// One slice in host memory: in two dimensions by the choice of depth, or in three, where `water` is there.
struct host_slice {
  time_ms time = 0;
  std::array<std::vector<double>, 2> current;  ///< u, v [m/s], (layers, elements)
  std::array<std::vector<double>, 1> mood;     ///< the preferred field, or empty where that is the speed
  std::array<std::vector<double>, 1> viscofh;  ///< horizontal diffusivity [m2/s], (layers, nodes), or empty
  std::vector<double> wet;                     ///< 0: dry, (elements,), or empty
  double shallow = 0;                          ///< share of the elements in which the lowest layer serves
  std::optional<eudrift::water_slice> water;
};

/// What a sea is made of, beside its mesh.
struct sea_choice {
  eudrift::location current = eudrift::location::element;  ///< where the forcing has u and v
  std::optional<eudrift::location> mood;      ///< where the preferred field has its values; nothing: that is the speed
  index_t mood_layers = 1;                    ///< in three dimensions
  std::optional<eudrift::layering> water;     ///< in three dimensions
  mixing_choice mixing;
  coast_choice coast;
  interpolation_choice interpolation;
  bool keeps_pace = false;                    ///< whether steps are bounded by the range of the current on elements
  index_t viscofh_layers = 0;  ///< of the diffusivity that disperses particles in the plane; 0: a constant one, or none
};

template <eudrift::Executor Ex>
class sea {
 public:
  sea(const Ex& ex, const eudrift::mesh_data& mesh, const sea_choice& choice) : sea(ex, mesh, choice, mesh.elements(), {}) {}
  /// Of a share of a mesh: how many elements are this process's, and all elements' numbers in the whole mesh's memory.
  sea(const Ex& ex, const eudrift::mesh_data& mesh, const sea_choice& choice, index_t owned,
      std::span<const std::int32_t> whole_element)
      : ex_(ex),
        whole_element_(whole_element),
        mesh_(ex, mesh, owned),
        weights_(ex, make_node_weights(mesh, eudrift::node_average::linear_exact)),
        choice_(choice),
        current_(ex, by_elements() ? mesh.elements() : mesh.nodes(), layers()),
        mood_(ex, mesh.nodes(), mood_layers()) {
    if (choice.water) water_.emplace(ex, mesh, *choice.water);
    if (choice.coast.moves) line_.emplace(ex, mesh_);
    if (by_elements()) {
      gradients_.emplace(ex, make_element_gradients(mesh, choice.interpolation.mirrored ? eudrift::beside_coast::mirror : eudrift::beside_coast::constant));
      if (choice.water)
        flows_.emplace(ex, mesh.elements(), layers());
      else
        records_.emplace(ex, mesh_);
      if (choice.water && choice.water->by_continuity) at_nodes_.emplace(ex, mesh.nodes(), layers());
    }
    if (choice.interpolation.along_coast) coast_.emplace(ex, make_coast_nodes(mesh));
    if (choice.viscofh_layers > 0) viscofh_.emplace(ex, mesh.nodes(), viscofh_layers());
    if (choice.mixing.table.size > 0) {
      const diffusivity_table& t = choice.mixing.table;
      table_depth_ = ex_.upload(std::span<const double>(t.depth, static_cast<std::size_t>(t.size)));
      table_diffusivity_ = ex_.upload(std::span<const double>(t.diffusivity, static_cast<std::size_t>(t.size)));
    }
  }

  /// The next slice is on its way: what it has begins to be copied beside what is computed.
  void expect(const host_slice& slice) {
    current_.expect(slice.current);
    if (choice_.mood) mood_.expect(slice.mood);
    if (water_) water_->expect(*slice.water);
    if (viscofh_) viscofh_->expect(slice.viscofh);
  }
  /// The next slice arrives: what was the later one becomes the earlier one.  Then map A.
  void receive(const host_slice& slice) {
    // By elements nothing is reduced to nodes: values are held as they come.
    current_.receive(slice.current, by_elements() ? eudrift::location::node : choice_.current);
    if (at_nodes_) at_nodes_->receive(slice.current, choice_.current);
    if (choice_.mood) mood_.receive(slice.mood, *choice_.mood);
    if (water_) water_->receive(*slice.water);
    if (viscofh_) viscofh_->receive(slice.viscofh, eudrift::location::node);
    wet_before_ = std::move(wet_after_);
    wet_after_ = ex_.upload(slice.wet);
    if (line_) line_has_moved_ = line_->take(ex_.view(std::as_const(wet_before_)), ex_.view(std::as_const(wet_after_))) || line_has_moved_;
    length_ = static_cast<double>(slice.time - std::exchange(time_, slice.time)) / 1000;
  }
  /// Kernel A for the slice that arrived, over the nodes, layer by layer, where the forcing has values at elements.  A current by elements
  /// goes into records instead, or in layers into flows; at nodes it is wanted where omega is made of it.
  void reduce_to_nodes() {
    auto& nodal = at_nodes_ ? *at_nodes_ : current_;
    if (by_elements() && std::exchange(has_one_, true)) take_flows();
    for (index_t k = 0; k < layers(); ++k) ex_.map(nodal.to_reduce(), nodal.reduction(weights_, k));
    for (index_t k = 0; coast_ && k < layers(); ++k) ex_.map(coast_->size(), coast_->turn(nodal.reduction(weights_, k).to));
    if (choice_.mood == eudrift::location::element)
      for (index_t k = 0; k < mood_layers(); ++k) ex_.map(mesh_.nodes(), mood_.reduction(weights_, k));
    if (water_) water_->reduce_to_nodes(mesh_.view(), weights_, nodal);
  }
  /// What moves particles during an interval of `length` [s], in which they make so many steps in all.  In three dimensions
  /// throws eudrift::error where they would be mixed in sub-steps that are too long, as where they walk in such.
  movement motion(double length, eudrift::random_walk walk, index_t particle_steps) {
    const auto on = line_ ? line_->view() : mesh_.view();
    if (viscofh_) spread(walk, length);
    if (water_) {
      movement to{{}, eudrift::motion<deep_velocity, column_mixing>{deep(on, length, particle_steps), walk, mixing(length), choice_.coast.rule}, {}};
      if (choice_.keeps_pace) to.range = range_on_elements(ex_, to.deep->velocity);
      return to;
    }
    velocity current{on, current_.view(length)};
    if (by_elements()) {
      if (std::exchange(line_has_moved_, false)) records_->reshape(on);
      current = records_->with(current);
    } else if (particle_steps > mesh_.elements()) {  // to fill a record costs about as much as it saves in one step
      if (!records_) records_.emplace(ex_, mesh_);
      if (std::exchange(line_has_moved_, false)) records_->reshape(on);
      records_->fill(current);
      current = records_->with(current);
    }
    movement to{{current, walk, {}, choice_.coast.rule}, {}, {}};
    if (by_elements() || choice_.keeps_pace) to.range = range_on_elements(ex_, current);
    return to;
  }
  /// Collective: how far a particle can get in a step of an interval [m in the frame], by the current at the first so many nodes.
  template <eudrift::RungeKutta Scheme>
  double greatest_step(const eudrift::step_grid<double>& grid, const eudrift::random_walk& walk, index_t nodes) {
    const movement by = motion(grid.length, walk, 0);
    const eudrift::random_walk& taken = by.deep ? by.deep->walk : by.flat.walk;  // with the diffusivity of the interval
    if (by.range)
      return eudrift::greatest_step<Scheme>(*by.range, mesh_.view().frame, grid.full(0).length, taken,
                                            taken.varies() ? eudrift::range_of(ex_, mesh_.view(), taken.varying.diffusivity)
                                                           : eudrift::diffusivity_range{});
    const index_t own = std::min(mesh_.elements(), index_t{mesh_.view().owned});
    return by.deep ? eudrift::greatest_step<Scheme>(ex_, *by.deep, grid, by_elements() ? own : nodes)
                   : eudrift::greatest_step<Scheme>(ex_, by.flat, grid, nodes);
  }
  /// Who is aground during the interval, a kernel over the particles; the first `held` are not new in it.
  happiest_particle::begin_interval begin_interval(const drifters_view& particles, index_t held) const {
    return {{particles, ex_.view(wet_before_), ex_.view(wet_after_), held}, mesh_.view(), column()};
  }
  /// Where particles are in the water, `seconds` after the interval began; in three dimensions.  Where it ends the later
  /// slice alone counts, to the bit, since the interval that begins there knows no other.
  heights_of heights(const drifters_view& particles, double seconds, eudrift::view<double> z, eudrift::view<float> layer) const {
    auto over = column();
    if (seconds == length_) over.surface.before = over.surface.after;
    return {mesh_.view(), over, {{}, water_->levels()}, particles, seconds, z, layer};
  }
  /// The preferred field, or the current where that is its speed, in an interval of `length` [s].
  eudrift::layered_slices<double, std::int32_t, 1> mood(double length) const { return {mood_.view(length), places(mood_layers())}; }
  deep_current current(double length) const { return {{current_.view(length), places(layers())}, flows()}; }
  /// What the current is read from in two dimensions; null: the slices.
  const velocity::record_type* current_record() const { return by_elements() && !water_ ? records_->with({}).record : nullptr; }
  bool feels_speed() const { return !choice_.mood; }
  bool is_deep() const { return choice_.water.has_value(); }
  /// The longest sub-steps by which kh mixes stably, in all intervals so far [s]; nothing where that mixes nobody.
  std::optional<double> longest_stable() const { return sharpest_ > 0 ? std::optional(0.1 / sharpest_) : std::nullopt; }
  /// The same of the walk in the plane by viscofh.
  std::optional<double> longest_stable_walk() const { return sharpest_in_plane_ > 0 ? std::optional(0.1 / sharpest_in_plane_) : std::nullopt; }
  /// Held in the executor's memory.
  index_t bytes() const {
    return mesh_.bytes() + weights_.bytes() + current_.bytes() + mood_.bytes() + (records_ ? records_->bytes() : 0) +
           (gradients_ ? gradients_->bytes() : 0) + (flows_ ? flows_->bytes() : 0) + (at_nodes_ ? at_nodes_->bytes() : 0) + (columns_ ? columns_->bytes() : 0) + (water_ ? water_->bytes() : 0) +
           (line_ ? line_->bytes() : 0) + (coast_ ? coast_->bytes() : 0) + (viscofh_ ? viscofh_->bytes() : 0) +
           eudrift::held_bytes(ex_, wet_before_, wet_after_, table_depth_, table_diffusivity_);
  }
  std::span<const std::int32_t> whole_element() const { return whole_element_; }
  const eudrift::resident_mesh<Ex>& mesh() const { return mesh_; }

 private:
  bool by_elements() const { return choice_.interpolation.by_elements; }
  const deep_current::flow* flows() const { return flows_ ? flows_->view({}).flows : nullptr; }
  /// The values at elements that arrived, with their gradients.
  void take_flows() {
    if (flows_)
      flows_->fill(mesh_.view(), current_.view(length_), *gradients_);
    else
      records_->fill_by_elements({mesh_.view(), current_.view(length_)}, *gradients_);
  }
  /// In three dimensions, on the mesh as it is now; read from columns where these pay.
  deep_velocity deep(const eudrift::triangle_mesh_view<double, std::int32_t>& on, double length, index_t particle_steps) {
    const auto water = water_->velocity(on, current_, length);
    const eudrift::chosen_profile profile{choice_.interpolation.cubic};
    const deep_velocity from{on, water.column, {water.current, flows()}, water.knows, water.vertical, water.beyond, choice_.interpolation.roughness, {}, profile};
    if (particle_steps <= mesh_.nodes()) return from;
    if (!columns_) columns_.emplace(ex_, mesh_, water_->what().levels());
    if (std::exchange(line_has_moved_, false)) columns_->reshape(on);
    columns_->fill(from);
    return columns_->with(from);
  }
  index_t layers() const { return choice_.water ? choice_.water->layers : 1; }
  index_t mood_layers() const { return choice_.water ? choice_.mood_layers : 1; }
  index_t viscofh_layers() const { return choice_.water ? choice_.viscofh_layers : 1; }
  /// Of so many layers or levels.
  eudrift::sigma_layers<double> places(index_t count) const {
    if (count == 1 || !water_) return {{}, 1};
    return count == layers() ? water_->layers() : water_->levels();
  }
  eudrift::column_slices<double, std::int32_t> column() const {
    return water_ ? water_->column(length_) : eudrift::column_slices<double, std::int32_t>{};
  }
  /// A walk takes the forcing's diffusivity in an interval of `length` [s].
  void spread(eudrift::random_walk& walk, double length) {
    const auto k = viscofh_->view(length);
    walk.varying.diffusivity = {k.before, k.after, k.per_second, places(viscofh_layers())};
    const auto range = eudrift::range_of(ex_, mesh_.view(), walk.varying.diffusivity);
    eudrift::require_stable_walk(range, walk.varying.longest);
    sharpest_in_plane_ = std::max(sharpest_in_plane_, range.sharpest);
  }
  column_mixing mixing(double length) {
    const mixing_choice& by = choice_.mixing;
    column_mixing to{{{}, by.longest, by.seed}, by.mixes(), by.scheme};
    if (!by.mixes()) return to;
    if (by.by_profile) {
      to.table = {column(), ex_.view(std::as_const(table_depth_)), ex_.view(std::as_const(table_diffusivity_))};
      sharpest_ = eudrift::sharpest_bend(eudrift::depth_table<double>{by.table.depths(), by.table.diffusivities(), 1});
      eudrift::require_stable_mixing(sharpest_, by.longest);
      return to;
    }
    if (!by.by_kh) {
      to.walk.diffusivity.column = column();
      to.uniform = by.constant;
      return to;
    }
    to.walk.diffusivity = water_->template kh<eudrift::cubic_profile>(length);
    const double bend = sharpest_bend(ex_, to.walk.diffusivity, mesh_.nodes());
    eudrift::require_stable_mixing(bend, by.longest);
    sharpest_ = std::max(sharpest_, bend);
    return to;
  }

  Ex ex_;
  std::span<const std::int32_t> whole_element_;
  eudrift::resident_mesh<Ex> mesh_;
  eudrift::resident_weights<Ex> weights_;
  sea_choice choice_;
  eudrift::resident_slices<Ex, 2> current_;
  eudrift::resident_slices<Ex, 1> mood_;
  std::optional<eudrift::resident_water<Ex>> water_;
  std::optional<eudrift::resident_slices<Ex, 1>> viscofh_;
  std::optional<eudrift::resident_records<Ex>> records_;
  std::optional<eudrift::resident_gradients<Ex>> gradients_;
  std::optional<eudrift::resident_element_layers<Ex>> flows_;  ///< in layers, by elements
  std::optional<eudrift::resident_slices<Ex, 2>> at_nodes_;    ///< the current there, where omega is made of it and particles go by elements
  std::optional<eudrift::resident_columns<Ex>> columns_;
  std::optional<eudrift::resident_waterline<Ex>> line_;  ///< where it moves
  std::optional<eudrift::resident_coast<Ex>> coast_;     ///< that nothing goes through
  bool line_has_moved_ = false;                          ///< since records_ or columns_ had its shape
  eudrift::array_t<Ex, double> table_depth_, table_diffusivity_;
  eudrift::array_t<Ex, double> wet_before_, wet_after_;
  bool has_one_ = false;  ///< slice
  time_ms time_ = 0;     ///< of the later slice
  double length_ = 0;    ///< from the earlier one to it [s]
  double sharpest_ = 0;  ///< bend of kh [1/s]
  double sharpest_in_plane_ = 0;  ///< of viscofh
};

}  // namespace happiest_particle
