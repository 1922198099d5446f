// SPDX-License-Identifier: BSL-1.0
/// \file
/// Writes particle tracks as a CF-1.11 trajectory file (NetCDF-4).
#pragma once
#include <eudrift/netcdf/reserve_room.hpp>
#include <eudrift/netcdf/trajectory_definition.hpp>
#include <eudrift/netcdf/trajectory_state.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <type_traits>

namespace eudrift::inline EUDRIFT_ABI {

/// A CF-1.11 file of featureType trajectory with the dimensions obs (one for each output,
/// unlimited) and trajectory (one for each particle, by ascending id).  All variables but
/// trajectory, the ids, have both; time too, in CF's multidimensional form: its orthogonal form,
/// with one time for all, is not taken for trajectories by the checkers.  Where layout.state names
/// what a later run needs, the group `continuation` holds it; see trajectory_state.  Of that, layout.end_time has one
/// value for each particle beside the tracks too, which each output with a state overwrites in its place.
///
/// First come the ids, then outputs, each at once or by blocks of particles (block_of() says which are written with
/// least effort), so that nobody need hold them all:
///
///     trajectory_writer tracks("tracks.nc", layout);
///     tracks.ids(some), tracks.ids(others);
///     tracks.begin(time), tracks.block(of_some), tracks.block(of_others), tracks.end();
///
/// The file is synced when the constructor and each end() return: a process killed later loses
/// nothing.  Killed in the middle of an output it loses that one; where layout.expected_outputs was
/// not given, or is passed, or the chunks are more than 64, also (rarely) a variable: see chunk_of().  Room is reserved
/// before anything is written; where there is none the file is closed with all earlier outputs in it, and
/// error is thrown.  May be called from any thread, one call at a time.
class trajectory_writer {
 public:
  /// Makes the file, replacing one that is there.  Throws error naming path.
  trajectory_writer(const std::string& path, trajectory_layout layout)
      : layout_(std::move(layout)) {
    check_layout(path);
    chunk_ = chunk_of(particles(), layout_.expected_outputs, layout_.deflate > 0);
    reserve_room(path, definition_bytes());
    file_ = netcdf_file::create(path, NC_NETCDF4);
    io_thread::instance().run([this] {
      variables_ = define_trajectory(file_, layout_, chunk_);
      state_.define(file_, layout_);
      if (layout_.end_time) fill_end_time();
      sync();
    });
  }

  /// Writes the ids of the next particles, strictly ascending within and from one call to the next.  Throws error.
  void ids(std::span<const std::int64_t> next) {
    require_open();
    require(next.size() <= particles() - ids_, path() + ": " + std::to_string(ids_ + next.size()) +
                                                   " ids were given for " + std::to_string(particles()) + " particles");
    for (std::size_t i = 0; i < next.size(); ++i) {
      const std::int64_t before = i > 0 ? next[i - 1] : last_id_;
      if (ids_ + i > 0 && next[i] <= before)
        throw error(path() + ": id " + std::to_string(next[i]) + " follows id " + std::to_string(before) +
                    "; expected strictly ascending ids");
    }
    io_thread::instance().run([&] {
      static_assert(sizeof(long long) == sizeof(std::int64_t));
      const std::array<std::size_t, 1> start{ids_}, count{next.size()};
      check(nc_put_vara(file_.id(), variables_.ids, start.data(), count.data(), next.data()),
            path() + ": cannot be written");
    });
    ids_ += next.size();
    if (!next.empty()) last_id_ = next.back();
  }

