// SPDX-License-Identifier: BSL-1.0
// Particles at one time, as they are told.
#pragma once
#include "crowd.hpp"

#include <eudrift/exec/order_by_id.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <span>
#include <tuple>
#include <type_traits>
#include <vector>

namespace happiest_particle {

/// The status that is told of a particle.  One released on dry ground is aground from the beginning of its interval; until
/// its time it is told as waiting.
EUDRIFT_FN eudrift::status told_status(eudrift::status now, time_ms release, time_ms time, bool backward) {
  return (backward ? time > release : time < release) ? eudrift::status::waiting : now;
}

/// Some rows of an output, by ascending id.
struct told_rows {
  std::span<const std::int64_t> id;
  std::span<const double> x, y;  ///< [m, in the mesh's frame]
  std::span<const std::int32_t> element;  ///< as the whole mesh is held in memory
  std::span<const eudrift::status> status;
  std::span<const double> happiness;
  std::span<const std::uint32_t> steps;
  std::span<const time_ms> release;
  std::span<const double> end;      ///< when its way ended [s, as the forcing counts time]; NaN: it has not
  std::span<const double> sigma{};  ///< as particles have it; in three dimensions, as the next two
  std::span<const double> z{};      ///< [m, up]
  std::span<const float> layer{};
};

/// The rows of all particles that a process has, in any order: of those that it holds and of those that it is to release.
struct snapshot {
  time_ms time = 0;
  std::vector<std::int64_t> id;
  std::vector<double> x, y;
  std::vector<std::int32_t> element;
  std::vector<eudrift::status> status;
  std::vector<double> happiness;
  std::vector<std::uint32_t> steps;
  std::vector<time_ms> release;
  std::vector<double> end;
  bool deep = false;  ///< whether the next three are told
  std::vector<double> sigma, z;
  std::vector<float> layer;

  /// The columns of told_rows beside the ids, in two dimensions.
  auto columns() const {
    return std::tuple(std::span<const double>(x), std::span<const double>(y), std::span<const std::int32_t>(element),
                      std::span<const eudrift::status>(status), std::span<const double>(happiness),
                      std::span<const std::uint32_t>(steps), std::span<const time_ms>(release), std::span<const double>(end));
  }
  /// In three.
  auto deep_columns() const {
    return std::tuple_cat(columns(), std::tuple(std::span<const double>(sigma), std::span<const double>(z), std::span<const float>(layer)));
  }

  /// Takes them at a time of the run, `seconds` after the present interval began.
  template <eudrift::Executor Ex>
  void take(time_ms now, double seconds, bool backward, crowd<Ex>& particles, const std::vector<drifters_batch>& releases,
            const sea<Ex>& on) {
    time = now;
    deep = on.is_deep();
    for_each([](auto, auto& to, int) { to.clear(); });
    z.clear(), layer.clear();
    particles.in_parts([&](drifters<Ex>& some, index_t) {
      for_each([&]<class Name>(Name, auto& to, int d) {
        const auto held = some.template collect<Name>(d);
        to.insert(to.end(), held.begin(), held.end());
      });
      if (deep) take_heights(seconds, some, on);
    });
    const std::size_t held = id.size();
    for (const drifters_batch& batch : releases)
      for_each([&]<class Name>(Name, auto& to, int d) {
        to.insert(to.end(), batch.component<Name>(d).begin(), batch.component<Name>(d).end());
      });
    if (deep) z.resize(id.size()), layer.resize(id.size());  // those that are still to be released are nowhere
    if (!on.whole_element().empty())
      for (std::int32_t& e : element) e = on.whole_element()[static_cast<std::size_t>(e)];
    for (std::size_t i = 0; i < status.size(); ++i) {
      status[i] = i < held ? told_status(status[i], release[i], time, backward) : eudrift::status::waiting;
      if (!eudrift::has_ended(status[i])) end[i] = std::numeric_limits<double>::quiet_NaN();
    }
  }

  /// Puts them in the order of their ids, one column after another: places in one are near in memory, those of a row are
  /// not.  `room` is kept for the next time.
  void sort(std::vector<std::byte>& room) {
    const std::vector<index_t> order = eudrift::order_by_id(id);
    const auto put = [&](auto& column) {
      using value = typename std::remove_reference_t<decltype(column)>::value_type;
      for (std::size_t i = 0; i < order.size(); ++i)
        std::memcpy(room.data() + i * sizeof(value), &column[static_cast<std::size_t>(order[i])], sizeof(value));
      if (!order.empty()) std::memcpy(column.data(), room.data(), order.size() * sizeof(value));
    };
    room.resize(order.size() * sizeof(std::int64_t));
    put(id), put(x), put(y), put(element), put(status), put(happiness), put(steps), put(release), put(end);
    if (deep) put(sigma), put(z), put(layer);
  }

 private:
  /// Calls f(property, its vector, component) for each that particles have.
  template <class F>
  void for_each(const F& f) {
    f(eudrift::particle_id{}, id, 0);
    f(eudrift::position{}, x, 0), f(eudrift::position{}, y, 1);
    f(eudrift::host_element{}, element, 0);
    f(eudrift::state{}, status, 0);
    f(happiest_particle::happiness{}, happiness, 0);
    f(eudrift::steps_made{}, steps, 0);
    f(released{}, release, 0);
    f(eudrift::leaving_delay{}, end, 0);
    if (deep) f(happiest_particle::sigma{}, sigma, 0);
  }
  template <eudrift::Executor Ex>
  void take_heights(double seconds, drifters<Ex>& particles, const sea<Ex>& on) {
    const Ex& ex = particles.executor();
    const index_t n = particles.size();
    auto height = ex.template make<double>(n);
    auto number = ex.template make<float>(n);
    ex.map(n, on.heights(particles.view(), seconds, ex.view(height), ex.view(number)));
    const auto all = [&](const auto& held, auto& to) {
      const std::span from = std::span(collect_own(ex, held)).first(static_cast<std::size_t>(n));
      to.insert(to.end(), from.begin(), from.end());
    };
    all(height, z), all(number, layer);
  }
};

/// The term of count_statuses: the status that is told of each particle.
struct told_of {
  drifters_view particles;
  time_ms time;
  bool backward;
  EUDRIFT_FN eudrift::status operator()(index_t i) const {
    return told_status(eudrift::get<eudrift::state>(particles)[i], eudrift::get<released>(particles)[i], time, backward);
  }
};
/// Whether a particle was released on dry ground and has been aground since, as the term of a sum.
struct never_afloat {
  told_of told;
  EUDRIFT_FN index_t operator()(index_t i) const {
    return told(i) == eudrift::status::aground && eudrift::get<eudrift::steps_made>(told.particles)[i] == 0;
  }
};
/// A number that each process has, as the term of a sum over them.
struct own_number {
  index_t value;
  EUDRIFT_FN index_t operator()(index_t) const { return value; }
};

}  // namespace happiest_particle
