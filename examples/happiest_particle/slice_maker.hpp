// SPDX-License-Identifier: BSL-1.0
// From a forcing source to the slices of a run: in two dimensions by the choice of depth, or in three with all layers.
#pragma once
#include "happiness.hpp"
#include "sea.hpp"

#include <eudrift/forcing/depth_choice.hpp>
#include <eudrift/forcing/water_slice.hpp>

#include <optional>
#include <string>

namespace happiest_particle {

/// Makes the slices of a run from a source, of the whole mesh or of a share of it.
template <eudrift::ForcingSource S>
class slice_maker {
 public:
  /// `source` must live as long as this; `depth`: what of the choice the source leaves; `water`: as find_layering() found it, in three dimensions.  Throws eudrift::error
  /// where the source lacks what the run needs.
  slice_maker(S& source, const eudrift::depth_choice& depth, const preference& likes, const std::optional<eudrift::layering>& water)
      : source_(&source), form_(source, depth), u_(needed("u")), v_(needed("v")), mood_(likes.field), wet_(eudrift::find_field(source, "wet_cells")) {
    if (water) water_.emplace(source, *water);
  }

  host_slice operator()(index_t slice) const {
    host_slice to;
    to.time = source_->times()[static_cast<std::size_t>(slice)];
    to.current = {formed(u_, slice), formed(v_, slice)};
    if (mood_) to.mood = {formed(*mood_, slice)};
    if (wet_) {
      to.wet.resize(static_cast<std::size_t>(source_->mesh().elements()));
      source_->read(wet_->name, slice, 0, 0, to.wet);
    }
    if (water_) to.water = (*water_)(slice);
    to.shallow = form_.shallow_share(slice);
    return to;
  }

 private:
  eudrift::field_info needed(const char* name) const {
    const auto field = eudrift::find_field(*source_, name);
    eudrift::require(field.has_value(), std::string("the forcing has no variable ") + name);
    return *field;
  }
  std::vector<double> formed(const eudrift::field_info& field, index_t slice) const {
    return water_ ? water_->all_layers(field.name, slice) : form_(field, slice);
  }

  S* source_;
  eudrift::field_former<S> form_;
  eudrift::field_info u_, v_;
  std::optional<eudrift::field_info> mood_, wet_;
  std::optional<eudrift::water_reader<S>> water_;
};

}  // namespace happiest_particle
