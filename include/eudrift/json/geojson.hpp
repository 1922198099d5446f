// SPDX-License-Identifier: BSL-1.0
/// \file
/// Polygons out of GeoJSON.
#pragma once
#include <eudrift/core/error.hpp>
#include <eudrift/region/polygon.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

namespace detail {

/// Reads the polygons of one text, in its order.
class geojson_reader {
 public:
  explicit geojson_reader(std::string file) : file_(std::move(file)) {}

  std::vector<polygon> read(const std::string& text) {
    nlohmann::json all;
    try {
      all = nlohmann::json::parse(text);
    } catch (const nlohmann::json::parse_error& e) {
      throw error(file_ + ": is no JSON: at byte " + std::to_string(e.byte) + " of " + std::to_string(text.size()) +
                  " it cannot be read on");
    } catch (const nlohmann::json::out_of_range&) {
      throw error(file_ + ": has a number that no double can hold");
    }
    take(all, "", 0);
    require(!found_.empty(), file_ + ": has no polygon; expected GeoJSON with a Polygon or a MultiPolygon");
    return std::move(found_);
  }

 private:
  using json = nlohmann::json;

  /// An object: what holds others is gone into, and gives them its name.  `level`: 1 within a collection, 2 within a
  /// Feature, where nothing else may be.
  void take(const json& object, const std::string& name, int level) {
    const std::string type = type_of(object);
    if (type == "FeatureCollection" && level == 0) {
      for (const json& one : list(object, "features")) take(one, "", 1);
    } else if (type == "Feature" && level <= 1) {
      const auto given = object.find("properties");
      const bool named =
          given != object.end() && given->is_object() && given->contains("name") && (*given)["name"].is_string();
      const auto geometry = object.find("geometry");
      require(geometry != object.end() && geometry->is_object(),
              file_ + ": " + next() + " is a Feature without a geometry; expected a Polygon or a MultiPolygon");
      take(*geometry, named ? (*given)["name"].get<std::string>() : "", 2);
    } else if (level != 1 && (type == "Polygon" || type == "MultiPolygon")) {
      polygon region{name.empty() ? next() : plain(name), {}};
      const json& coordinates = list(object, "coordinates");
      if (type == "Polygon") {
        add_rings(coordinates, region);
      } else {
        for (const json& part : coordinates) add_rings(part, region);
      }
      check_polygon(region, file_ + ": ");
      found_.push_back(std::move(region));
    } else {
      throw error(file_ + ": " + next() + " is of type \"" + plain(type) +
                  "\"; expected a FeatureCollection, Feature, Polygon or MultiPolygon");
    }
  }
  void add_rings(const json& rings, polygon& region) const {
    require(rings.is_array(), of(region) + "coordinates that are no list of rings");
    for (const json& ring : rings) {
      require(ring.is_array(), of(region) + "a ring that is no list of positions");
      auto& corners = region.rings.emplace_back();
      for (const json& position : ring) {
        const bool good =
            position.is_array() && position.size() >= 2 && position[0].is_number() && position[1].is_number();
        if (!good) throw error(of(region) + "a position that is not two numbers, longitude and latitude");
        corners.push_back({position[0].get<double>(), position[1].get<double>()});
        const auto& [lon, lat] = corners.back().at;
        if (!(lon >= -180 && lon <= 360 && lat >= -90 && lat <= 90))
          throw error(of(region) + "a corner at (" + std::to_string(lon) + ", " + std::to_string(lat) +
                      "); expected a longitude of -180 to 360 and a latitude of -90 to 90 degrees");
      }
    }
  }
  std::string of(const polygon& region) const { return file_ + ": " + region.name + " has "; }
  std::string type_of(const json& object) const {
    const bool typed = object.is_object() && object.contains("type") && object["type"].is_string();
    require(typed, file_ + ": " + next() + " is no GeoJSON object; expected one with a \"type\"");
    return object["type"].get<std::string>();
  }
  const json& list(const json& object, const char* key) const {
    const auto found = object.find(key);
    require(found != object.end() && found->is_array(), file_ + ": " + next() + " has no list \"" + key + "\"");
    return *found;
  }
  /// At most 80 bytes of a text, on one line.
  static std::string plain(std::string text) {
    text.resize(std::min<std::size_t>(text.size(), 80));
    for (char& c : text)
      if (static_cast<unsigned char>(c) < 0x20) c = ' ';
    return text;
  }
  /// What the next polygon is called where nothing names it.
  std::string next() const { return "polygon " + std::to_string(found_.size() + 1); }

  std::string file_;
  std::vector<polygon> found_;
};

}  // namespace detail

/// The polygons of a GeoJSON text (RFC 7946), in its order, in longitude and latitude [degrees].  A Feature's property
/// "name" names its polygon, else its number from 1, "polygon 3".  Of a MultiPolygon all parts are one.  Throws error
/// naming `file` where it is no GeoJSON, a ring is not closed, a coordinate is none, or nothing is a polygon.
inline std::vector<polygon> parse_geojson(const std::string& text, const std::string& file) {
  return detail::geojson_reader(file).read(text);
}

/// parse_geojson of the file at `path`.
inline std::vector<polygon> read_geojson(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  require(in.is_open(), path + ": cannot be opened; expected a GeoJSON file that can be read");
  std::string text;
  try {
    in.exceptions(std::ios::badbit);
    text.assign(std::istreambuf_iterator<char>(in), {});
  } catch (const std::ios_base::failure&) {
    throw error(path + ": cannot be read; expected a GeoJSON file");
  }
  return parse_geojson(text, path);
}

}  // namespace eudrift::inline EUDRIFT_ABI
