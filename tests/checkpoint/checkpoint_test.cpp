// SPDX-License-Identifier: BSL-1.0
// All properties of all particles come back to the bit, in the order of ids, and no damage goes unseen.
#include <eudrift/checkpoint/particles.hpp>
#include <eudrift/exec/serial.hpp>

#include "../catch.hpp"
#include "../support/executors.hpp"
#include "../support/larvae.hpp"
#include "../support/scratch.hpp"
#include "../support/sentence.hpp"

#include <fstream>
#include <limits>
#include <numeric>
#include <sstream>

using namespace eudrift;
using namespace test::larval;

namespace {

std::string content(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}
void write_text(const std::string& path, const std::string& text) { std::ofstream(path, std::ios::binary) << text; }

const checkpoint_values words{{"time", "17"}, {"empty", ""}, {"text", "two words,  and spaces "}};

/// Particles with ids 0, 7, 14 ... that stand in another order.
std::vector<std::int64_t> ids_of(index_t n) {
  std::vector<std::int64_t> ids;
  for (index_t i = 0; i < n; ++i) ids.push_back(7 * (i * 7 % n));
  return ids;
}
/// The elements here are numbered from the back.
std::vector<std::int32_t> numbers(std::int32_t n) {
  std::vector<std::int32_t> all(static_cast<std::size_t>(n));
  std::iota(all.rbegin(), all.rend(), 0);
  return all;
}

template <class Ex>
larvae<Ex> particles_of(const Ex& ex, index_t n) {
  larvae<Ex> all(ex);
  all.append(batch_of<larva_batch>(ids_of(n)));
  return all;
}

}  // namespace

TEMPLATE_TEST_CASE("particles come back with all their properties, by ascending id", "", test::serial, test::deferred) {
  const fvcom_test::scratch folder;
  const std::string path = folder / "state";
  const auto ex = TestType::make();
  const auto element_number = numbers(1000);
  for (const index_t n : {0, 1, 3, 64, 101}) {
    auto all = particles_of(ex, n);
    for (const index_t block : {1, 7, 1000}) {
      save_particles(path, all, element_number, words, block);
      checkpoint_reader from(path);
      CHECK(from.values() == words);
      CHECK(from.value("text") == words[2].second);
      larvae<serial_executor> back{serial_executor{}};
      const auto here = [](std::int32_t number) { return 999 - number; };
      CHECK(restore_particles(from, back, here) == n);
      auto ids = ids_of(n);
      std::sort(ids.begin(), ids.end());
      CHECK(same(back.collect_all(), batch_of<larva_batch>(ids)));
    }
  }
}

TEST_CASE("each of several readers takes the particles in its own elements") {
  const fvcom_test::scratch folder;
  const auto all = particles_of(serial_executor{}, 200);
  save_particles(folder / "state", all, numbers(2000), {}, 9);
  index_t sum = 0;
  for (std::int32_t part = 0; part < 3; ++part) {
    checkpoint_reader from(folder / "state");
    larvae<serial_executor> own{serial_executor{}};
    sum += restore_particles(from, own, [&](std::int32_t number) { return number % 3 == part ? number / 3 : -1; });
    for (const std::int32_t e : own.collect<host_element>()) CHECK(e < 667);
    for (const std::int64_t id : own.collect<particle_id>()) CHECK((1999 - (id + 1)) % 3 == part);
  }
  CHECK(sum == 200);
}

TEST_CASE("numbers come back to the bit, and a particle without an element keeps that") {
  const fvcom_test::scratch folder;
  larva_batch odd = batch_of<larva_batch>({1, 2, std::numeric_limits<std::int64_t>::max()});
  odd.component<position>(0) = {std::numeric_limits<double>::denorm_min(), -0.0,
                                std::numeric_limits<double>::infinity()};
  odd.component<host_element>() = {-1, 0, 1};
  larvae<serial_executor> all{serial_executor{}}, back{serial_executor{}};
  all.append(odd);
  save_particles(folder / "state", all, numbers(2), {});
  checkpoint_reader from(folder / "state");
  larva_batch block;
  REQUIRE(from.next(block));
  CHECK(block.component<host_element>() == std::vector<std::int32_t>{-1, 1, 0});
  CHECK(block.component<position>(0) == odd.component<position>(0));
  CHECK(std::signbit(block.component<position>(0)[1]));
  CHECK(block.component<particle_id>() == odd.component<particle_id>());
  CHECK_FALSE(from.next(block));
}

