// SPDX-License-Identifier: BSL-1.0
// All particles of a process: in the executor's memory at once or, where that has no room for them, part by part.
#pragma once
#include "release.hpp"

#include <algorithm>
#include <vector>

namespace happiest_particle {

/// Particles in the executor's memory, as long as there is no limit to how many may be there.  With one the host has
/// all of them, in parts of at most so many, and in_parts() brings one after the other; no bit depends on it.
template <eudrift::Executor Ex>
class crowd : public drifters<Ex> {
 public:
  explicit crowd(const Ex& ex) : drifters<Ex>(ex) {}

  /// At most so many at a time; 0: no limit.  Before any are appended.
  void limit(index_t most) { most_ = most; }
  bool is_in_parts() const { return most_ > 0; }
  /// Of all.
  index_t size() const {
    index_t sum = drifters<Ex>::size();
    for (const part& p : parts_) sum += p.particles.size();
    return sum;
  }
  /// Most that was held in the executor's memory at a time.
  index_t bytes() const { return std::max(bytes_, drifters<Ex>::bytes()); }

  /// Those who were there before are no longer new.
  void append(const drifters_batch& more) {
    held_ = drifters<Ex>::size();
    if (most_ == 0) return drifters<Ex>::append(more);
    for (part& p : parts_) p.held = p.particles.size();
    for (index_t first = 0; first < more.size();) {
      if (parts_.empty() || parts_.back().particles.size() == most_) parts_.emplace_back();
      drifters_batch& last = parts_.back().particles;
      const index_t n = std::min(most_ - last.size(), more.size() - first);
      last.append(more, first, n);
      first += n;
    }
  }
  /// Calls f(particles, held) for each part, which is in the executor's memory then; the first `held` are not new.
  template <class F>
  void in_parts(const F& f) {
    if (most_ == 0) return f(static_cast<drifters<Ex>&>(*this), held_);
    drifters<Ex>& here = *this;
    for (part& p : parts_) {
      here.append(p.particles);
      f(here, p.held);
      bytes_ = std::max(bytes_, here.bytes());
      p.particles = here.collect_all();
      here = drifters<Ex>(here.executor());
    }
  }
  /// Those that the host has, where there is a limit.
  template <class F>
  void for_each_part(const F& f) const {
    for (const part& p : parts_) f(p.particles);
  }

 private:
  struct part {
    drifters_batch particles;
    index_t held = 0;
  };
  index_t most_ = 0, held_ = 0, bytes_ = 0;
  std::vector<part> parts_;
};

}  // namespace happiest_particle
