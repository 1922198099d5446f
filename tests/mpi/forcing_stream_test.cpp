// SPDX-License-Identifier: BSL-1.0
// One process reads a forcing of formulas, and every process gets its share of each slice; whatever goes wrong, and
// whoever ends first, nobody is left waiting.
#include <eudrift/forcing/read_ahead.hpp>
#include <eudrift/mpi/forcing_stream.hpp>
#include <eudrift/mpi/share_out.hpp>

#include "../catch.hpp"
#include "../forcing/analytic_source.hpp"
#include "../support/meshes.hpp"
#include "../support/sentence.hpp"
#include "manifest_texts.hpp"

#include <cmath>

using namespace eudrift;
using test::sentence;

namespace {

using fields_type = std::vector<field_values>;
constexpr index_t slices = 6;

test::analytic_source source_on(const mesh_data& mesh) {
  std::vector<time_ms> times;
  for (index_t k = 0; k < slices; ++k) times.push_back(3600000 * k + 7);
  test::analytic_source source(mesh, times);
  source.add({"temp", location::node, 3, "C"}, [](double x, double y, index_t k, double t) {
    return std::sin(x / 700 + y) + static_cast<double>(k) * t;
  });
  source.add({"u", location::element, 1, "m s-1"}, [](double x, double y, index_t, double t) { return x * y - t; });
  return source;
}

fields_type read_all(test::analytic_source& source, index_t slice) {
  fields_type all;
  for (const field_info& f : source.fields()) {
    const mesh_data& mesh = source.mesh();
    const auto items = static_cast<std::size_t>(f.where == location::node ? mesh.nodes() : mesh.elements());
    all.push_back({f, std::vector<double>(static_cast<std::size_t>(f.layers) * items)});
    for (std::size_t k = 0; k < static_cast<std::size_t>(f.layers); ++k)
      source.read(f.name, slice, static_cast<index_t>(k), 0, std::span(all.back().values).subspan(k * items, items));
  }
  return all;
}

/// Whether fields are what the formulas give on the share's own mesh.
bool right(const fields_type& got, const mesh_share& share, index_t slice) {
  test::analytic_source own = source_on(share.mesh);
  const fields_type expected = read_all(own, slice);
  bool same = got.size() == expected.size();
  for (std::size_t i = 0; same && i < got.size(); ++i)
    same = got[i].field.name == expected[i].field.name && got[i].field.unit == expected[i].field.unit &&
           got[i].field.where == expected[i].field.where && got[i].field.layers == expected[i].field.layers &&
           got[i].values == expected[i].values;
  return same;
}

/// Everything that a stream needs; the whole mesh is there for the manager alone.
struct world {
  communicator processes;
  mesh_data mesh;
  std::optional<test::analytic_source> source;
  mesh_share share;
  std::vector<time_ms> times;

  explicit world(bool manager_of_its_own = false, std::size_t most_bytes = communicator::usual_most_bytes)
      : processes(MPI_COMM_WORLD, most_bytes) {
    times.resize(slices);
    if (is_manager()) {
      mesh = test::make_mesh({.width = 9000, .height = 7000, .across = 20, .up = 17});
      source.emplace(source_on(mesh));
      times.assign(source->times().begin(), source->times().end());
    }
    processes.broadcast(std::as_writable_bytes(std::span(times)));
    share_anew({0, 1}, manager_of_its_own);
  }
  void share_anew(halo_width width, bool manager_of_its_own = false) {
    std::vector<std::int32_t> owner;
    const int owners = processes.size() - (manager_of_its_own && size() > 1 ? 1 : 0);
    if (is_manager()) owner = hilbert_owners(mesh, owners);
    for (std::int32_t& rank : owner) rank += size() - owners;
    share = share_out(processes, is_manager() ? &mesh : nullptr, owner, width);
  }
  int size() const { return processes.size(); }
  int rank() const { return processes.rank(); }
  bool is_manager() const { return rank() == 0; }
  slice_reader reader() {
    return [this](index_t slice) { return read_all(*source, slice); };
  }
  /// How many processes say so.
  std::int64_t count(bool mine) const {
    std::int64_t sum = 0;
    for (const std::int64_t other : processes.all_gather(mine ? 1 : 0)) sum += other;
    return sum;
  }
};

}  // namespace

