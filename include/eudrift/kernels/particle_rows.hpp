// SPDX-License-Identifier: BSL-1.0
/// \file
/// A block of particles in lanes: where they are, and the numbers of the elements that they are in.
#pragma once
#include <eudrift/kernels/ended_rows.hpp>
#include <eudrift/kernels/interpolate.hpp>
#include <eudrift/simd/lanes.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace eudrift::inline EUDRIFT_ABI {

/// Particles that the block form takes at a time: a multiple of every number of lanes, and few enough for what
/// they carry to fit a nearest cache of 32 kB.
inline constexpr int particles_a_block = 112;

/// Up to particles_a_block particles, a row for each of their numbers.  The rows stay in the nearest cache over all
/// steps and stages of an interval.  A particle that is not surely in its element goes on by itself, first through
/// the elements' records, where a coast is near by exact signs; it then carries the numbers of the element
/// where it ends.
///
/// Velocity: what gives the numbers of an element, `carried` and carry(e) as a CarriedVelocity has them; it may ask
/// memory for those of e by fetch(e).
template <class Velocity, int Particles = particles_a_block>
class particle_rows {
 public:
  using mesh_view = decltype(Velocity::mesh);
  using id = typename mesh_view::id;
  using bits = std::uint64_t;                                ///< a bit for each particle of a part
  static constexpr int parts = 2;                            ///< of a block; see particle_block
  static constexpr int part = Particles / parts;             ///< particles in one
  using row = double[Particles];                             ///< a number of each particle

  particle_rows(const Velocity& velocity) : velocity_(velocity), inside_(velocity.mesh.inside) {}

  int size() const { return size_; }
  vec<double, 2> here(int i) const { return {here_[0][i], here_[1][i]}; }
  vec<double, 2> from(int i) const { return {from_[0][i], from_[1][i]}; }
  id element(int i) const { return element_[i]; }
  site<double, id> present(int i) const {
    const double b = weight_[0][i], c = weight_[1][i];
    return {here(i), element_[i], {1 - b - c, b, c}};
  }
  /// Where the step began.
  site<double, id> origin(int i) const { return site_in(velocity_.mesh, from_element_[i], from(i)); }

  /// Particle i is at p, in element e.
  void set(int i, const vec<double, 2>& p, id e) {
    here_[0][i] = p.at[0], here_[1][i] = p.at[1];
    element_[i] = e;
  }
  /// To be called when particles 0 ... size - 1 are set: fills the last register, and loads the elements' numbers.
  void start(int size) {
    size_ = size;
    for (int i = size; i % lanes::size != 0; ++i) set(i, here(size - 1), element_[size - 1]);
    for (int p = 0; p < parts; ++p) arrive(p);
    constexpr int ahead = 32;  // particles whose records are on their way
    for (int i = 0; i < std::min(size, ahead); ++i) fetch(element_[i]);
    for (int i = 0; i < size; i += lanes::size) {
      for (int k = i + ahead; k < std::min(size, i + ahead + lanes::size); ++k) fetch(element_[k]);
      load_lanes(i);
      place(i, from_lanes(i), weights_at(i, from_lanes(i)));
    }
  }
  /// The present point is where the next step, or the walk, begins.
  void arrive(int p) {
    for (int i = begin(p); i < end(p); i += lanes::size) {
      const vec<lanes, 2> h = here_lanes(i);
      h.at[0].store(from_[0] + i), h.at[1].store(from_[1] + i);
      lanes(everywhere).store(reach_ + i);
    }
    std::copy_n(element_ + begin(p), part, from_element_ + begin(p));  // all, since that is no loop
  }
  /// Whether a particle was in an element of another process, or ended its way, since this was asked last.
  bool some_may_depart() { return std::exchange(went_out_, false); }
  /// Between two steps: particle i is not wanted any more, and the last one takes its number.
  void drop(int i) {
    --size_;
    ended_.forget(i);
    const auto move = [&](auto&... rows) { ((rows[i] = rows[size_]), ...); };
    move(from_[0], from_[1], here_[0], here_[1], weight_[0], weight_[1], reach_, element_, from_element_);
    for (row& one : line_) move(one);
    for (row& one : flow_) move(one);
  }
  /// Who has ended its way; it may walk no more.
  const ended_rows<part>& ended() const { return ended_; }
  /// These of part p, who have ended it before the walk, are where that began.
  void turn_back(int p, bits which) { ended_.for_each(p, which, [&](int i) { stay(i, from(i)); }); }
  /// Between two steps: one more particle, at p in element e.
  void join(const vec<double, 2>& p, id e) {
    const int first = size_++;
    for (int i = first; i < end_of_register(first); ++i) {
      set(i, p, e);
      from_[0][i] = p.at[0], from_[1][i] = p.at[1];
      from_element_[i] = e;
      load(i);
      const auto pair = [&](int k) { return vec<double, 2>{line_[k][i], line_[k + 1][i]}; };
      const vec<double, 3> w = triangle_shape<double>{pair(0), pair(2), pair(4)}.weights(p);
      weight_[0][i] = w.at[1], weight_[1][i] = w.at[2];
    }
  }
  /// A particle that joins as number i stands also in the lanes before this one: the first of a register fills it.
  static int end_of_register(int i) { return i % lanes::size == 0 ? i + lanes::size : i + 1; }
  static int begin(int p) { return p * part; }
  int end(int p) const { return std::min(size_, begin(p) + part); }

