// SPDX-License-Identifier: BSL-1.0
// Messages of forcing: what is added comes out again, and whatever is wrong in a manifest or its values is found.
#include <eudrift/forcing/message.hpp>

#include "../catch.hpp"
#include "../support/sentence.hpp"

#include <functional>

using namespace eudrift;
using test::sentence;

namespace {

/// Two layers of four nodes, and one of three elements.
const std::vector<field_values>& whole() {
  static const std::vector<field_values> fields{
      {{"temp", location::node, 2, "C"}, {10, 11, 12, 13, 20, 21, 22, 23}},
      {{"u", location::element, 1, "m s-1"}, {0.5, 1.5, 2.5}}};
  return fields;
}
const std::vector<std::int32_t> nodes{3, 0, 2}, elements{1, 0};

forcing_message message_of(const std::vector<std::int32_t>& n, const std::vector<std::int32_t>& e) {
  forcing_message m;
  m.manifest.slice = 4, m.manifest.time = 3600000;
  m.add(whole()[0], n), m.add(whole()[1], e);
  return m;
}
const expected_message expected{"rank 0", 4, 3600000, 3, 2};

}  // namespace

TEST_CASE("A message has the items that were asked for, and its manifest says where") {
  const forcing_message m = message_of(nodes, elements);
  CHECK(m.values == std::vector<double>{13, 10, 12, 23, 20, 22, 1.5, 0.5});
  REQUIRE(m.manifest.variables.size() == 2);
  CHECK(m.manifest.variables[0] == manifest_variable{"temp", "C", location::node, 2, 3, "float64", 0, 48,
                                                     checksum(std::span(m.values).first(6))});
  CHECK(m.manifest.variables[1] == manifest_variable{"u", "m s-1", location::element, 1, 2, "float64", 48, 16,
                                                     checksum(std::span(m.values).subspan(6))});
  const auto fields = fields_of(m, expected);
  REQUIRE(fields.size() == 2);
  CHECK(fields[0].values == std::vector<double>{13, 10, 12, 23, 20, 22});
  CHECK(fields[1].values == std::vector<double>{1.5, 0.5});
  CHECK((fields[0].field.name == "temp" && fields[0].field.layers == 2 && fields[0].field.unit == "C"));
  CHECK((fields[1].field.name == "u" && fields[1].field.where == location::element));
}

TEST_CASE("A message for who holds nothing has no values") {
  const auto fields = fields_of(message_of({}, {}), {"rank 0", 4, 3600000, 0, 0});
  REQUIRE(fields.size() == 2);
  CHECK((fields[0].values.empty() && fields[1].values.empty()));
}

TEST_CASE("Whatever is wrong in a message is an error that names sender, slice and variable") {
  const auto found = [](const std::function<void(forcing_message&)>& change) {
    forcing_message m = message_of(nodes, elements);
    change(m);
    return sentence([&] { fields_of(m, expected); });
  };
  CHECK(found([](auto&) {}).empty());
  CHECK(found([](auto& m) { m.manifest.slice = 5; }) ==
        "rank 0 sent slice 5 where slice 4 was asked for; start all processes with the same program and options");
  CHECK(found([](auto& m) { m.manifest.time = 7; }) ==
        "rank 0 sent slice 4 with the time 7 ms, where 3600000 ms is expected; start all processes with the same "
        "forcing");
  const std::string temp = "rank 0 sent slice 4 with the variable temp", u = "rank 0 sent slice 4 with the variable u";
  CHECK(found([](auto& m) { m.manifest.variables[0].type = "float32"; }) ==
        temp + " of type float32; float64 is expected");
  CHECK(found([](auto& m) { m.manifest.variables[0].items = 4; }) ==
        temp + " in the shape (2, 4); one layer or more of 3 nodes is expected");
  CHECK(found([](auto& m) { m.manifest.variables[1].layers = 0; }) ==
        u + " in the shape (0, 2); one layer or more of 2 elements is expected");
  CHECK(found([](auto& m) { m.manifest.variables[1].where = location::node; }).find(u + " in the shape (1, 2)") == 0);
  for (const std::int64_t layers : {std::int64_t{1}, std::int64_t{3}, std::int64_t{1} << 62})
    CHECK(found([=](auto& m) { m.manifest.variables[0].layers = layers; }).find(temp + " as 48 bytes from byte 0 on") ==
          0);
  CHECK(found([](auto& m) { m.manifest.variables[1].offset = 40; }).find(u + " as 16 bytes from byte 40 on") == 0);
  CHECK(found([](auto& m) { m.manifest.variables[1].bytes = -8; }).find(u + " as -8 bytes") == 0);
  CHECK(found([](auto& m) { m.values.pop_back(); }).find(u + " as 16 bytes from byte 48 on, of 56 in all") == 0);
  CHECK(found([](auto& m) { m.values.push_back(1); }).find("rank 0 sent slice 4 with 1 values more than") == 0);
  CHECK(found([](auto& m) { ++m.manifest.variables[1].checksum; }).find(u + ", whose values have another") == 0);
  for (std::size_t i = 0; i < 8; ++i)
    for (int bit = 0; bit < 64; ++bit)
      CHECK(found([=](auto& m) {
              const auto bits = std::bit_cast<std::uint64_t>(m.values[i]);
              m.values[i] = std::bit_cast<double>(bits ^ (std::uint64_t{1} << bit));
            }).find((i < 6 ? temp : u) + ", whose values have another checksum") == 0);
}

TEST_CASE("Items that a field does not have are refused") {
  forcing_message m;
  CHECK(sentence([&] { m.add(whole()[0], std::vector<std::int32_t>{0, 4}); }) ==
        "item 4 of temp was asked for, of which 4 were read, counted from 0; was the mesh shared out another one?");
  CHECK(sentence([&] { m.add(whole()[1], std::vector<std::int32_t>{-1}); }).find("item -1 of u") == 0);
  CHECK(sentence([&] {
          m.add({{"w", location::node, 2, ""}, {1, 2, 3}}, nodes);
        }).find("3 values were given for 2 layers of w") == 0);
}