TEST_CASE("Every process gets its share of each slice, to the bit, while the processes speak of other things") {
  for (const auto& [name, text] : test::manifest_texts())
    for (const bool manager_of_its_own : {false, true})
      for (const std::size_t most_bytes : {communicator::usual_most_bytes, std::size_t{1000}})
        for (const index_t stride : {1, -1}) {
          INFO(name << ", manager of its own: " << manager_of_its_own << ", " << most_bytes << " bytes a message");
          world w(manager_of_its_own, most_bytes);
          forcing_stream stream(w.processes, w.share, w.times, text, w.reader());
          const index_t first = stride > 0 ? 0 : slices - 1;
          read_ahead<fields_type> ahead(std::ref(stream), first, stride, slices);
          for (index_t slice = first; ahead.more(); slice += stride) {
            const fields_type got = ahead.next();
            CHECK(right(got, w.share, slice));
            CHECK(w.count(true) == w.size());  // another communicator, in this thread
          }
        }
}

TEST_CASE("Whoever traces the forcing sees the manifest of each message") {
  world w;
  std::vector<std::vector<index_t>> seen(static_cast<std::size_t>(w.size()));
  const manifest_text text = test::plain_manifests();
  {
    forcing_stream stream(w.processes, w.share, w.times, text, w.reader(), [&](int rank, const std::string& manifest) {
      const forcing_manifest m = text.read(manifest);
      CHECK(m.time == w.times[static_cast<std::size_t>(m.slice)]);
      CHECK((m.variables.size() == 2 && m.variables[0].name == "temp" && m.variables[0].layers == 3));
      seen[static_cast<std::size_t>(rank)].push_back(m.slice);
    });
    for (index_t slice = 0; slice < 3; ++slice) stream(slice);
  }
  for (std::size_t rank = 0; rank < seen.size(); ++rank)
    CHECK(seen[rank] == (w.is_manager() && rank > 0 ? std::vector<index_t>{0, 1, 2} : std::vector<index_t>{}));
}

TEST_CASE("A message that is wrong is an error where it came, and the others go on") {
  const std::string sent = "rank 0 sent slice 1";
  const std::tuple<const char*, std::string, std::function<void(forcing_manifest&)>> faults[] = {
      {"slice", "rank 0 sent slice 2 where slice 1 was asked for", [](auto& m) { ++m.slice; }},
      {"time", sent + " with the time 3600008 ms", [](auto& m) { ++m.time; }},
      {"shape", sent + " with the variable temp in the shape (0, ", [](auto& m) { m.variables.at(0).layers = 0; }},
      {"items", sent + " with the variable u in the shape (1, ", [](auto& m) { ++m.variables.at(1).items; }},
      {"type", sent + " with the variable u of type float32", [](auto& m) { m.variables.at(1).type = "float32"; }},
      {"place", sent + " with the variable u as ", [](auto& m) { m.variables.at(1).offset += 8; }},
      {"checksum", sent + " with the variable temp, whose values", [](auto& m) { ++m.variables.at(0).checksum; }},
      {"missing", sent + " with ", [](auto& m) { m.variables.pop_back(); }}};
  for (const auto& [name, expected, change] : faults) {
    // One message of slice 1 is changed, of whoever asks first.
    for (const bool all : {false, true}) {
      INFO(name << (all ? " of all" : " of one"));
      world w;
      manifest_text text = test::plain_manifests();
      bool is_changed = false;
      text.write = [&, plain = text.write, change = change](forcing_manifest m) {
        if (m.slice == 1 && (all || !is_changed)) is_changed = true, change(m);
        return plain(m);
      };
      forcing_stream stream(w.processes, w.share, w.times, text, w.reader());
      read_ahead<fields_type> ahead(std::ref(stream), 0, 1, slices);
      CHECK(right(ahead.next(), w.share, 0));
      fields_type got;
      const std::string found = sentence([&] { got = ahead.next(); });
      CHECK((found.empty() ? right(got, w.share, 1) : found.find(expected) == 0));
      CHECK(w.count(!found.empty()) == (all ? w.size() - 1 : std::min(w.size() - 1, 1)));
      for (index_t slice = 2; found.empty() && slice < slices; ++slice) CHECK(right(ahead.next(), w.share, slice));
      if (!found.empty())
        CHECK(sentence([&] { stream(2); }) == "a slice of the forcing was asked for after one that failed");
    }
  }
  world w;
  manifest_text text = test::plain_manifests();
  text.write = [](const forcing_manifest&) { return "of no meaning"; };
  forcing_stream stream(w.processes, w.share, w.times, text, w.reader());
  CHECK(sentence([&] { stream(0); }) == (w.is_manager() ? "" : "no manifest: of no meaning"));
}

