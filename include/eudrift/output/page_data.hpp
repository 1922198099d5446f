// SPDX-License-Identifier: BSL-1.0
/// \file
/// What a page of tracks holds of them: some particles and outputs, rounded.
#pragma once
#include <eudrift/output/page_frame.hpp>
#include <eudrift/output/text.hpp>
#include <eudrift/output/tracks.hpp>

#include <algorithm>
#include <limits>
#include <unordered_map>

namespace eudrift::inline EUDRIFT_ABI {

/// How much goes into a page.
struct page_limits {
  std::size_t most_bytes = 3 << 20;     ///< of places, statuses and properties [bytes]; a third more in the file
  std::size_t most_particles = 5000;    ///< so that they are drawn fluently
  std::size_t most_outputs = 1000;      ///< that are kept while more than one particle would have to go for them
  std::size_t most_elements = 150'000;  ///< of a mesh of which triangles are drawn; else its edge alone
};

/// Tracks on their way into a page: of too many particles or outputs every second is dropped, and again, as they come.
class page_tracks {
 public:
  page_tracks(const track_layout& layout, const page_limits& limits)
      : metres_(layout.metres), statuses_(layout.statuses.size()), limits_(limits) {
    for (const track_property& p : layout.properties) is_time_.push_back(p.unit.starts_with("seconds since "));
  }

  std::size_t outputs() const { return seen_outputs_; }  ///< taken so far

  /// Takes an output.  Throws error, naming path, where its time is not beyond the last one.
  void take(const std::string& path, const track_rows& rows) {
    if (!kept_.empty()) {
      const time_ms on = rows.time - last_;
      if (direction_ == 0) direction_ = on;
      require(
          (direction_ > 0 && on > 0) || (direction_ < 0 && on < 0),
          path + ": the time of output " + std::to_string(seen_outputs_ + 1) + " is not beyond that of the one before");
    }
    if (kept_.empty())
      for (std::size_t p = 0; p < rows.properties.size(); ++p)
        if (std::visit([](const auto& of) { return std::is_floating_point_v<std::remove_cvref_t<decltype(of[0])>>; },
                       rows.properties[p]))
          shown_.push_back(p);
    if (kept_.empty()) first_ = rows.time;
    last_ = rows.time;
    shot now{.time = rows.time, .counts = std::vector<std::int64_t>(statuses_)};
    now.values.resize(shown_.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
      ++now.counts[static_cast<std::size_t>(rows.state[i])];
      const std::size_t number = number_of_.try_emplace(rows.id[i], number_of_.size()).first->second;
      if (number % every_ != 0) continue;
      const std::size_t k = number / every_;
      if (k >= ids_.size()) ids_.resize(k + 1);
      ids_[k] = rows.id[i];
      grow(now, k + 1);
      const auto [x, y] = metres_ ? std::pair(rows.x, rows.y) : std::pair(rows.lon, rows.lat);
      now.state[k] = static_cast<std::uint8_t>(rows.state[i]);
      if (!rows.is_placed(i)) continue;
      now.x[k] = x[i], now.y[k] = y[i];
      for (std::size_t p = 0; p < shown_.size(); ++p)
        std::visit(
            [&](const auto& values) {
              now.values[p][k] = static_cast<float>(static_cast<double>(values[i]) - begin_of(shown_[p]));
            },
            rows.properties[shown_[p]]);
    }
    if (seen_outputs_ % every_output_ == 0) kept_.push_back(std::move(now));
    ++seen_outputs_;
    while (ids_.size() > limits_.most_particles) drop_particles();
    while (ids_.size() * kept_.size() * (5 + shown_.size()) > limits_.most_bytes && ids_.size() + kept_.size() > 2) {
      if (kept_.size() > limits_.most_outputs || ids_.size() == 1)
        drop_outputs();
      else
        drop_particles();
    }
  }

  /// Calls f(x, y) for each place that is kept.
  template <class F>
  void for_each_place(F&& f) const {
    for (const shot& s : kept_)
      for (std::size_t k = 0; k < s.x.size(); ++k) f(s.x[k], s.y[k]);
  }

  /// What was rounded and left out, in sentences.
  std::string notes(const page_frame& frame) const {
    const double error = frame.step * frame.metres_a_unit() / 2;
    std::string text = "Places are drawn to within ";
    append_number(text, error >= 0.1 ? std::ceil(error * 10) / 10 : std::ceil(error * 1000) / 1000);
    text += " m";
    if (!shown_.empty()) text += ", values to within 0.2 % of their range";
    text += ".";
    const auto every = [&](std::size_t k, std::size_t all, const char* what) {
      if (k > 1) text += " Of " + std::to_string(all) + " " + what + " every " + ordinal(k) + " is drawn.";
    };
    every(every_, number_of_.size(), "particles");
    every(every_output_, seen_outputs_, "outputs");
    return text + (every_ > 1 ? " Counts are of all particles." : "");
  }

