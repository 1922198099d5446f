// SPDX-License-Identifier: BSL-1.0
// What the particles drift in: the forcing's two slices, in the executor's memory.
#pragma once
#include "plan.hpp"

#include <eudrift/forcing/read_ahead.hpp>
#include <eudrift/forcing/resident_records.hpp>
#include <eudrift/forcing/resident_slices.hpp>
#include <eudrift/kernels/advance.hpp>
#include <eudrift/kernels/begin_interval.hpp>
#include <eudrift/swarm/particle_set.hpp>

#include <optional>
#include <span>

namespace happiest_particle {

/// Happiness of a particle, from 0 to 1: its own property, beside those that every particle has.
struct happiness {
  static constexpr const char *name = "happiness", *unit = "1";
};
/// When it is released, as the forcing counts time.
struct released {
  static constexpr const char *name = "release_time", *unit = "ms";
};
template <eudrift::Executor Ex>
using drifters = eudrift::particle_set<Ex, 2, eudrift::property<happiness, double>, eudrift::property<released, time_ms>>;
using drifters_view = eudrift::drifter_view<2, eudrift::property<happiness, double>, eudrift::property<released, time_ms>>;
using drifters_batch = eudrift::particle_batch<2, eudrift::property<happiness, double>, eudrift::property<released, time_ms>>;

using velocity = eudrift::nodal_velocity<double, std::int32_t>;

/// One slice in host memory, two-dimensional by the choice of depth.
struct host_slice {
  std::array<std::vector<double>, 2> current;  ///< u, v [m/s], (elements,)
  std::array<std::vector<double>, 1> mood;     ///< the preferred field, or empty where that is the speed
  std::vector<double> wet;                     ///< 0: dry, (elements,), or empty
  double shallow = 0;                          ///< share of the elements in which the lowest layer serves
};

template <eudrift::Executor Ex>
class sea {
 public:
  /// `mood`: the preferred field, or nothing where that is the speed.
  sea(const Ex& ex, const eudrift::mesh_data& mesh, std::optional<eudrift::field_info> mood)
      : sea(ex, mesh, std::move(mood), mesh.elements(), {}) {}
  /// Of a share of a mesh: how many elements are this process's, and all elements' numbers in the whole mesh's memory.
  sea(const Ex& ex, const eudrift::mesh_data& mesh, std::optional<eudrift::field_info> mood, index_t owned,
      std::span<const std::int32_t> whole_element)
      : ex_(ex),
        whole_element_(whole_element),
        mesh_(ex, mesh, owned),
        weights_(ex, make_node_weights(mesh, eudrift::node_average::linear_exact)),
        mood_info_(std::move(mood)),
        current_(ex, mesh.nodes()),
        mood_(ex, mesh.nodes()) {}

  /// The next slice is on its way: what it has begins to be copied beside what is computed.
  void expect(const host_slice& slice) {
    current_.expect(slice.current);
    if (mood_info_) mood_.expect(slice.mood);
  }
  /// The next slice arrives: what was the later one becomes the earlier one.  Then map A.
  void receive(const host_slice& slice) {
    current_.receive(slice.current, eudrift::location::element);
    if (mood_info_) mood_.receive(slice.mood, mood_info_->where);
    wet_before_ = std::move(wet_after_);
    wet_after_ = ex_.upload(slice.wet);
  }
  /// Kernel A for the slice that arrived, over the nodes.
  void reduce_to_nodes() {
    ex_.map(mesh_.nodes(), current_.reduction(weights_));
    if (mood_info_ && mood_info_->where == eudrift::location::element) ex_.map(mesh_.nodes(), mood_.reduction(weights_));
  }
  /// What moves particles during an interval of `length` [s], in which they make so many steps in all.
  eudrift::motion<velocity> motion(double length, const eudrift::random_walk& walk, index_t particle_steps) {
    velocity current{mesh_.view(), current_.view(length)};
    if (particle_steps > mesh_.elements()) {  // to fill a record costs about as much as it saves in one step
      if (!records_) records_.emplace(ex_, mesh_);
      records_->fill(current);
      current = records_->with(current);
    }
    return {current, walk};
  }
  /// Who is aground during the interval, a kernel over the particles; the first `held` are not new in it.
  eudrift::begin_interval<drifters_view> begin_interval(const drifters_view& particles, index_t held) const {
    return {particles, ex_.view(wet_before_), ex_.view(wet_after_), held};
  }
  bool feels_speed() const { return !mood_info_; }
  /// Held in the executor's memory.
  index_t bytes() const {
    return mesh_.bytes() + weights_.bytes() + current_.bytes() + mood_.bytes() + (records_ ? records_->bytes() : 0) +
           eudrift::held_bytes(ex_, wet_before_, wet_after_);
  }
  std::span<const std::int32_t> whole_element() const { return whole_element_; }
  const eudrift::resident_mesh<Ex>& mesh() const { return mesh_; }
  const eudrift::resident_slices<Ex, 2>& current() const { return current_; }
  const eudrift::resident_slices<Ex, 1>& mood() const { return mood_; }

 private:
  Ex ex_;
  std::span<const std::int32_t> whole_element_;
  eudrift::resident_mesh<Ex> mesh_;
  eudrift::resident_weights<Ex> weights_;
  std::optional<eudrift::field_info> mood_info_;
  eudrift::resident_slices<Ex, 2> current_;
  eudrift::resident_slices<Ex, 1> mood_;
  std::optional<eudrift::resident_records<Ex>> records_;
  eudrift::array_t<Ex, double> wet_before_, wet_after_;
};

}  // namespace happiest_particle