  /// Begins an output; `time` as layout.calendar says.  `stateless`: no run will go on from it.  One that was begun and not
  /// ended is given up.  Throws error.
  void begin(time_ms time, bool stateless = false) {
    prepare(output_bytes());
    require(ids_ == particles(), path() + ": ids were given for " + std::to_string(ids_) + " of " +
                                     std::to_string(particles()) + " particles");
    time_ = time;
    has_state_ = !layout_.state.empty() && !stateless;
    rows_ = 0;
  }
  /// The next particles of an output, by ascending id; columns as in trajectory_columns.  Of a particle that waits for its
  /// release, fill goes into all but time and status; so does it for a value that is NaN.  Throws error.
  void block(const trajectory_columns& columns) {
    require_open();
    check_columns(columns);
    io_thread::instance().run([&] {
      const std::size_t n = columns.status.size();
      for (std::size_t first = 0; first < n; first += chunk_.particles)
        write(columns, first, std::min(chunk_.particles, n - first));
      if (has_state_) state_.write(file_, outputs_ + 1, rows_, columns.state);
      if (has_state_ && layout_.end_time) put_end_time(rows_, columns.state[*layout_.end_time]);
      rows_ += n;
    });
  }
  /// Ends an output, of which all particles were given.  Throws error.
  void end() {
    require_open();
    require(rows_ == particles(), path() + ": an output has " + std::to_string(rows_) + " particles; expected " +
                                      std::to_string(particles()));
    io_thread::instance().run([&] {
      sync();
      if (outputs_ % chunk_.outputs == 0 && chunk_.outputs > 1) fill_holes(path());
      if (!has_state_) return;
      state_.complete(file_, outputs_ + 1);
      sync();
    });
    ++outputs_;
  }
  /// A whole output.
  void write(time_ms time, const trajectory_columns& columns) {
    begin(time);
    block(columns);
    end();
  }

  /// Adds or replaces a global attribute, at any time before close().  Throws error.
  void attribute(const std::string& name, const attribute_value& value) {
    prepare(slack);
    io_thread::instance().run([&] {
      put_attribute(file_, NC_GLOBAL, name, value);
      sync();
    });
  }

  /// Gives the file, which goes on, the name `path`; one that is there is replaced at once.  Throws error.
  void take_place_of(const std::string& path) { file_.rename(path); }

  /// Closes the file; throws error where that fails.  The destructor closes without a word.
  void close() { file_.close(); }

  std::size_t particles() const { return layout_.particles; }  ///< in the file
  std::size_t outputs() const { return outputs_; }             ///< written so far
  const std::string& path() const { return file_.path(); }     ///< as given

 private:
  /// For HDF5's headers, heaps and trees, far more than one output can add.
  static constexpr std::int64_t slack = 1 << 20;

  void check_layout(const std::string& path) const {
    require(layout_.particles > 0, path + ": there are no particles to write; expected at least one");
    require(layout_.deflate >= 0 && layout_.deflate <= 9,
            path + ": a compression of level " + std::to_string(layout_.deflate) + " was asked for; expected 0 (none) to 9");
    require(layout_.metres || layout_.degrees, path + ": neither x,y nor lon,lat is to be written");
    require(!layout_.end_time || *layout_.end_time < layout_.state.size(),
            path + ": end_time is to be number " + std::to_string(layout_.end_time.value_or(0)) +
                " of the state, counted from 0; it has " + std::to_string(layout_.state.size()));
  }

  void check_columns(const trajectory_columns& columns) const {
    const std::size_t n = columns.status.size();
    require(n <= particles() - rows_, path() + ": an output has " + std::to_string(rows_ + n) +
                                          " particles; expected " + std::to_string(particles()));
    const auto sized = [&](const std::string& name, std::size_t size) {
      if (size != n)
        throw error(path() + ": output column " + name + " has " + std::to_string(size) +
                    " values; expected " + std::to_string(n) + " as in status");
    };
    if (layout_.metres) sized("x", columns.x.size()), sized("y", columns.y.size());
    if (layout_.degrees) sized("lon", columns.lon.size()), sized("lat", columns.lat.size());
    sized("element", columns.element.size());
    require(columns.values.size() == layout_.variables.size(),
            path() + ": output has " + std::to_string(columns.values.size()) +
                " further columns; expected " + std::to_string(layout_.variables.size()));
    const std::size_t states = has_state_ ? layout_.state.size() : 0;
    require(columns.state.size() == states, path() + ": output has " + std::to_string(columns.state.size()) +
                                                " columns of state; expected " + std::to_string(states));
    for (std::size_t k = 0; k < columns.state.size(); ++k)
      sized(layout_.state[k].name, columns.state[k].size());
    for (std::size_t k = 0; k < columns.values.size(); ++k) {
      const output_variable& variable = layout_.variables[k];
      require((columns.values[k].index() == 1) == variable.single,
              path() + ": output column " + variable.name + " has the wrong type; expected " +
                  (variable.single ? "float" : "double"));
      std::visit([&](const auto& values) { sized(variable.name, values.size()); },
                 columns.values[k]);
    }
  }

