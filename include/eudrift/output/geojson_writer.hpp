// SPDX-License-Identifier: BSL-1.0
/// \file
/// Tracks as GeoJSON: a line for each particle.
#pragma once
#include <eudrift/checkpoint/whole_file.hpp>
#include <eudrift/output/text.hpp>
#include <eudrift/output/tracks.hpp>

#include <algorithm>
#include <optional>
#include <unordered_map>

namespace eudrift::inline EUDRIFT_ABI {

/// A FeatureCollection (RFC 7946) with a Feature for each particle, by ascending id: a LineString through its places in
/// longitude and latitude, a MultiLineString where it crosses the antimeridian, which no line may (section 3.1.9), a
/// Point where it has one place only, or null where it has none.  The Feature's id is the particle's; its properties
/// are the last `status`, `coordTimes`, the time of each place, and for z and each property of particles a list with a
/// value for each place.  Lists are as coordinates are: of a MultiLineString, a list for each line.  Where a line is
/// cut, between two outputs, there is the time that is interpolated, and null for properties.  Units are in the member
/// `units`.
///
/// A particle's line is known at its end, so that all is kept (32 bytes a particle and output and the digits of its
/// properties, twice at most) and written by close(); until then the file's name belongs to what was there before.
class geojson_writer {
 public:
  /// Throws error naming path, also where there are no longitudes and latitudes.
  geojson_writer(const std::string& path, track_layout layout) : layout_(std::move(layout)), path_(path) {
    require(layout_.degrees,
            path +
                ": GeoJSON has longitudes and latitudes (RFC 7946), but the tracks have x and y alone; "
                "write CSV, VTK or HTML instead");
    file_.emplace(path);
  }

  /// Takes an output.  Throws error.
  void write(const track_rows& rows) {
    require(file_.has_value(), path_ + ": is closed; nothing more can be written");
    check_rows(path_, layout_, rows);
    ++outputs_;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      track& t = tracks_[rows.id[i]];
      require(std::exchange(t.seen, outputs_) != outputs_,
              path_ + ": id " + std::to_string(rows.id[i]) + " comes twice in one output; expected each once");
      t.state = rows.state[i];
      if (!rows.is_placed(i)) continue;
      const double lon = rows.lon[i];
      t.places.push_back({lon > 180 ? lon - 360 : lon < -180 ? lon + 360 : lon, rows.lat[i], rows.time});
      t.values.resize(layout_.heights + rows.properties.size());
      auto to = t.values.begin();
      if (layout_.heights) append_json_number(*to, rows.z[i]), *to++ += ',';
      for (const property_values& values : rows.properties) {
        std::visit([&](const auto& of) { append_json_number(*to, of[i]); }, values);
        *to++ += ',';
      }
    }
  }

  /// Writes the file.  Throws error; what was there before is kept then.
  void close() {
    if (!file_) return;
    std::vector<std::int64_t> ids;
    for (const auto& [id, t] : tracks_) ids.push_back(id);
    std::sort(ids.begin(), ids.end());
    text_ = "{\"type\":\"FeatureCollection\",\"title\":";
    append_json_text(text_, layout_.title);
    text_ += ",\"units\":{";
    if (layout_.heights) text_ += "\"z\":\"m\"";
    for (const track_property& p : layout_.properties) {
      if (text_.back() != '{') text_ += ',';
      append_json_text(text_, p.name), text_ += ':', append_json_text(text_, p.unit);
    }
    text_ += "},\"features\":[";
    for (std::size_t k = 0; k < ids.size(); ++k) {
      text_ += k ? ",\n" : "\n";
      feature(ids[k], tracks_[ids[k]]);
      if (text_.size() > some) put();
    }
    text_ += "\n]}\n";
    put();
    file_->commit();
    file_.reset();
  }

 private:
  static constexpr std::size_t some = 1 << 18;  ///< bytes that are written at once

  struct place {
    double lon, lat;
    time_ms time;
    bool cut = false;  ///< between outputs, on the antimeridian
  };
  struct track {
    std::vector<place> places;
    std::vector<std::string> values;  ///< of each property, with a comma after each
    status state{};
    std::int64_t seen = 0;  ///< output in which it came last
  };
  using line = std::vector<place>;

  /// The places as lines of which none crosses the antimeridian.
  static std::vector<line> lines_of(const std::vector<place>& places) {
    std::vector<line> lines(1);
    for (const place& next : places) {
      if (!lines.back().empty() && std::abs(next.lon - lines.back().back().lon) > 180) {
        const place& last = lines.back().back();
        const double edge = last.lon > 0 ? 180 : -180;
        const double share = (edge - last.lon) / (next.lon + 2 * edge - last.lon);
        const double lat = last.lat + share * (next.lat - last.lat);
        const time_ms time = last.time + std::llround(share * static_cast<double>(next.time - last.time));
        lines.back().push_back({edge, lat, time, true});
        lines.push_back({{-edge, lat, time, true}});
      }
      lines.back().push_back(next);
    }
    return lines;
  }

  void feature(std::int64_t id, const track& t) {
    text_ += "{\"type\":\"Feature\",\"id\":";
    append_number(text_, id);
    const std::vector<line> lines = lines_of(t.places);
    const auto coordinates = [this](const place& p) {
      text_ += '[', append_json_number(text_, p.lon), text_ += ',', append_json_number(text_, p.lat), text_ += ']';
    };
    text_ += ",\"geometry\":";
    if (t.places.empty()) {
      text_ += "null";
    } else if (t.places.size() == 1) {
      text_ += "{\"type\":\"Point\",\"coordinates\":", coordinates(t.places[0]), text_ += '}';
    } else {
      text_ += lines.size() > 1 ? "{\"type\":\"MultiLineString\",\"coordinates\":"
                                : "{\"type\":\"LineString\",\"coordinates\":";
      lists(lines, coordinates);
      text_ += '}';
    }
    text_ += ",\"properties\":{\"status\":";
    append_json_text(text_, layout_.statuses[static_cast<std::size_t>(t.state)]);
    text_ += ",\"coordTimes\":";
    lists(lines, [this](const place& p) { append_json_text(text_, format_time(p.time, layout_.calendar)); });
    for (std::size_t v = 0; v < t.values.size(); ++v) {
      text_ += ',';
      append_json_text(text_, v < layout_.heights ? "z" : layout_.properties[v - layout_.heights].name);
      text_ += ':';
      std::size_t at = 0;
      lists(lines, [&](const place& p) {
        if (p.cut) {
          text_ += "null";
          return;
        }
        const std::size_t end = t.values[v].find(',', at);
        text_.append(t.values[v], at, end - at);
        at = end + 1;
      });
    }
    text_ += "}}";
  }
  /// The list of one line, or a list of those of several.
  template <class F>
  void lists(const std::vector<line>& lines, const F& item) {
    if (lines.size() > 1) text_ += '[';
    for (std::size_t k = 0; k < lines.size(); ++k) {
      text_ += k ? ",[" : "[";
      for (std::size_t i = 0; i < lines[k].size(); ++i) {
        if (i > 0) text_ += ',';
        item(lines[k][i]);
      }
      text_ += ']';
    }
    if (lines.size() > 1) text_ += ']';
  }
  void put() {
    file_->write(std::as_bytes(std::span(text_)));
    text_.clear();
  }

  track_layout layout_;
  std::string path_;
  std::optional<whole_file> file_;
  std::unordered_map<std::int64_t, track> tracks_;
  std::int64_t outputs_ = 0;
  std::string text_;
};

}  // namespace eudrift::inline EUDRIFT_ABI
