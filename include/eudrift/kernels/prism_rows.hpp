// SPDX-License-Identifier: BSL-1.0
/// \file
/// Of a block of particles in layers of water, in lanes: the numbers of a field on the prisms that they are in.
#pragma once
#include <eudrift/kernels/layered_field.hpp>

#include <algorithm>
#include <cstdint>

namespace eudrift::inline EUDRIFT_ABI {

/// Particles that the block form takes at a time in three dimensions, where each carries twice as many numbers.
inline constexpr int particles_a_layered_block = 48;

namespace detail {

/// The layer from which the interval of sigma goes down, as upper_layer() finds it, looked for from k on; sigma_of(k)
/// is that of one of `count` layers.
template <class T, class SigmaOf>
EUDRIFT_FN constexpr std::int32_t upper_layer_near(index_t count, std::int32_t k, T sigma, const SigmaOf& sigma_of) {
  while (k > 0 && !(sigma_of(k) >= sigma)) --k;
  while (k + 2 < count && sigma_of(k + 1) >= sigma) ++k;
  return k;
}
/// The same of layers that are the same at all nodes.
template <class T>
EUDRIFT_FN constexpr std::int32_t upper_layer_near(const sigma_layers<T>& layers, std::int32_t k, T sigma) {
  return upper_layer_near(layers.count, k, sigma, [&](std::int32_t n) { return layers.sigma[n]; });
}

/// A flow on an element in lanes in place of numbers.
template <class Flow>
struct flow_in_lanes;
template <template <class, int> class Flow, int N>
struct flow_in_lanes<Flow<double, N>> {
  using type = Flow<lanes, N>;
  static constexpr int fields = N;
};

}  // namespace detail

/// Where particles are between the layers of a Field, and its numbers on the prisms from a layer to the next: on the
/// two layers, or on the four round them where Profile asks for so many.
template <class Field, class Profile, int Particles>
class prism_rows {
 public:
  using flow_type = typename Field::flow;
  using flow_lanes = typename detail::flow_in_lanes<flow_type>::type;
  static constexpr int fields = detail::flow_in_lanes<flow_type>::fields;
  using row = double[Particles];

  prism_rows(const sigma_layers<double>& layers, beyond_layers beyond, const Profile& profile = {})
      : profile_(profile), same_(layers.next_node == 0), constant_(beyond == beyond_layers::constant), last_(double(layers.count - 2)) {
    std::fill_n(upper_, Particles, ~0);
    if (!same_ || layers.count < 2) return;
    bottom_ = layers.sigma[layers.count - 1];
    if (constant_) lowest_ = bottom_, highest_ = layers.sigma[0];
  }
  /// Whether the layers are the same at all nodes.
  bool same_at_all_nodes() const { return same_; }
  /// Particle i is in another element.
  void forget(int i) { upper_[i] = ~near(i); }
  /// The layer above particle i when it was looked for last.
  std::int32_t near(int i) const { return upper_[i] < 0 ? ~upper_[i] : upper_[i]; }
  /// Whether the numbers of particle i are those below layer k.
  bool holds(int i, std::int32_t k) const { return upper_[i] == k; }
  /// Particle i is between layers k and k + 1; sigma_at(k) and flow_at(k) are those of a layer on its element.
  template <class SigmaAt, class FlowAt>
  EUDRIFT_FN_HOST void load(int i, const sigma_layers<double>& layers, std::int32_t k, const SigmaAt& sigma_at,
                            const FlowAt& flow_at) {
    upper_[i] = k;
    if (!profile_.bends() && same_) {
      sigma_[3 * above][i] = layers.sigma[k];
      per_sigma_[i] = 1 / (layers.sigma[k + 1] - layers.sigma[k]);
      store(i, above * numbers, flow_at(k)), store(i, (above + 1) * numbers, flow_at(k + 1));
      return;
    }
    layer_[i] = k;
    const int first = profile_.bends() ? 0 : above, end = profile_.bends() ? reach : above + 2;
    for (int m = first; m < end; ++m) {
      const index_t at = std::clamp<index_t>(k + m - above, 0, layers.count - 1);
      const linear_on_triangle<double, 1> sigma = sigma_at(at);
      sigma_[3 * m][i] = sigma.at_a.at[0], sigma_[3 * m + 1][i] = sigma.to_b.at[0];
      sigma_[3 * m + 2][i] = sigma.to_c.at[0];
      store(i, m * numbers, flow_at(at));
    }
  }
  /// The fields at weights w and sigma after a part `late` of the interval.
  EUDRIFT_FN_HOST vec<lanes, fields> at(int i, const vec<lanes, 3>& w, const lanes& sigma, const lanes& late) const {
    if constexpr (!has_lines) {
      return by_curve(i, w, sigma, late);
    } else {
      if (profile_.bends()) return by_curve_if_chosen(i, w, sigma, late);
      const vec<lanes, fields> up = upper(i).at(w, late), down = lower(i).at(w, late);
      if (same_) return Profile::between(up, down, per_sigma(i) * (within(sigma, lowest_, highest_) - top(i)));
      return Profile::between(up, down, way_down(i, w, sigma));
    }
  }
  /// Whether sigma is between the two layers at weights w.
  EUDRIFT_FN_HOST lanes::mask surround(int i, const vec<lanes, 3>& w, const lanes& sigma) const {
    return ((sigma <= sigma_of(i, above, w)) | is_first(i)) & ((sigma > sigma_of(i, above + 1, w)) | is_last(i));
  }
  /// sigma of the lowest layer of all at weights w; of particles that are not right above it, far below.
  EUDRIFT_FN_HOST lanes lowest_layer(int i, const vec<lanes, 3>& w) const {
    return same_ ? lanes(bottom_) : blend(is_last(i), sigma_of(i, above + 1, w), lanes(-1e300));
  }