  /// Appends members of a JSON object: counts, times, ids, names.
  void describe(std::string& to, const track_layout& layout) const {
    const auto list = [&](const char* name, const auto& items, const auto& item) {
      to += ",\"", to += name, to += "\":[";
      bool first = true;
      for (const auto& each : items) {
        if (!std::exchange(first, false)) to += ',';
        item(each);
      }
      to += ']';
    };
    to += ",\"particles\":", append_number(to, ids_.size());
    to += ",\"all\":", append_number(to, number_of_.size());
    to += ",\"every\":", append_number(to, every_);
    list("times", kept_, [&](const shot& s) { append_number(to, s.time); });
    // As texts, since the numbers of JavaScript are doubles.
    list("ids", ids_, [&](std::int64_t id) { to += '"', append_number(to, id), to += '"'; });
    list("statuses", layout.statuses, [&](const std::string& word) { append_json_text(to, word); });
    list("counts", kept_, [&](const shot& s) {
      to += '[';
      for (std::size_t k = 0; k < statuses_; ++k) to += k ? "," : "", append_number(to, s.counts[k]);
      to += ']';
    });
    std::size_t p = 0;
    list("properties", shown_, [&](std::size_t which) {
      const track_property& property = layout.properties[which];
      auto [low, high] = range(p++);
      low += begin_of(which), high += begin_of(which);
      to += "{\"name\":", append_json_text(to, property.name), to += ",\"unit\":", append_json_text(to, property.unit);
      to += ",\"low\":", append_json_number(to, low), to += ",\"high\":", append_json_number(to, high), to += '}';
    });
  }

  /// Calls block(id, bytes) with places, states and the values of each property: by outputs, and by particles within
  /// one.
  template <class F>
  void write(const page_frame& frame, F&& block) const {
    std::string places, states;
    for (const shot& s : kept_)
      for (std::size_t k = 0; k < ids_.size(); ++k) {
        const bool there = k < s.x.size();
        frame.append(places, there ? s.x[k] : unknown, there ? s.y[k] : unknown);
        states += static_cast<char>(there ? s.state[k] : 0);
      }
    block("places", places);
    block("states", states);
    for (std::size_t p = 0; p < shown_.size(); ++p) {
      const auto [low, high] = range(p);
      std::string bytes;
      for (const shot& s : kept_)
        for (std::size_t k = 0; k < ids_.size(); ++k) {
          const float v = k < s.x.size() ? s.values[p][k] : std::numeric_limits<float>::quiet_NaN();
          const double share = high > low ? (static_cast<double>(v) - low) / (high - low) : 0;
          bytes += std::isfinite(v) ? static_cast<char>(static_cast<unsigned char>(share * 254 + 0.5)) : '\xff';
        }
      block("values" + std::to_string(p), bytes);
    }
  }

 private:
  static constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

  /// The particles that are kept, at an output.
  struct shot {
    time_ms time = 0;
    std::vector<std::int64_t> counts;  ///< of all, by status
    std::vector<double> x{}, y{};
    std::vector<std::uint8_t> state{};
    std::vector<std::vector<float>> values{};  ///< of each property
  };

  /// What is taken from the values of a property, so that a float holds them: of times, that of the first output [s].
  double begin_of(std::size_t property) const {
    return is_time_[property] ? static_cast<double>(first_) / 1000 : 0;
  }
  static void grow(shot& s, std::size_t n) {
    if (s.x.size() >= n) return;
    s.x.resize(n, unknown), s.y.resize(n, unknown), s.state.resize(n);
    for (auto& values : s.values) values.resize(n, std::numeric_limits<float>::quiet_NaN());
  }
  template <class T>
  static void halve(std::vector<T>& items) {
    for (std::size_t k = 1; 2 * k < items.size(); ++k) items[k] = std::move(items[2 * k]);
    items.resize((items.size() + 1) / 2);
  }
  void drop_particles() {
    halve(ids_);
    for (shot& s : kept_) {
      halve(s.x), halve(s.y), halve(s.state);
      for (auto& values : s.values) halve(values);
    }
    every_ *= 2;
  }
  void drop_outputs() {
    halve(kept_);
    every_output_ *= 2;
  }
  /// The least and greatest value of a property that is kept; no numbers where there is none.
  std::pair<double, double> range(std::size_t p) const {
    double low = std::numeric_limits<double>::infinity(), high = -low;
    for (const shot& s : kept_)
      for (const float v : s.values[p])
        if (std::isfinite(v))
          low = std::min(low, static_cast<double>(v)), high = std::max(high, static_cast<double>(v));
    return low <= high ? std::pair(low, high) : std::pair(unknown, unknown);
  }
  static std::string ordinal(std::size_t k) {
    return std::to_string(k) + (k == 2 || (k % 10 == 2 && k % 100 != 12) ? "nd" : "th");
  }

  bool metres_;
  std::size_t statuses_;
  std::vector<std::size_t> shown_;  ///< properties that are not whole numbers
  std::vector<bool> is_time_;       ///< of each property
  page_limits limits_;
  std::unordered_map<std::int64_t, std::size_t> number_of_;  ///< particles in the order in which they came
  std::vector<std::int64_t> ids_;                            ///< of those kept
  std::vector<shot> kept_;
  std::size_t every_ = 1, every_output_ = 1, seen_outputs_ = 0;
  time_ms first_ = 0, last_ = 0, direction_ = 0;
};

}  // namespace eudrift::inline EUDRIFT_ABI
