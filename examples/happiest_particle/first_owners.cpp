// SPDX-License-Identifier: BSL-1.0
#if defined(EUDRIFT_WITH_MPI)
#include "first_owners.hpp"

#include <eudrift/partition/owners.hpp>
#if defined(EUDRIFT_WITH_METIS)
#include <eudrift/metis/owners.hpp>
#endif

namespace happiest_particle {

std::vector<std::int32_t> first_owners(const eudrift::mesh_data& mesh, const options& o, int ranks, int first) {
  std::vector<std::int32_t> owner;
  if (o.partition == "hilbert") owner = eudrift::hilbert_owners(mesh, ranks);
#if defined(EUDRIFT_WITH_METIS)
  if (o.partition == "metis") owner = eudrift::metis_owners(mesh, ranks);
#endif
  eudrift::require(!owner.empty(), "--partition " + o.partition + " is not built in: install METIS, e.g. libmetis-dev, and configure again, or use hilbert");
  for (std::int32_t& rank : owner) rank += first;
  return owner;
}

}  // namespace happiest_particle
#endif