  EUDRIFT_FN_HOST flow_lanes upper(int i) const { return flow(i, above * numbers); }
  EUDRIFT_FN_HOST flow_lanes lower(int i) const { return flow(i, (above + 1) * numbers); }
  /// Where layers are the same at all nodes, of straight lines between them: sigma of the upper one, and 1 over that of
  /// the lower less it.
  EUDRIFT_FN_HOST lanes top(int i) const { return lanes::load(sigma_[3 * above] + i); }
  EUDRIFT_FN_HOST lanes per_sigma(int i) const { return lanes::load(per_sigma_ + i); }
  /// Where each node has its own: sigma of both at weights w, and whether there is none above the one and below the other.
  EUDRIFT_FN_HOST lanes top(int i, const vec<lanes, 3>& w) const { return sigma_of(i, above, w); }
  EUDRIFT_FN_HOST lanes bottom(int i, const vec<lanes, 3>& w) const { return sigma_of(i, above + 1, w); }
  EUDRIFT_FN_HOST lanes::mask is_first(int i) const { return lanes::load(layer_ + i) == lanes(0); }
  EUDRIFT_FN_HOST lanes::mask is_last(int i) const { return lanes::load(layer_ + i) == lanes(last_); }
  /// Particle `from` takes the number `to`.
  void move(int to, int from) {
    upper_[to] = upper_[from], layer_[to] = layer_[from], per_sigma_[to] = per_sigma_[from];
    for (row& one : sigma_) one[to] = one[from];
    for (row& one : flow_) one[to] = one[from];
  }