TEST_CASE("a checkpoint that is damaged anywhere is refused with one sentence") {
  const fvcom_test::scratch folder;
  const std::string path = folder / "state";
  const auto all = particles_of(serial_executor{}, 20);
  save_particles(path, all, numbers(1000), words, 8);
  const std::string sound = content(path);
  const auto read = [&] {
    return test::sentence([&] {
      checkpoint_reader from(path);
      for (larva_batch block; from.next(block);) {
      }
    });
  };
  REQUIRE(read().empty());
  std::size_t unseen = 0;
  const auto expect_refused = [&](const std::string& damaged) {
    write_text(path, damaged);
    const std::string said = read();
    unseen += said.starts_with(path + ": ") && said.find('\n') == std::string::npos ? 0 : 1;
  };
  for (std::size_t at = 0; at < sound.size(); ++at) {
    expect_refused(sound.substr(0, at));
    for (const char flip : {'\x01', '\x80', '\xff'}) {
      std::string damaged = sound;
      damaged[at] = static_cast<char>(damaged[at] ^ flip);
      expect_refused(damaged);
    }
  }
  CHECK(unseen == 0);
  // Blocks that come twice, are missing or change places.
  constexpr std::size_t record = 8 + 3 * 8 + 4 + 1 + 4 + 8 + 4 + 2 * 4 + 1, block = 8 + 8 * record + 8,
                        last = 8 + 4 * record + 8 + 24;
  const std::size_t first = sound.size() - last - 2 * block;
  const std::string one = sound.substr(first, block), two = sound.substr(first + block, block),
                    rest = sound.substr(first + 2 * block);
  REQUIRE(sound.substr(0, first) + one + two + rest == sound);
  for (const std::string& blocks : {two + one, one, one + one + two, one + two + two, std::string()})
    expect_refused(sound.substr(0, first) + blocks + rest);
  expect_refused(sound + "x");
  CHECK(unseen == 0);
}

TEST_CASE("what is no checkpoint of these particles is refused, and the sentence says why") {
  const fvcom_test::scratch folder;
  const std::string path = folder / "state";
  const auto says = [](const std::string& sentence, const std::string& part) {
    INFO(sentence);
    return sentence.find(part) != std::string::npos;
  };
  const auto opened = [](const std::string& at) { return test::sentence([&] { const checkpoint_reader from(at); }); };
  CHECK(says(opened(folder / "none"), "none: cannot be opened as a checkpoint"));
  CHECK(says(opened(folder / ""), "cannot be opened as a checkpoint"));
  write_text(path, "id,x,y\n1,2,3\n1,2,3\n1,2,3\n1,2,3\n1,2,3\n");
  CHECK(says(opened(path), "is no checkpoint"));
  write_text(path, "");
  CHECK(says(opened(path), "damaged"));

  save_particles(path, particles_of(serial_executor{}, 5), numbers(100), words);
  checkpoint_reader from(path);
  particle_batch<3, property<age, double>, property<drift, vec<float, 2>>, property<hungry, std::uint8_t>> other;
  const std::string said = test::sentence([&] { from.next(other); });
  CHECK(says(said, "age (float32, s), drift (2 float32, m)"));
  CHECK(says(said, "expected"));
  CHECK(says(said, "age (float64, s)"));
  CHECK(says(test::sentence([&] { from.value("place"); }), "holds no value place"));

  std::string text = content(path);
  text[14] = '2';
  write_text(path, text);
  CHECK(says(opened(path), "another version"));
  text[14] = '1';
  std::reverse(text.begin() + 16, text.begin() + 24);
  write_text(path, text);
  CHECK(says(opened(path), "another order of bytes"));

  const auto all = particles_of(serial_executor{}, 5);
  const auto saved = [&](const checkpoint_values& values) {
    return test::sentence([&] { save_particles(path, all, numbers(100), values); });
  };
  CHECK(says(saved({{"two words", ""}}), "two words"));
  CHECK(says(saved({{"lines", "a\nb"}}), "lines"));
  CHECK(says(saved({{"", "a"}}), "cannot hold"));
  CHECK(content(path) == text);
}
