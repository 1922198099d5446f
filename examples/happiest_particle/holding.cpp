// SPDX-License-Identifier: BSL-1.0
#if defined(EUDRIFT_WITH_MPI)
#include "holding.hpp"

#include <eudrift/partition/owners.hpp>
#if defined(EUDRIFT_WITH_METIS)
#include <eudrift/metis/owners.hpp>
#endif

namespace happiest_particle {

std::vector<std::int32_t> owners_of(const eudrift::mesh_data& mesh, const options& o, int ranks, int first,
                                    std::span<const std::int64_t> weight) {
  std::vector<std::int32_t> owner;
  if (o.partition == "hilbert") owner = eudrift::hilbert_owners(mesh, ranks, weight);
#if defined(EUDRIFT_WITH_METIS)
  if (o.partition == "metis") owner = eudrift::metis_owners(mesh, ranks, weight);
#endif
  eudrift::require(!owner.empty(), "--partition " + o.partition + " is not built in: install METIS, e.g. libmetis-dev, and configure again, or use hilbert");
  for (std::int32_t& rank : owner) rank += first;
  return owner;
}

std::vector<eudrift::field_values> fields_of_slice(host_slice&& slice, std::optional<eudrift::location> mood) {
  using eudrift::location;
  std::vector<eudrift::field_values> fields;
  fields.push_back({{"u", location::element, 1, "m s-1"}, std::move(slice.current[0])});
  fields.push_back({{"v", location::element, 1, "m s-1"}, std::move(slice.current[1])});
  if (mood) fields.push_back({{"preferred", *mood, 1, ""}, std::move(slice.mood[0])});
  if (!slice.wet.empty()) fields.push_back({{"wet_cells", location::element, 1, "1"}, std::move(slice.wet)});
  return fields;
}

host_slice slice_of_fields(std::vector<eudrift::field_values>&& fields, bool has_mood) {
  host_slice slice;
  slice.current = {std::move(fields.at(0).values), std::move(fields.at(1).values)};
  std::size_t next = 2;
  if (has_mood) slice.mood = {std::move(fields.at(next++).values)};
  if (next < fields.size()) slice.wet = std::move(fields.at(next).values);
  return slice;
}

host_slice part_of_slice(host_slice&& slice, std::optional<eudrift::location> mood, const eudrift::mesh_share& share) {
  std::vector<eudrift::field_values> part;
  for (eudrift::field_values& whole : fields_of_slice(std::move(slice), mood)) {
    part.push_back({whole.field, {}});
    append_items(whole, whole.field.where == eudrift::location::node ? share.node : share.element, part.back().values);
  }
  return slice_of_fields(std::move(part), mood.has_value());
}

}  // namespace happiest_particle
#endif