  EUDRIFT_FN_HOST vec<lanes, 2> from_lanes(int i) const { return at(from_, i); }
  EUDRIFT_FN_HOST vec<lanes, 2> here_lanes(int i) const { return at(here_, i); }
  EUDRIFT_FN_HOST vec<lanes, Velocity::carried> flow_lanes(int i) const { return at(flow_, i); }
  EUDRIFT_FN_HOST vec<lanes, 3> weight_lanes(int i) const {
    const vec<lanes, 2> w = at(weight_, i);
    return {lanes(1) - w.at[0] - w.at[1], w.at[0], w.at[1]};
  }
  /// Weights of p in the elements that particles i and on carry.
  EUDRIFT_FN_HOST vec<lanes, 3> weights_at(int i, const vec<lanes, 2>& p) const {
    return shape_lanes(i).weights(p);
  }
  EUDRIFT_FN_HOST triangle_shape<lanes> shape_lanes(int i) const {
    const auto s = at(line_, i);
    return {{s.at[0], s.at[1]}, {s.at[2], s.at[3]}, {s.at[4], s.at[5]}};
  }
  /// Makes `to` the present point.
  EUDRIFT_FN_HOST void place(int i, const vec<lanes, 2>& to, const vec<lanes, 3>& w) {
    to.at[0].store(here_[0] + i), to.at[1].store(here_[1] + i);
    w.at[1].store(weight_[0] + i), w.at[2].store(weight_[1] + i);
  }
  /// A bit for each lane that may not be in its element; `bound` is the mesh's.
  EUDRIFT_FN_HOST static bits astray(const vec<lanes, 3>& w, const lanes& bound) { return not_in(inside(w, bound)); }
  /// The same, where a particle may have left the step's first element before: then a coast may also be in the
  /// way of the straight line, `way` [m], that it took.
  EUDRIFT_FN_HOST bits astray(const vec<lanes, 3>& w, const lanes& bound, int i, const vec<lanes, 2>& way) const {
    return not_in(inside(w, bound) & (dot(way, way) < lanes::load(reach_ + i)));
  }
  /// Calls f(i, e) for the particles of part p whose bits are set.  e is the element behind the edge that the present
  /// point is farthest beyond; its record is on its way from memory.
  template <class F>
  EUDRIFT_FN_HOST void for_each(int p, bits which, const F& f) const {
    for_each(p, which, [](int, id) {}, f);
  }
  /// The same, but that soon(i, e) is called for all of them before f is for the first.
  template <class Soon, class F>
  EUDRIFT_FN_HOST void for_each(int p, bits which, const Soon& soon, const F& f) const {
    const int held = size_ - begin(p);
    if (held < part) which &= held > 0 ? (bits{1} << held) - 1 : 0;
    int queued = 0, number[part];
    id next[part];
    for (; which != 0; which &= which - 1, ++queued) {
      const int i = begin(p) + __builtin_ctzll(which);
      const double b = weight_[0][i], c = weight_[1][i];
      number[queued] = i;
      next[queued] = beyond(i, smallest({1 - b - c, b, c}).corner);
      fetch(next[queued]);
    }
    for (int q = 0; q < queued; ++q) soon(number[q], next[q]);
    for (int q = 0; q < queued; ++q) f(number[q], next[q]);
  }
  /// Particle i goes to `to`, from where the step began: by records, from that of element e on, while no coast is
  /// near, else as exactly() says, which gives the site where it ends.
  template <class F>
  EUDRIFT_FN_HOST void go_on(int i, const vec<double, 2>& to, id e, const F& exactly) {
    const vec<double, 2> way = to - from(i);
    if (dot(way, way) < reach_from(from_element_[i])) {
      for (int hops = 0; hops < 8 && e >= 0; ++hops) {
        const element_record& here = velocity_.mesh.records[e];
        const vec<double, 3> w = here.shape.weights(to);
        const auto [least, corner] = smallest(w);
        if (least > inside_) return settle(i, {to, e, w});
        if (!(least < -inside_)) break;  // on an edge: exact signs decide
        e = static_cast<id>(here.beyond[corner]);
      }
    }
    settle(i, exactly());
  }

