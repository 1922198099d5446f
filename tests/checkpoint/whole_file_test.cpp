// SPDX-License-Identifier: BSL-1.0
// A file appears under its name only when it is whole, and what was there before stays until then.
#include <eudrift/checkpoint/whole_file.hpp>

#include "../catch.hpp"
#include "../support/scratch.hpp"
#include "../support/sentence.hpp"

#include <csignal>
#include <fstream>
#include <optional>
#include <sstream>

using namespace eudrift;

namespace {

std::string content(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}
void put(whole_file& file, const std::string& text) { file.write(std::as_bytes(std::span(text))); }

}  // namespace

TEST_CASE("a file is there when it is whole, and the one before until then") {
  const fvcom_test::scratch folder;
  const std::string path = folder / "state";
  for (const std::string text : {"first", "second, which is longer", "3"}) {
    const std::string before = content(path);
    whole_file file(path);
    put(file, text.substr(0, 1));
    CHECK(content(path) == before);
    put(file, text.substr(1));
    CHECK(content(path) == before);
    file.commit();
    CHECK(content(path) == text);
    CHECK_FALSE(std::filesystem::exists(path + ".part"));
  }
  {
    whole_file file(path);
    put(file, "given up");
  }
  CHECK(content(path) == "3");
  CHECK_FALSE(std::filesystem::exists(path + ".part"));
  // What a process that was killed left beside.
  std::ofstream(path + ".part") << "a long text that was not finished";
  whole_file file(path);
  put(file, "new");
  file.commit();
  CHECK(content(path) == "new");
}

TEST_CASE("a file that cannot be written is refused with one sentence, and what was there is kept") {
  const fvcom_test::scratch folder;
  const std::string path = folder / "state";
  std::ofstream(path) << "old";
  const auto says = [](const std::string& sentence, const std::string& part) {
    return sentence.find(part) != std::string::npos;
  };
  const auto made_at = [](const std::string& at) { return test::sentence([&] { const whole_file file(at); }); };
  CHECK(says(made_at(folder / "none" + "/state"), "No such file"));
  CHECK(says(made_at("/dev/null"), "no regular file"));
  CHECK(std::filesystem::is_character_file("/dev/null"));
  std::filesystem::create_directory(folder / "folder");
  CHECK(says(made_at(folder / "folder"), "no regular file"));

  rlimit was{};
  REQUIRE(getrlimit(RLIMIT_FSIZE, &was) == 0);
  const rlimit less{1000, was.rlim_max};
  REQUIRE(setrlimit(RLIMIT_FSIZE, &less) == 0);
  const std::string full = test::sentence([&] {
    whole_file file(path);
    for (int i = 0; i < 11; ++i) put(file, std::string(100, 'x'));
    file.commit();
  });
  REQUIRE(setrlimit(RLIMIT_FSIZE, &was) == 0);
  CHECK(says(full, path + ": cannot be written: File too large"));
  CHECK(content(path) == "old");
  CHECK_FALSE(std::filesystem::exists(path + ".part"));
  CHECK(says(test::sentence([&] { sync_path(folder / "none"); }), "none: cannot be brought to the disk"));
}
