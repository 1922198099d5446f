// SPDX-License-Identifier: BSL-1.0
// Manifests as JSON: what was written is read, and what is no manifest gets one sentence.
#include <eudrift/json/manifest.hpp>

#include "../catch.hpp"
#include "../support/sentence.hpp"

#include <limits>

using namespace eudrift;
using test::sentence;

namespace {

forcing_manifest example() {
  return {12,
          1716427800000,
          {{"u", "meters s-1", location::element, 1, 25019, "float64", 0, 200152, 0x00ff00ff12345678},
           {"temp", "", location::node, 10, 17, "float64", 200152, 1360, 0xffffffffffffffff}}};
}

}  // namespace

TEST_CASE("A manifest is one line of JSON") {
  CHECK(to_json(example()) ==
        R"({"slice":12,"time_ms":1716427800000,"variables":[)"
        R"({"name":"u","unit":"meters s-1","location":"element","layers":1,"items":25019,"type":"float64",)"
        R"("offset":0,"bytes":200152,"checksum":"00ff00ff12345678"},)"
        R"({"name":"temp","unit":"","location":"node","layers":10,"items":17,"type":"float64",)"
        R"("offset":200152,"bytes":1360,"checksum":"ffffffffffffffff"}]})");
}

TEST_CASE("What was written is read") {
  forcing_manifest extreme = example();
  extreme.time = std::numeric_limits<time_ms>::min();
  extreme.slice = std::numeric_limits<index_t>::max();
  extreme.variables[0].name = "a \"quoted\"\\ name\n\x01 \xc3\xa4";
  extreme.variables[1].checksum = 0;
  for (const forcing_manifest& m : {example(), extreme, forcing_manifest{}}) {
    CHECK(manifest_from_json(to_json(m)) == m);
    CHECK(json_manifests().read(json_manifests().write(m)) == m);
  }
  CHECK(manifest_from_json(R"( {"variables": [], "more": {}, "time_ms": -5, "slice": 1} )") ==
        forcing_manifest{1, -5, {}});
}

TEST_CASE("A unit that is not UTF-8 does not stop a run") {
  forcing_manifest m = example();
  m.variables[0].unit = "\xb0" "C";
  CHECK(manifest_from_json(to_json(m)).variables[0].unit == "\xef\xbf\xbd" "C");
}

TEST_CASE("What is no manifest is refused in a sentence") {
  const auto refused = [](const std::string& text) { return sentence([&] { manifest_from_json(text); }); };
  CHECK(refused("") == "the manifest of a forcing message is no JSON: at byte 1 of 0 it cannot be read on");
  CHECK(refused("{\"slice\":1,").find("the manifest of a forcing message is no JSON: at byte") == 0);
  CHECK(refused("\"\xff\"").find("is no JSON") != std::string::npos);
  CHECK(refused("[1]") == "the manifest of a forcing message is [1]; a JSON object is expected");
  CHECK(refused(R"({"time_ms":1,"variables":[]})") == "the manifest of a forcing message has no \"slice\"");
  const auto number = [&](const char* value) { return refused(std::string("{\"slice\":") + value + "}"); };
  for (const char* value : {"1.5", "\"1\"", "null", "[]", "true", "1e3", "9223372036854775808"})
    CHECK(number(value).find("\"slice\" of the manifest of a forcing message is ") == 0);
  CHECK(number("1e999") == "the manifest of a forcing message has a number that no double can hold");
  CHECK(number("1.5") ==
        "\"slice\" of the manifest of a forcing message is 1.5; a whole number of 64 bits is expected");
  CHECK(refused(R"({"slice":1,"time_ms":1,"variables":{}})") ==
        "\"variables\" of the manifest of a forcing message is {}; a list is expected");
  CHECK(refused(R"({"slice":1,"time_ms":1,"variables":[7]})") ==
        "variable 1 of a forcing message is 7; a JSON object is expected");

  // Each member of a variable: missing, and of another type.
  const std::string good = to_json(example());
  for (const char* key : {"name", "unit", "location", "layers", "items", "type", "offset", "bytes", "checksum"}) {
    std::string renamed = good, retyped = good;
    const std::string quoted = std::string("\"") + key + "\":";
    renamed.replace(renamed.rfind(quoted), quoted.size(), "\"other\":");
    CHECK(refused(renamed) == "variable 2 of a forcing message has no \"" + std::string(key) + "\"");
    const auto begin = retyped.rfind(quoted) + quoted.size(), end = retyped.find_first_of(",}", begin);
    retyped.replace(begin, end - begin, "{}");
    CHECK(refused(retyped).find("\"" + std::string(key) + "\" of variable 2 of a forcing message is {}; ") == 0);
  }
  std::string odd = good;
  odd.replace(odd.rfind("node"), 4, "edge");
  CHECK(refused(odd) ==
        "\"location\" of variable 2 of a forcing message is \"edge\"; \"node\" or \"element\" is expected");
  for (const char* digits : {"ffff", "-fffffffffffffff", "0xffffffffffffff", "fffffffffffffffg"}) {
    odd = good;
    odd.replace(odd.rfind("ffffffffffffffff"), 16, digits);
    CHECK(refused(odd).find("; 16 hexadecimal digits is expected") != std::string::npos);
  }
}

TEST_CASE("Every beginning of a manifest, and each byte changed, is read or refused") {
  const std::string good = to_json(example());
  for (std::size_t n = 0; n < good.size(); ++n)
    CHECK(!sentence([&] { manifest_from_json(good.substr(0, n)); }).empty());
  for (std::size_t i = 0; i < good.size(); ++i)
    for (const char c : {'\0', '9', '"', '}', '\x7f', '\xff'}) {
      std::string damaged = good;
      damaged[i] = c;
      sentence([&] { manifest_from_json(damaged); });  // no other exception comes through
    }
}