 private:
  /// How much of the way from the upper layer to the lower one, where each node has its own.
  EUDRIFT_FN_RARE lanes way_down(int i, vec<lanes, 3> w, lanes sigma) const {
    const lanes up = sigma_of(i, above, w), down = sigma_of(i, above + 1, w);
    return lanes(1) / (down - up) * ((constant_ ? within(sigma, down, up) : sigma) - up);
  }
  EUDRIFT_FN_HOST vec<lanes, fields> by_curve(int i, const vec<lanes, 3>& w, const lanes& sigma, const lanes& late) const {
    const vec<lanes, fields> value[] = {flow(i, 0).at(w, late), flow(i, numbers).at(w, late),
                                        flow(i, 2 * numbers).at(w, late), flow(i, 3 * numbers).at(w, late)};
    const lanes place[] = {sigma_of(i, 0, w), sigma_of(i, 1, w), sigma_of(i, 2, w), sigma_of(i, 3, w)};
    return Profile::between(value, place, is_first(i), is_last(i), sigma,
                            constant_ ? beyond_layers::constant : beyond_layers::linear)
        .value;
  }
  /// The same where it is chosen at run time: never inlined, so that it is compiled once for all schemes.
  EUDRIFT_FN_RARE vec<lanes, fields> by_curve_if_chosen(int i, vec<lanes, 3> w, lanes sigma, lanes late) const {
    if constexpr (reach == 4)
      return by_curve(i, w, sigma, late);
    else
      return {};  // no profile of two layers bends
  }
  static constexpr int reach = Profile::reach;
  /// Whether it may go by straight lines.
  static constexpr bool has_lines =
      requires(const vec<lanes, fields>& v, const lanes& part) { Profile::between(v, v, part); };
  static constexpr int above = reach / 2 - 1;                      // which of them is the upper layer
  static constexpr int numbers = 3 * fields * flow_type::parts;  // of a layer

  EUDRIFT_FN_HOST lanes sigma_of(int i, int m, const vec<lanes, 3>& w) const {
    const lanes a = lanes::load(sigma_[3 * m] + i);
    if (same_) return a;
    return linear_on_triangle<lanes, 1>{{a}, {lanes::load(sigma_[3 * m + 1] + i)}, {lanes::load(sigma_[3 * m + 2] + i)}}
        .at(w)
        .at[0];
  }
  EUDRIFT_FN_HOST static lanes within(const lanes& sigma, const lanes& low, const lanes& high) {
    return blend(sigma > high, high, blend(sigma < low, low, sigma));
  }
  EUDRIFT_FN_HOST void store(int i, int first, const flow_type& f) {
    const auto put = [&](int m, const vec<double, fields>& v) __attribute__((always_inline)) {
      flow_[first + m * fields][i] = v.at[0];
      if constexpr (fields == 2) flow_[first + m * fields + 1][i] = v.at[1];
    };
    const auto all = [&](int m, const linear_on_triangle<double, fields>& p) __attribute__((always_inline)) {
      put(m, p.at_a), put(m + 1, p.to_b), put(m + 2, p.to_c);
    };
    if constexpr (flow_type::parts == 2) {
      const auto& [before, change] = f;
      all(0, before), all(3, change);
    } else {
      const auto& [before, change, at_begin, at_end] = f;
      all(0, before), all(3, change), all(6, at_begin), all(9, at_end);
    }
  }
  EUDRIFT_FN_HOST flow_lanes flow(int i, int first) const {
    const auto part = [&](int m) __attribute__((always_inline)) {
      if constexpr (fields == 1)
        return vec<lanes, 1>{lanes::load(flow_[first + m] + i)};
      else
        return vec<lanes, 2>{lanes::load(flow_[first + 2 * m] + i), lanes::load(flow_[first + 2 * m + 1] + i)};
    };
    if constexpr (flow_type::parts == 2)
      return {{part(0), part(1), part(2)}, {part(3), part(4), part(5)}};
    else
      return {{part(0), part(1), part(2)}, {part(3), part(4), part(5)}, {part(6), part(7), part(8)},
              {part(9), part(10), part(11)}};
  }

  [[no_unique_address]] Profile profile_;
  bool same_, constant_;
  double last_, bottom_ = 0;                  // the last layer but one; sigma of the last
  double lowest_ = -1e300, highest_ = 1e300;  // where values follow the layers
  alignas(64) row flow_[reach * numbers];
  row sigma_[3 * reach];            // of the layers, as linear_on_triangle
  row per_sigma_, layer_;           // the latter: the layer above, for lanes
  std::int32_t upper_[Particles];  // the layer above, or its complement where the numbers are those of another element
};

}  // namespace eudrift::inline EUDRIFT_ABI
