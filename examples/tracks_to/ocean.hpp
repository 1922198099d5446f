// SPDX-License-Identifier: BSL-1.0
// The forcing that tracks were made with, as far as pictures show it.
#pragma once
#include <eudrift/forcing/source.hpp>

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace tracks_to {

/// Values at nodes or elements at one time, of one component or three.
struct field {
  std::string name;
  eudrift::location where;
  int components;
  std::vector<double> values;
};

class ocean {
 public:
  /// Opens model output of any known format.  Throws eudrift::error.
  explicit ocean(const std::vector<std::string>& paths);
  ~ocean();

  const eudrift::mesh_data& mesh() const;
  std::span<const eudrift::time_ms> times() const;
  bool calendar() const;
  /// At the surface: the current as vectors, the elevation where there is one, and the fields that are named.
  std::vector<field> at(eudrift::index_t slice, const std::vector<std::string>& names);

 private:
  struct source;
  std::unique_ptr<source> source_;
};

}  // namespace tracks_to
