// SPDX-License-Identifier: BSL-1.0
// Sums over processes: the root has those of all, whoever holds which particles, and goes on from earlier ones.
#include <eudrift/mpi/executor.hpp>
#include <eudrift/statistics/keyed_sums.hpp>

#include "../catch.hpp"

using namespace eudrift;

namespace {

/// Particle first + i, of 1000, adds its number to the key of its last digit.
struct by_last_digit {
  index_t first;
  EUDRIFT_FN keyed_amount operator()(index_t i) const { return {(first + i) % 10, first + i}; }
};

}  // namespace

TEST_CASE("Sums by key are the same for any number of processes, with those before a restart") {
  using Ex = mpi_executor<serial_executor>;
  const Ex ex;
  const index_t rank = ex.processes().rank(), size = ex.processes().size();
  const index_t first = 1000 * rank * rank / (size * size), last = 1000 * (rank + 1) * (rank + 1) / (size * size);
  std::vector<std::int64_t> expected(10);
  for (index_t n = 0; n < 1000; ++n) expected[static_cast<std::size_t>(n % 10)] += n;

  keyed_sums<Ex> sums(ex, 10);
  sums.add(last - first, by_last_digit{first});
  const auto once = sums.total();
  CHECK(once == (rank == Ex::root ? expected : std::vector<std::int64_t>{}));
  keyed_sums<Ex> more(ex, 10);
  if (rank == Ex::root) more.begin_from(once);
  more.add(last - first, by_last_digit{first});
  CHECK(more.total() == (rank == Ex::root ? merged(expected, expected) : std::vector<std::int64_t>{}));
}
