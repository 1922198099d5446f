// SPDX-License-Identifier: BSL-1.0
// What the documentation quotes stands so, to the letter, in code that is compiled and run.
#include <eudrift/version.hpp>

#include "catch.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <string>

namespace {

const std::string root = std::string(EUDRIFT_EXAMPLE_DATA) + "/../../";

std::string read(const std::string& path) {
  std::ifstream file(root + path);
  REQUIRE(file.good());
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

int times_in(const std::string& text, const std::string& part) {
  int times = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++times;
  return times;
}

/// Checks every quotation of a page, and that it has no code that is none; returns how many it has.  (The cookbook's code
/// is compiled from its page.)
int check_quotations(const std::string& page) {
  const std::string mark = "<!-- quoted from ", fence = "```";
  const std::string text = read(page);
  int count = 0;
  for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at + 1), ++count) {
    const std::size_t name = at + mark.size();
    const std::string source = text.substr(name, text.find(" -->", name) - name);
    const std::size_t begin = text.find('\n', text.find(fence, at)) + 1;
    const std::string quoted = text.substr(begin, text.find("\n```", begin) - begin);
    INFO(page << " quotes " << source << ":\n" << quoted);
    CHECK(quoted.size() > 20);
    CHECK(read(source).find(quoted) != std::string::npos);
  }
  CHECK(times_in(text, "\n```cpp\n") + times_in(text, "\n```fortran\n") == count);
  return count;
}

}  // namespace

TEST_CASE("doxygen needs no folder that a fresh clone lacks") {
  const std::string text = read("docs/Doxyfile"), name = "\nOUTPUT_DIRECTORY";
  const std::size_t begin = text.find_first_not_of(" =", text.find(name) + name.size());
  CHECK(text.substr(begin, text.find('\n', begin) - begin) == "build");
}

TEST_CASE("pages quote compiled code to the letter, and have no other") {
  int quotations = check_quotations("README.md");
  for (const auto& entry : std::filesystem::directory_iterator(root + "docs"))
    if (const auto name = entry.path().filename().string(); entry.path().extension() == ".md" && name != "cookbook.md")
      quotations += check_quotations("docs/" + name);
  CHECK(quotations >= 14);
}

TEST_CASE("every message that docs/faq.md explains is still said") {
  std::string said;
  for (const char* folder : {"include", "examples"})
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root + folder))
      if (const auto kind = entry.path().extension(); kind == ".hpp" || kind == ".cpp") {
        std::ifstream file(entry.path());
        said.append(std::istreambuf_iterator<char>(file), {});
      }
  said = std::regex_replace(said, std::regex("\"\\s*\n\\s*\""), "");  // texts of several lines
  const std::string page = read("docs/faq.md");
  int messages = 0;
  for (std::size_t at = page.find("**`"); at != std::string::npos; at = page.find("**`", at + 1), ++messages) {
    std::string message = page.substr(at + 3, page.find("`**", at) - at - 3) + "...";
    INFO(message);
    std::size_t words = 0;
    for (std::size_t dots = message.find("..."); dots != std::string::npos; dots = message.find("...")) {
      const std::string part = message.substr(0, dots);
      INFO(part);
      CHECK(said.find(part) != std::string::npos);
      words += part.size();
      message.erase(0, dots + 3);
    }
    CHECK(words > 20);
  }
  CHECK(messages >= 20);
}

TEST_CASE("what names the version names this one") {
  const std::string version = std::to_string(EUDRIFT_VERSION_MAJOR) + "." + std::to_string(EUDRIFT_VERSION_MINOR) + "." + std::to_string(EUDRIFT_VERSION_PATCH);
  CHECK(read("CITATION.cff").find("\nversion: " + version + "\n") != std::string::npos);
  CHECK(read("docs/install.md").find("eudrift-dev_" + version + "_all.deb") != std::string::npos);
  CHECK(read("docs/quickstart.md").find("\neudrift/" + version + "\n") != std::string::npos);
  CHECK(read("vcpkg.json").find("\"version\": \"" + version + "\"") != std::string::npos);
}
