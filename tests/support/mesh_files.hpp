// SPDX-License-Identifier: BSL-1.0
// Real meshes from the text files in tests/data/fvcom_meshes.
#pragma once
#include <eudrift/mesh/build.hpp>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace test {

/// Nodes as in the file and corners from 0; nothing built.
struct mesh_file {
  std::vector<double> x, y;
  std::vector<std::int32_t> corner;
};

inline std::ifstream open_text(const std::string& path) {
  std::ifstream file(path);
  eudrift::require(file.good(), path + ": cannot be read");
  return file;
}

/// SMS's .2dm: lines "ND number x y depth" and "E3T number a b c material", numbers ascending from 1.
inline mesh_file read_2dm(const std::string& path) {
  mesh_file to;
  std::ifstream file = open_text(path);
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::string kind;
    std::size_t number = 0;
    words >> kind >> number;
    if (kind == "ND") {
      double x = 0, y = 0;
      words >> x >> y;
      to.x.push_back(x), to.y.push_back(y);
      eudrift::require(number == to.x.size() && !words.fail(), path + ": " + line);
    } else if (kind == "E3T") {
      for (int k = 0; k < 3; ++k) {
        std::int32_t n = 0;
        words >> n;
        to.corner.push_back(n - 1);
      }
      eudrift::require(3 * number == to.corner.size() && !words.fail(), path + ": " + line);
    }
  }
  return to;
}

/// FVCOM's input: CASE_grd.dat holds connectivity "number a b c 1" and then nodes "number x y depth".
inline mesh_file read_grd(const std::string& path) {
  mesh_file to;
  std::ifstream file = open_text(path);
  std::string line;
  std::size_t nodes = 0, elements = 0;
  std::getline(file, line), nodes = std::stoul(line.substr(line.find('=') + 1));
  std::getline(file, line), elements = std::stoul(line.substr(line.find('=') + 1));
  for (std::size_t e = 0; e < elements; ++e) {
    std::int32_t number = 0, a = 0, b = 0, c = 0, one = 0;
    file >> number >> a >> b >> c >> one;
    to.corner.insert(to.corner.end(), {a - 1, b - 1, c - 1});
  }
  for (std::size_t n = 0; n < nodes; ++n) {
    double number = 0, x = 0, y = 0, depth = 0;
    file >> number >> x >> y >> depth;
    to.x.push_back(x), to.y.push_back(y);
  }
  eudrift::require(!file.fail(), path + ": is cut short");
  return to;
}

/// A complete mesh in a frame whose origin is the middle of the nodes' box.
inline eudrift::mesh_data make_mesh(const mesh_file& from, bool spherical, const std::string& name) {
  const auto middle = [&](const std::vector<double>& v) {
    const auto [low, high] = std::minmax_element(v.begin(), v.end());
    const double m = (*low + *high) / 2;
    return spherical ? std::round(m * 64) / 64 : std::round(m);
  };
  eudrift::mesh_data mesh;
  mesh.frame = {spherical, middle(from.x), middle(from.y)};
  for (std::size_t n = 0; n < from.x.size(); ++n) {
    const auto p = mesh.frame.to_internal(from.x[n], from.y[n]);
    mesh.x.push_back(p.at[0]), mesh.y.push_back(p.at[1]);
  }
  mesh.corner = from.corner;
  eudrift::build_mesh(mesh, name);
  return mesh;
}

inline std::string mesh_path(const char* name) {
  return std::string(EUDRIFT_TEST_DATA) + "/fvcom_meshes/" + name;
}
inline eudrift::mesh_data salish_sea() { return make_mesh(read_2dm(mesh_path("salish_sea_model.2dm")), false, "salish"); }
inline eudrift::mesh_data estuary() { return make_mesh(read_2dm(mesh_path("estuary.2dm")), true, "estuary"); }
inline eudrift::mesh_data channel() { return make_mesh(read_grd(mesh_path("chn_grd.dat")), false, "channel"); }

}  // namespace test
