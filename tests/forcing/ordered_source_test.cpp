// SPDX-License-Identifier: BSL-1.0
// A source in another order gives what the other source has at the same node or element of the file.
#include <eudrift/forcing/depth_choice.hpp>
#include <eudrift/forcing/ordered_source.hpp>

#include "../catch.hpp"
#include "../support/meshes.hpp"
#include "../support/sentence.hpp"
#include "analytic_source.hpp"

#include <limits>

using namespace eudrift;

namespace {

test::analytic_source plain() {
  mesh_data mesh = test::make_mesh({.width = 4000, .height = 3000, .across = 12, .up = 9});
  for (const double x : mesh.x) mesh.depth.push_back(5 + x / 100);
  test::analytic_source source(mesh, {0, 3600'000, 7200'000});
  const auto f = [](double x, double y, index_t layer, double t) {
    return std::sin(x / 700) + y / 1000 + 10 * static_cast<double>(layer) + t;
  };
  source.add({"u", location::element, 3, "m s-1"}, f);
  source.add({"temp", location::node, 3, "degree_C"}, f);
  source.add({"siglay", location::node, 3, "1", true}, [](double x, double, index_t k, double) {
    return -(static_cast<double>(k) + 0.5 + x * 1e-6) / 3;
  });
  return source;
}

/// Item number of the file of item i in memory.
const std::vector<std::int32_t>& numbers(const mesh_data& mesh, location where) {
  return where == location::node ? mesh.node_number : mesh.element_number;
}

using test::sentence;

/// Moved, never copied: files would be open twice.
struct move_only : test::analytic_source {
  explicit move_only(test::analytic_source s) : analytic_source(std::move(s)) {}
  move_only(move_only&&) = default;
  std::string warning = "a warning";
};
static_assert(ForcingSource<ordered_source<move_only>>);
static_assert(ForcingSource<ordered_source<ordered_source<test::analytic_source>>>);

}  // namespace

TEST_CASE("Every item of every layer and slice is that of the file's number") {
  test::analytic_source file = plain();
  const mesh_data& mesh = file.mesh();
  std::vector<std::int32_t> node(mesh.x.size()), element(static_cast<std::size_t>(mesh.elements()));
  for (std::size_t i = 0; i < node.size(); ++i) node[i] = static_cast<std::int32_t>((i * 7 + 3) % node.size());
  for (std::size_t i = 0; i < element.size(); ++i) element[i] = static_cast<std::int32_t>(element.size() - 1 - i);
  REQUIRE(node.size() % 7 != 0);

  std::vector<ordered_source<test::analytic_source>> sources;
  sources.emplace_back(plain());
  sources.emplace_back(plain(), node, element);
  CHECK(sources[1].mesh().node_number == node);
  CHECK(sources[1].mesh().element_number == element);
  CHECK(sources[0].mesh().node_number == hilbert_node_order(mesh));
  CHECK(sources[0].mesh().element_number == hilbert_element_order(mesh));
  for (auto& source : sources) {
    REQUIRE(source.mesh().node_number != mesh.node_number);
    CHECK(std::vector<time_ms>(source.times().begin(), source.times().end()) == std::vector<time_ms>{0, 3600'000, 7200'000});
    CHECK_FALSE(source.calendar());
    REQUIRE(source.fields().size() == 3);
    std::size_t wrong = 0;
    for (const field_info& f : source.fields()) {
      const auto& number = numbers(source.mesh(), f.where);
      std::vector<double> in_file(number.size()), whole(number.size());
      for (index_t slice = 0; slice < 3; ++slice)
        for (index_t layer = 0; layer < f.layers; ++layer) {
          file.read(f.name, slice, layer, 0, in_file);
          source.read(f.name, slice, layer, 0, whole);
          for (std::size_t i = 0; i < whole.size(); ++i) wrong += whole[i] != in_file[static_cast<std::size_t>(number[i])];
          // Parts of it, from nothing at the end to the last item.
          const auto items = static_cast<index_t>(number.size());
          for (const index_t first : {index_t{0}, index_t{5}, items - 1, items})
            for (const index_t length : {index_t{0}, index_t{1}, (items - first) / 2, items - first}) {
              if (first + length > items) continue;
              std::vector<double> part(static_cast<std::size_t>(length), -1);
              source.read(f.name, slice, layer, first, part);
              wrong += !std::equal(part.begin(), part.end(), whole.begin() + first);
            }
        }
    }
    CHECK(wrong == 0);
  }
}

TEST_CASE("A field formed from an ordered source is that of the file") {
  test::analytic_source file = plain();
  ordered_source<test::analytic_source> source(plain());
  for (const depth_choice& choice : {depth_choice{depth_choice::way::layer, 2, 0}, depth_choice{depth_choice::way::depth, 1, 7.5}}) {
    const field_former<test::analytic_source> from_file(file, choice);
    const field_former<ordered_source<test::analytic_source>> form(source, choice);
    CHECK(form.shallow_share(1) == from_file.shallow_share(1));
    for (const char* name : {"u", "temp"}) {
      const field_info f = *find_field(source, name);
      const auto expected = from_file(f, 1), got = form(f, 1);
      const auto& number = numbers(source.mesh(), f.where);
      std::size_t wrong = 0;
      for (std::size_t i = 0; i < got.size(); ++i) wrong += got[i] != expected[static_cast<std::size_t>(number[i])];
      CHECK(wrong == 0);
    }
  }
}

TEST_CASE("What is not there is refused, and the source beneath is at hand") {
  ordered_source<move_only> source{move_only(plain())};
  CHECK(source.base().warning == "a warning");
  CHECK(source.base().mesh().node_number != source.mesh().node_number);
  const index_t nodes = source.mesh().nodes();
  std::vector<double> to(3);
  const auto read = [&](const char* name, index_t first) { return sentence([&] { source.read(name, 0, 0, first, to); }); };
  CHECK(read("temp", nodes - 3).empty());
  CHECK(read("salt", 0).find("no field salt") != std::string::npos);
  for (const index_t first : {index_t{-1}, nodes - 2, nodes + 1, std::numeric_limits<index_t>::max()})
    CHECK(read("temp", first).find("following 3 of the field temp were asked for; it has " + std::to_string(nodes)) != std::string::npos);
  CHECK(source.base().reads == 1);
}