  /// The bytes that one output adds to the file: those of whole chunks, or none but metadata where
  /// it goes into the chunks of an earlier one.
  std::int64_t output_bytes() const {
    if (outputs_ % chunk_.outputs != 0) return slack;
    std::size_t each = 8 + 4 + 1;
    if (layout_.metres) each += 16;
    if (layout_.degrees) each += 16;
    for (const output_variable& variable : layout_.variables) each += variable.single ? 4 : 8;
    const std::size_t across = detail::cut(particles(), chunk_.particles);
    const std::size_t tree = 256 * across * (variables_.columns.size() + 2);
    return slack +
           static_cast<std::int64_t>(across * chunk_.outputs * chunk_.particles * each + tree);
  }

  std::int64_t definition_bytes() const {
    std::size_t text = 0;
    for (const auto& [name, value] : layout_.attributes)
      if (const auto* words = std::get_if<std::string>(&value)) text += 2 * words->size();
    const std::size_t state = 2 * layout_.state.size() + (layout_.end_time ? 1 : 0);
    return slack + static_cast<std::int64_t>(8 * (1 + state) * particles() + text);
  }

  void require_open() const { require(file_.is_open(), path() + ": is closed; nothing more can be written"); }
  /// Checks that the file is open and has room, closing it where it has none.
  void prepare(std::int64_t bytes) {
    require_open();
    try {
      require(::access(path().c_str(), F_OK) == 0,
              path() + ": has been moved or removed while it was being written");
      io_thread::instance().run([&] { reserve_room(path(), bytes); });
    } catch (const error& e) {
      file_.close();
      throw error(std::string(e.what()) + "; the file holds " + std::to_string(outputs_) +
                  " complete outputs");
    }
  }

  void sync() { check(nc_sync(file_.id()), path() + ": cannot be written"); }

  /// `n` particles of a block from its number `first` on.
  void write(const trajectory_columns& columns, std::size_t first, std::size_t n) {
    put(variables_.time, first, std::span<const double>(std::vector<double>(n, static_cast<double>(time_) / 1000)));
    const auto status = columns.status.subspan(first, n);
    std::size_t next = 0;
    const auto column = [&](const auto& values) {
      put_filled(variables_.columns[next++], first, values.subspan(first, n), status);
    };
    if (layout_.metres) column(columns.x), column(columns.y);
    if (layout_.degrees) column(columns.lon), column(columns.lat);
    column(columns.element);
    for (const output_values& values : columns.values) std::visit(column, values);
    put(variables_.status, first, status);
  }

  template <class T>
  void put(int variable, std::size_t first, std::span<const T> values) {
    const std::array<std::size_t, 2> start{outputs_, rows_ + first}, count{1, values.size()};
    check(nc_put_vara(file_.id(), variable, start.data(), count.data(), values.data()),
          path() + ": cannot be written");
  }

  void put_end_time(std::size_t first, std::span<const double> values) {
    std::vector<double> filled(values.begin(), values.end());
    std::replace_if(filled.begin(), filled.end(), [](double v) { return std::isnan(v); }, output_fill<double>());
    const std::size_t n = filled.size();
    check(nc_put_vara_double(file_.id(), variables_.end_time, &first, &n, filled.data()),
          path() + ": cannot be written");
  }
  void fill_end_time() {
    const std::vector<double> unknown(std::min(particles(), detail::usual_block), output_fill<double>());
    for (std::size_t first = 0; first < particles(); first += unknown.size())
      put_end_time(first, std::span(unknown).first(std::min(unknown.size(), particles() - first)));
  }

  template <class T>
  void put_filled(int variable, std::size_t first, std::span<const T> values, std::span<const std::int8_t> status) {
    std::vector<T> filled(values.begin(), values.end());
    for (std::size_t i = 0; i < filled.size(); ++i) {
      bool unknown = status[i] == layout_.waiting;
      if constexpr (std::is_floating_point_v<T>) unknown = unknown || std::isnan(filled[i]);
      if (unknown) filled[i] = output_fill<T>();
    }
    put<T>(variable, first, filled);
  }

  trajectory_layout layout_;
  netcdf_file file_;
  trajectory_chunk chunk_;
  std::size_t ids_ = 0;  ///< given so far
  std::int64_t last_id_ = 0;
  std::size_t outputs_ = 0;
  time_ms time_ = 0;  ///< of the output that is being written
  bool has_state_ = false;
  std::size_t rows_ = 0;  ///< particles given of it
  trajectory_variables variables_;
  trajectory_state state_;
};

}  // namespace eudrift::inline EUDRIFT_ABI
