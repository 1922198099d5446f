// SPDX-License-Identifier: BSL-1.0
// What a run tells: tracks in a file, the alert, the closing sentence, progress, the final counts.
#pragma once
#include "continuation.hpp"
#include "progress.hpp"

#include <eudrift/kernels/max_reduce.hpp>
#include <eudrift/netcdf/trajectory_writer.hpp>

#include <array>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace happiest_particle {

/// Who is most and who is least happy of the moving particles.
struct mood {
  eudrift::held<double> happiest, saddest;
};

class report {
 public:
  /// `points` by ascending id; mesh and o are kept by reference.
  report(const options& o, const plan& when, bool calendar, const eudrift::mesh_data& mesh,
         const std::vector<start_point>& points, const preference& likes);

  /// What an earlier run told is not told again.
  void take_over(const named_values& told);

  /// At a grid time: takes over what particles are, raises the alert, says when all are ecstatic, and
  /// writes tracks if `output`.
  template <eudrift::Executor Ex>
  void look(time_ms time, bool output, const mood& happy, const drifters<Ex>& particles) {
    const bool news = raises_alert(happy) || makes_ecstatic(happy);
    if (output || news || time == when_.end) {
      const auto ids = copy(particles.template collect<eudrift::particle_id>());
      const auto x = copy(particles.template collect<eudrift::position>(0));
      const auto y = copy(particles.template collect<eudrift::position>(1));
      const auto element = copy(particles.template collect<eudrift::host_element>());
      const auto status = copy(particles.template collect<eudrift::state>());
      const auto happiness_of = copy(particles.template collect<happiness>());
      const auto steps = copy(particles.template collect<eudrift::steps_made>());
      for (std::size_t i = 0; i < ids.size(); ++i)
        set_row(time, ids[i], {x[i], y[i]}, element[i], status[i], happiness_of[i], steps[i]);
    }
    tell(time, output, happy);
  }
  /// Whether they are, at the last look.
  bool all_ecstatic() const { return all_ecstatic_; }

  /// Counts by status, which add up to the particles of the run; closes the file.
  void finish();

 private:
  template <class T>
  static std::vector<T> copy(std::span<const T> items) {
    return {items.begin(), items.end()};
  }
  bool raises_alert(const mood& happy) const {
    return !alert_told_ && happy.happiest.id >= 0 && happy.happiest.value >= options_.alert;
  }
  bool are_ecstatic(const mood& happy) const { return happy.saddest.id >= 0 && happy.saddest.value >= options_.ecstatic; }
  /// Whether that is to be told, or ends the run.
  bool makes_ecstatic(const mood& happy) const {
    return are_ecstatic(happy) && (!ecstatic_told_ || options_.until_ecstatic);
  }
  std::int32_t file_number(std::int32_t element) const;
  /// Written so far.
  std::int64_t outputs() const { return file_ ? static_cast<std::int64_t>(file_->outputs()) : 0; }
  std::size_t row_of(std::int64_t id) const;
  void set_row(time_ms time, std::int64_t id, const eudrift::vec<double, 2>& place, std::int32_t element,
               eudrift::status status, double happy, std::uint32_t steps);
  void tell(time_ms time, bool output, const mood& happy);
  void write(time_ms time);
  void say(const std::string& line);
  void attribute(const std::string& name, const eudrift::attribute_value& value);
  std::array<double, 2> other_place(const eudrift::vec<double, 2>& place, std::int32_t element) const;
  std::string time_text(time_ms time) const;

  const options& options_;
  plan when_;
  bool calendar_;
  const eudrift::mesh_data& mesh_;
  std::vector<std::int64_t> ids_;
  std::vector<time_ms> released_;
  // One row a particle, by ascending id; what a particle was when it was last seen.
  std::vector<double> x_, y_, lon_, lat_, happiness_;
  std::vector<std::int32_t> element_;
  std::vector<std::int8_t> status_;
  luggage luggage_;
  std::unique_ptr<eudrift::trajectory_writer> file_;
  progress progress_;
  bool alert_told_ = false, ecstatic_told_ = false, all_ecstatic_ = false;
};

}  // namespace happiest_particle