 private:
  static constexpr double everywhere = 1e300;

  EUDRIFT_FN_HOST static lanes::mask inside(const vec<lanes, 3>& w, const lanes& bound) {
    return (w.at[0] > bound) & (w.at[1] > bound) & (w.at[2] > bound);
  }
  EUDRIFT_FN_HOST static bits not_in(const lanes::mask& m) { return ~m.bits() & ((1u << lanes::size) - 1); }

  struct weight_of_corner {
    double weight;
    int corner;
  };
  // By arithmetic, since which corner it is no branch can foretell.
  static weight_of_corner smallest(const vec<double, 3>& w) {
    const int b = w.at[1] < w.at[0];
    const double less = w.at[1] < w.at[0] ? w.at[1] : w.at[0];
    const int c = w.at[2] < less;
    return {w.at[2] < less ? w.at[2] : less, b + c * (2 - b)};
  }
  void settle(int i, const site<double, id>& there) {
    here_[0][i] = there.point.at[0], here_[1][i] = there.point.at[1];
    weight_[0][i] = there.weights.at[1], weight_[1][i] = there.weights.at[2];
    if (there.element == element_[i]) return;
    if (!velocity_.mesh.owns(there.element)) [[unlikely]] {
      went_out_ = true;
      if (has_ended(there)) return ended_.add(i, there), element_[i] = last_element(there), stay(i, there.point);
    }
    element_[i] = there.element;
    load(i);
  }
  /// Nobody wants the numbers of particle i any more; what lanes compute with them is finite.
  void stay(int i, const vec<double, 2>& p) {
    here_[0][i] = p.at[0], here_[1][i] = p.at[1];
    weight_[0][i] = weight_[1][i] = 1.0 / 3;
  }
  double reach_from(id e) const {
    const element_records& records = velocity_.mesh.records;
    return records.held() ? double{records[e].reach} : 0.0;
  }
  /// The numbers of particle i's element.
  void load(int i) {
    const id e = element_[i];
    double part[line_rows];
    if (velocity_.mesh.records.held()) {
      __builtin_memcpy(part, &velocity_.mesh.records[e], sizeof(part));
    } else {
      const auto made = record_of(velocity_.mesh, e, 0.0f);
      __builtin_memcpy(part, &made, sizeof(part));
    }
    for (int k = 0; k < line_rows; ++k) line_[k][i] = part[k];
    const auto c = velocity_.carry(e);
    for (int k = 0; k < Velocity::carried; ++k) flow_[k][i] = c.at[k];
    reach_[i] = e == from_element_[i] ? everywhere : reach_from(from_element_[i]);
  }
  /// Neighbour k of particle i's element, whose record's bytes stand in doubles.
  id beyond(int i, int k) const {
    constexpr int begin = offsetof(element_record, beyond);
    const int byte = begin + 4 * k;
    std::int32_t e;
    __builtin_memcpy(&e, reinterpret_cast<const char*>(&line_[byte / 8][i]) + byte % 8, sizeof(e));
    return e;
  }
  /// Asks memory for the record of element e.
  EUDRIFT_FN_HOST void fetch(id e) const {
    if constexpr (RecordedVelocity<Velocity>) {
      if (velocity_.record == nullptr || e < 0) return;
      const auto* record = reinterpret_cast<const char*>(velocity_.record + e);
      for (std::size_t byte = 0; byte < sizeof(*velocity_.record); byte += 64) __builtin_prefetch(record + byte);
    } else if constexpr (requires { velocity_.fetch(e); }) {
      velocity_.fetch(e);
    }
  }
  /// load() for a whole register of particles.
  EUDRIFT_FN_HOST void load_lanes(int i) {
    if constexpr (RecordedVelocity<Velocity>)
      if (velocity_.record != nullptr) return load_from_records(i);
    for (int k = 0; k < lanes::size; ++k) load(i + k);
  }
  EUDRIFT_FN_HOST void load_from_records(int i) {
    const auto* record = velocity_.record;
    load_rows(line_, i, [&](int k, int column) {
      lanes some;  // of the record's bytes, since not all of them are of doubles
      __builtin_memcpy(&some, reinterpret_cast<const char*>(record + element_[i + k]) + column * 8, sizeof(some));
      return some;
    });
    load_rows(flow_, i, [&](int k, int column) { return lanes::load(record[element_[i + k]].number + column); });
  }
  /// Fills rows at i and on; some(k, column) are the numbers of particle i + k for as many rows from `column` on.
  template <int N, class Some>
  EUDRIFT_FN_HOST static void load_rows(row (&to)[N], int i, const Some& some) {
    [&]<int... Portion>(std::integer_sequence<int, Portion...>) __attribute__((always_inline)) {
      (load_rows<Portion * lanes::size>(to, i, some, std::make_integer_sequence<int, lanes::size>{}), ...);
    }(std::make_integer_sequence<int, (N + lanes::size - 1) / lanes::size>{});
  }
  template <int Column, int N, class Some, int... K>
  EUDRIFT_FN_HOST static void load_rows(row (&to)[N], int i, const Some& some, std::integer_sequence<int, K...>) {
    lanes number[lanes::size] = {some(K, Column)...};
    transpose(number);
    ((Column + K < N ? number[K].store(to[(Column + K) % N] + i) : void()), ...);
  }
  // Without a loop, since not every compiler keeps what a loop fills in registers.
  template <std::size_t N>
  EUDRIFT_FN_HOST static vec<lanes, static_cast<int>(N)> at(const row (&rows)[N], int i) {
    return [&]<std::size_t... K>(std::index_sequence<K...>) __attribute__((always_inline)) {
      return vec<lanes, static_cast<int>(N)>{{lanes::load(rows[K] + i)...}};
    }(std::make_index_sequence<N>{});
  }

  Velocity velocity_;
  double inside_;
  int size_ = 0;
  bool went_out_ = false;  // a particle, into the halo or out of the mesh
  ended_rows<part> ended_;
  alignas(64) row from_[2], here_[2];  // points where the step began, and of the present stage [m]
  row weight_[2];                      // of the present point: that of corner b, of corner c
  static constexpr int line_rows = sizeof(element_record) / 8;
  row line_[line_rows];        // the bytes of the elements' records
  row flow_[Velocity::carried];
  row reach_;  // how far, squared, a way is surely in the water [m2]
  id element_[Particles], from_element_[Particles];
};

}  // namespace eudrift::inline EUDRIFT_ABI
