// SPDX-License-Identifier: BSL-1.0
// One checkpoint for any number of processes: the same bytes, and each takes out of it what it owns.
#include <eudrift/checkpoint/particles.hpp>
#include <eudrift/mpi/at_root.hpp>
#include <eudrift/mpi/collect_by_id.hpp>

#include "../catch.hpp"
#include "../support/larvae.hpp"
#include "../support/scratch.hpp"
#include "../support/sentence.hpp"
#include "locals.hpp"

#include <fstream>
#include <numeric>
#include <sstream>

using namespace eudrift;
using namespace test::larval;

namespace {

constexpr std::int32_t elements = 500;

std::string content(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

std::vector<std::int64_t> every_id() {
  std::vector<std::int64_t> ids(300);
  std::iota(ids.begin(), ids.end(), 0);
  return ids;
}

/// The rank that owns an element of the forcing; with `shift` others do.
int owner(std::int32_t number, int shift, int size) { return (number / 7 + shift) % size; }

/// Elements of a rank, by number in the forcing: a process counts its own from the last one down.
std::vector<std::int32_t> elements_of(int rank, int shift, int size) {
  std::vector<std::int32_t> own;
  for (std::int32_t e = elements - 1; e >= 0; --e)
    if (owner(e, shift, size) == rank) own.push_back(e);
  return own;
}

/// The particles of a rank, in some order, with the elements that it counts.
larva_batch share_of(int rank, int shift, int size) {
  const std::vector<std::int32_t> own = elements_of(rank, shift, size);
  std::vector<std::int64_t> ids;
  for (const std::int64_t id : every_id())
    if (owner(static_cast<std::int32_t>(id + 1), shift, size) == rank) ids.push_back(id);
  std::reverse(ids.begin(), ids.end());
  larva_batch batch = batch_of<larva_batch>(ids);
  for (std::int32_t& e : batch.component<host_element>())
    e = static_cast<std::int32_t>(std::find(own.begin(), own.end(), e) - own.begin());
  return batch;
}

/// A folder that all processes write to and that the root removes.
std::string folder_of_all(const communicator& processes, std::optional<fvcom_test::scratch>& folder) {
  std::string path;
  if (processes.rank() == 0) path = folder.emplace() / "state";
  auto length = static_cast<std::int64_t>(path.size());
  processes.broadcast(std::as_writable_bytes(std::span(&length, 1)), 0);
  path.resize(static_cast<std::size_t>(length));
  processes.broadcast(std::as_writable_bytes(std::span(path)), 0);
  return path;
}

}  // namespace

TEMPLATE_LIST_TEST_CASE("A checkpoint has the same bytes for any number of processes, and is taken up by other shares",
                        "", test::locals) {
  using Ex = mpi_executor<typename TestType::type>;
  const Ex ex(TestType::make());
  const communicator& processes = ex.processes();
  const int rank = processes.rank(), size = processes.size();
  std::optional<fvcom_test::scratch> folder;
  const std::string path = folder_of_all(processes, folder);

  larvae<Ex> particles(ex);
  particles.append(share_of(rank, 0, size));
  const checkpoint_values words{{"time", "17"}};
  save_particles(path, particles, elements_of(rank, 0, size), words, 64);
  if (rank == 0) {
    larvae<serial_executor> whole{serial_executor{}};
    whole.append(batch_of<larva_batch>(every_id()));
    std::vector<std::int32_t> same_number(elements);
    std::iota(same_number.begin(), same_number.end(), 0);
    save_particles(path + ".alone", whole, same_number, words, 64);
    CHECK(content(path) == content(path + ".alone"));
  }

  checkpoint_reader from(path);
  larvae<Ex> back(ex);
  const std::vector<std::int32_t> own = elements_of(rank, 1, size);
  const index_t n = restore_particles(from, back, [&](std::int32_t number) {
    const auto at = std::find(own.begin(), own.end(), number);
    return at != own.end() ? static_cast<std::int32_t>(at - own.begin()) : -1;
  });
  larva_batch expected = share_of(rank, 1, size);
  CHECK(n == expected.size());
  larvae<serial_executor> sorted{serial_executor{}};
  sorted.append(expected);
  std::vector<index_t> order(static_cast<std::size_t>(n));
  std::iota(order.rbegin(), order.rend(), index_t{0});
  sorted.reorder(order);
  CHECK(same(back.collect_all(), sorted.collect_all()));
  processes.all_gather(std::int64_t{0});  // until all have read it
}

TEST_CASE("A checkpoint that the root cannot write is an error on all processes") {
  using Ex = mpi_executor<serial_executor>;
  const Ex ex;
  larvae<Ex> particles(ex);
  particles.append(share_of(ex.processes().rank(), 0, ex.processes().size()));
  const std::string said = test::sentence([&] {
    save_particles("/dev/null", particles, elements_of(ex.processes().rank(), 0, ex.processes().size()), {});
  });
  CHECK(said.find("/dev/null: is no regular file") != std::string::npos);
  CHECK(test::sentence([&] { at_root(ex, [] { throw error("no"); }); }).ends_with("no"));
  int done = 0;
  at_root(ex, [&] { ++done; });
  CHECK(done == (ex.processes().rank() == ex.root ? 1 : 0));
}
