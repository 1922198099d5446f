// SPDX-License-Identifier: BSL-1.0
// Outputs of all particles, collected and written while the run goes on.
#pragma once
#include "track_file.hpp"

#include <eudrift/exec/at_root.hpp>
#include <eudrift/exec/collect_by_id.hpp>
#include <eudrift/kernels/max_reduce.hpp>
#include <eudrift/netcdf/write_behind.hpp>

#include <functional>
#include <memory>
#include <vector>

namespace happiest_particle {

/// A process's part in the outputs: its rows of each go, in a thread beside the caller's, to the process that writes.
class tracks {
 public:
  /// Takes some of a snapshot's rows, by ascending id from one call to the next.
  using sink = std::function<void(const told_rows&)>;
  /// Gives all processes' rows, by blocks of so many, to the sink of the one that writes; how many there are.
  using collector = std::function<index_t(const snapshot&, index_t block, const sink&)>;

  /// Of a run of so many particles; `file`: where this process writes.  `before`: what it had written.
  tracks(collector collect, index_t block, index_t particles, std::unique_ptr<track_file> file, const told_so_far& before)
      : collect_(std::move(collect)),
        block_(block),
        particles_(particles),
        file_(std::move(file)),
        outputs_(before.outputs),
        last_output_(before.last_output),
        behind_([this](snapshot& s) { write(s); }) {}

  /// Collects by an executor, which takes part in the collective calls of nobody else: they are made in another thread.
  template <eudrift::Executor Ex>
  static collector by(const Ex& aside) {
    return [aside](const snapshot& s, index_t block, const sink& to) {
      const auto put = [&to](auto... column) { to(told_rows{column...}); };
      const std::span<const std::int64_t> ids(s.id);
      return s.deep ? collect_by_id(aside, ids, s.deep_columns(), put, block) : collect_by_id(aside, ids, s.columns(), put, block);
    };
  }

  track_file* file() { return file_.get(); }  ///< where this process writes; after wait()
  /// The snapshot to be filled, and handed over then.
  snapshot& next() { return behind_.next(); }
  void hand_over() {
    ++outputs_, last_output_ = next().time;
    behind_.hand_over();
  }
  /// Outputs handed over so far, and the time of the last.
  std::int64_t outputs() const { return outputs_; }
  time_ms last_output() const { return last_output_; }
  /// Returns when the outputs handed over are written.
  void wait() { behind_.wait(); }

 private:
  void write(snapshot& s) {
    s.sort(room_);
    const index_t rows = collect_(s, block_, [&](const told_rows& some) { file_->put(s.time, some); });
    eudrift::require(rows == particles_ || !file_, "an output has " + std::to_string(rows) + " particles where " +
                                                       std::to_string(particles_) + " are expected; some were lost");
  }

  collector collect_;
  index_t block_, particles_;
  std::unique_ptr<track_file> file_;
  std::int64_t outputs_;
  time_ms last_output_;
  std::vector<std::byte> room_;
  eudrift::write_behind<snapshot> behind_;  // last: its thread uses all of the above
};

}  // namespace happiest_particle
