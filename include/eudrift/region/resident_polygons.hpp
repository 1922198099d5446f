// SPDX-License-Identifier: BSL-1.0
/// \file
/// Polygons in an executor's memory.
#pragma once
#include <eudrift/exec/executor.hpp>
#include <eudrift/region/polygon.hpp>
#include <eudrift/region/polygons_view.hpp>

#include <algorithm>

namespace eudrift::inline EUDRIFT_ABI {

/// Polygons whose corners are in the mesh's frame (to_frame()); where they overlap, the earlier one owns.
template <Executor Ex>
class resident_polygons {
 public:
  /// Throws error where one is no polygon, see check_polygon; or where their names are not distinct.
  resident_polygons(const Ex& ex, const std::vector<polygon>& all) : ex_(ex) {
    std::vector<polygon_side> sides;
    std::vector<index_t> begin{0};
    std::vector<polygon_box> boxes;
    for (const polygon& one : all) {
      check_polygon(one, "");
      const bool fresh = std::find(names_.begin(), names_.end(), one.name) == names_.end();
      require(fresh, "two polygons are named \"" + one.name + "\"; every one needs its own name");
      names_.push_back(one.name);
      polygon_box box{one.rings[0][0], one.rings[0][0]};
      for (const auto& ring : one.rings)
        for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
          sides.push_back({ring[i], ring[i + 1]});
          for (int d = 0; d < 2; ++d) {
            box.low.at[d] = std::min(box.low.at[d], ring[i].at[d]);
            box.high.at[d] = std::max(box.high.at[d], ring[i].at[d]);
          }
        }
      begin.push_back(static_cast<index_t>(sides.size()));
      boxes.push_back(box);
    }
    side_ = ex_.upload(sides), begin_ = ex_.upload(begin), box_ = ex_.upload(boxes);
  }

  polygons_view view() const { return {ex_.view(side_), ex_.view(begin_), ex_.view(box_)}; }
  std::int32_t count() const { return static_cast<std::int32_t>(names_.size()); }  ///< number of polygons
  const std::vector<std::string>& names() const { return names_; }                 ///< of the polygons, in their order

 private:
  Ex ex_;
  std::vector<std::string> names_;
  array_t<Ex, polygon_side> side_;
  array_t<Ex, index_t> begin_;
  array_t<Ex, polygon_box> box_;
};

}  // namespace eudrift::inline EUDRIFT_ABI
