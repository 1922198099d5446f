// SPDX-License-Identifier: BSL-1.0
// The whole state of a run in a file, from which the same command goes on.
#pragma once
#include "report.hpp"

#include <eudrift/checkpoint/particles.hpp>
#include <eudrift/exec/serial.hpp>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace happiest_particle {

/// What decides a run's results, as text: one that goes on from a checkpoint must have the same.
struct mark {
  std::string name, value;
  std::string given;  ///< how the command line says it
};

/// The marks of a run, but for its particles.
std::vector<mark> marks_of_run(const options& o, const plan& when, bool calendar, const preference& likes,
                               const eudrift::mesh_data& mesh);
/// The mark of all that are released in it: how many, and a number of their ids, places and times.
class particles_mark {
 public:
  /// The mesh is kept by reference.
  explicit particles_mark(const eudrift::mesh_data& mesh) : mesh_(&mesh) {}
  /// The next of them by ascending id.
  void add(const drifters_batch& some);
  /// Of those that were added.
  mark value() const;

 private:
  const eudrift::mesh_data* mesh_;
  std::int64_t count_ = 0;
  std::uint64_t sum_ = 0;
};

/// A stopped run, as its checkpoint has it.
class saved_run {
 public:
  /// Reads what o.restart says; nothing, and prints so, where there is no such file.
  static std::optional<saved_run> open(const options& o);

  /// Prints that the run goes on from it.
  void print(bool calendar) const;
  /// Throws eudrift::error where it had another mark than this run.
  void check(const std::vector<mark>& now) const;
  /// How far it was: in its plan, and in time.
  plan_place place() const;
  time_ms time() const;
  /// What it had told and written.
  told_so_far told() const;
  /// The next of its particles, in place of what the block holds; false where there are no more. `element` has the
  /// element here by the forcing's number, counted from 0.
  bool next(drifters_batch& block, const std::vector<std::int32_t>& element);

 private:
  explicit saved_run(const std::string& path) : file_(path) {}
  std::int64_t number(const std::string& name, std::int64_t least = 0) const;
  eudrift::checkpoint_reader file_;
};

/// Writes the checkpoints of a run, each in place of the one before.
class checkpoints {
 public:
  /// mesh and o are kept by reference.
  checkpoints(const options& o, const eudrift::mesh_data& mesh, std::vector<mark> marks)
      : options_(o), mesh_(mesh), marks_(std::move(marks)) {}

  /// All particles, how far they are and what was told, after the tracks are on the disk.
  template <eudrift::Executor Ex>
  void save(const crowd<Ex>& particles, const plan_place& at, time_ms time, report& tell) const {
    tell.wait();
    at_root(particles.executor(), [&] { tell.sync(); });
    const auto write = [&](const auto& all) {
      eudrift::save_particles(options_.checkpoint, all, mesh_.element_number, values(at, time, tell.told()));
    };
    if (!particles.is_in_parts()) return write(static_cast<const drifters<Ex>&>(particles));
    drifters<eudrift::serial_executor> all(eudrift::serial_executor{});
    particles.for_each_part([&](const drifters_batch& some) { all.append(some); });
    write(all);
  }

 private:
  eudrift::checkpoint_values values(const plan_place& at, time_ms time, const told_so_far& told) const;

  const options& options_;
  const eudrift::mesh_data& mesh_;
  std::vector<mark> marks_;
};

}  // namespace happiest_particle