TEST_CASE("What the manager cannot read is an error on all, by its sentence") {
  for (const index_t damaged : {0, 3}) {
    world w;
    forcing_stream stream(w.processes, w.share, w.times, test::plain_manifests(), [&](index_t slice) {
      if (slice == damaged) throw error("slice " + std::to_string(slice) + " is damaged");
      return read_all(*w.source, slice);
    });
    read_ahead<fields_type> ahead(std::ref(stream), 0, 1, slices);
    for (index_t slice = 0; slice < damaged; ++slice) CHECK(right(ahead.next(), w.share, slice));
    CHECK(sentence([&] { ahead.next(); }) ==
          (w.size() > 1 ? "rank 0: slice " : "slice ") + std::to_string(damaged) + " is damaged");
    CHECK_FALSE(ahead.more());
  }
  // Fields of another mesh, a slice that is not there, and a writer that fails.
  world w;
  const std::string who = w.size() > 1 ? "rank 0: " : "";
  {
    forcing_stream stream(w.processes, w.share, w.times, test::plain_manifests(), [&](index_t slice) {
      fields_type all = read_all(*w.source, slice);
      all[1].values.resize(3);
      return all;
    });
    CHECK(sentence([&] { stream(0); }).find(who + "item ") == 0);
  }
  {
    forcing_stream stream(w.processes, w.share, w.times, test::plain_manifests(), w.reader());
    CHECK(sentence([&] { stream(slices); }).find("slice 6 of the forcing was asked for") != std::string::npos);
  }
  manifest_text text = test::plain_manifests();
  text.write = [](const forcing_manifest&) -> std::string { throw error("no pen"); };
  forcing_stream stream(w.processes, w.share, w.times, text, w.reader());
  CHECK(sentence([&] { stream(0); }) == (w.size() > 1 ? "rank 0: no pen" : ""));
}

TEST_CASE("A stream may end early: on all processes, or on one while the others go on") {
  {
    world w;
    forcing_stream stream(w.processes, w.share, w.times, test::plain_manifests(), w.reader());
    read_ahead<fields_type> ahead(std::ref(stream), 0, 1, slices);
    for (index_t slice = 0; slice < 2; ++slice) CHECK(right(ahead.next(), w.share, slice));
  }
  for (const index_t taken : {0, 2}) {
    world w;
    const bool ends = w.rank() == w.size() - 1;
    forcing_stream stream(w.processes, w.share, w.times, test::plain_manifests(), w.reader());
    read_ahead<fields_type> ahead(std::ref(stream), 0, 1, slices);
    for (index_t slice = 0; slice < (ends ? taken : slices); ++slice) CHECK(right(ahead.next(), w.share, slice));
  }
}

TEST_CASE("Where the manager ends first, the others learn of it") {
  world w;
  forcing_stream stream(w.processes, w.share, w.times, test::plain_manifests(), w.reader());
  read_ahead<fields_type> ahead(std::ref(stream), 0, 1, slices);
  CHECK(right(ahead.next(), w.share, 0));
  if (w.is_manager()) return;
  CHECK(right(ahead.next(), w.share, 1));  // the manager's was in the making
  CHECK(sentence([&] { ahead.next(); }) == "rank 0: the process that reads the forcing has ended");
}

TEST_CASE("Who asks for another slice than the manager gives is refused") {
  world w;
  forcing_stream stream(w.processes, w.share, w.times, test::plain_manifests(), w.reader());
  const bool is_odd = w.rank() > 0 && w.rank() == w.size() - 1;
  CHECK(sentence([&] { stream(is_odd ? 4 : 2); }) ==
        (!is_odd ? ""
                 : "rank 0: slice 4 was asked for by rank " + std::to_string(w.rank()) +
                       " while slice 2 is given; all processes take the same slices in the same order"));
  if (!is_odd) CHECK(right(stream(3), w.share, 3));
}

TEST_CASE("With other shares a new stream goes on from any slice") {
  world w;
  {
    forcing_stream stream(w.processes, w.share, w.times, test::plain_manifests(), w.reader());
    read_ahead<fields_type> ahead(std::ref(stream), 0, 1, slices);
    for (index_t slice = 0; slice < 3; ++slice) CHECK(right(ahead.next(), w.share, slice));
  }
  const index_t before = w.share.mesh.elements();
  w.share_anew({800, 2});
  CHECK((w.share.mesh.elements() > before || w.size() == 1));
  forcing_stream stream(w.processes, w.share, w.times, test::plain_manifests(), w.reader());
  read_ahead<fields_type> ahead(std::ref(stream), 1, 1, slices - 1);
  for (index_t slice = 1; ahead.more(); ++slice) CHECK(right(ahead.next(), w.share, slice));
}
