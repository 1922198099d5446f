// SPDX-License-Identifier: BSL-1.0
#include <eudrift/release/csv.hpp>

#include "../catch.hpp"

#include <clocale>
#include <cstdio>
#include <random>
#include <sstream>

using namespace eudrift;

namespace {

std::vector<release_point> parse(const std::string& text) {
  std::istringstream in(text);
  return parse_release_csv(in, "points.csv");
}

/// The sentence that parsing ends with, or "" where it succeeds.
std::string sentence(const std::string& text) {
  try {
    parse(text);
  } catch (const error& e) {
    return e.what();
  }
  return "";
}

bool is_one_sentence(const std::string& text) {
  if (text.size() < 20 || text.size() > 400 || !text.starts_with("points.csv")) return false;
  for (const char c : text)
    if (c < 0x20 || c > 0x7e) return false;
  return true;
}

}  // namespace

TEST_CASE("release CSV: columns come in any order, in metres or degrees") {
  SECTION("metres") {
    const auto points = parse("id,x,y\n7,1.5,-2e3\n3,+4,0\n");
    REQUIRE(points.size() == 2);
    CHECK(points[0].id == 7);
    CHECK(points[0].x == 1.5);
    CHECK(points[0].y == -2000);
    CHECK_FALSE(points[0].geographic);
    CHECK_FALSE(points[0].time.has_value());
    CHECK(points[0].line == 2);
    CHECK(points[1].id == 3);
    CHECK(points[1].x == 4);
    CHECK(points[1].line == 3);
  }
  SECTION("degrees, either convention of longitude") {
    const auto points =
        parse("lat,id,lon\n37.8,0,-122.4\n37.8,9223372036854775807,237.6\n-90,1,360");
    REQUIRE(points.size() == 3);
    CHECK(points[0].geographic);
    CHECK(points[0].x == -122.4);
    CHECK(points[0].y == 37.8);
    CHECK(points[1].x == 237.6);
    CHECK(points[1].id == 9223372036854775807);
    CHECK(points[2].y == -90);
  }
  SECTION("times of both kinds, which the run's start completes") {
    const auto points = parse("time,id,x,y\n2024-05-23T01:30:00Z,1,0,0\n90.5,2,0,0\n-1,3,0,0\n");
    REQUIRE(points.size() == 3);
    // 19866 days from 1970-01-01 to 2024-05-23.
    const time_ms day = 19866 * time_ms{86400000};
    CHECK(std::get<time_ms>(*points[0].time) == day + 5400000);
    CHECK(std::get<double>(*points[1].time) == 90.5);
    CHECK(time_of(points[0], 12345) == day + 5400000);
    CHECK(time_of(points[1], day) == day + 90500);
    CHECK(time_of(points[1], day, true) == day - 90500);
    CHECK(time_of(points[2], 5000) == 4000);
    CHECK(time_of(release_point{}, day) == day);
  }
}

TEST_CASE("release CSV: what spreadsheets and scripts write around the numbers is accepted") {
  const std::string expected[] = {"id,x,y\n1,2,3\n4,5,6\n",
                                  "\xEF\xBB\xBFid,x,y\r\n1,2,3\r\n4,5,6\r\n",
                                  "id,x,y\r1,2,3\r4,5,6",
                                  "# mouth of the river\n\n  # second comment\nid,x,y # "
                                  "columns\n\n1,2,3 # here\n \t \n4,5,6\n\n",
                                  "  id\t, x ,y  \n 1 , 2,\t3\n4,5 ,6  ",
                                  "\"id\",\"x\",\"y\"\n\"1\",\"2\",3\n4,\" 5 \",6",
                                  "y,x,id\n3,2,1\n6,5,4\n"};
  for (const std::string& text : expected) {
    CAPTURE(text);
    const auto points = parse(text);
    REQUIRE(points.size() == 2);
    CHECK(points[0].id == 1);
    CHECK(points[0].x == 2);
    CHECK(points[0].y == 3);
    CHECK(points[1].id == 4);
    CHECK(points[1].x == 5);
    CHECK(points[1].y == 6);
  }
  CHECK(parse("#\n\nid,x,y\r\n#\r\n1,2,3\r\n")[0].line == 5);
}

TEST_CASE("release CSV: each mistake is told in one sentence with file, line and what was found") {
  const struct {
    const char* text;
    const char* told;
  } cases[] = {
      {"", "points.csv: is empty; expected a header"},
      {"# nothing else\n\n", "points.csv: is empty; expected a header"},
      {"id,x,y\n", "has a header but no release point"},
      {"1,2,3\n", "line 1: found the unknown column '1'; expected a header with id"},
      {"id,x,y,length\n1,2,3,4\n", "line 1: found the unknown column 'length'"},
      {"id,x,y,z,sigma\n1,2,3,4,5\n", "line 1: has columns both of sigma and of z; give one of them"},
      {"id,x,y,depth,z\n1,2,3,4,5\n", "line 1: has columns both of depth and of z"},
      {"id,x,y,z\n1,2,3,deep\n", "line 2: z is 'deep', which is not a number"},
      {"id,x,y,z\n1,2,3,-2e6\n", "line 2: z is '-2e6'; expected metres upward from the mean surface"},
      {"id;x;y\n1;2;3\n", "line 1: found the unknown column 'id;x;y'"},
      {"ID,x,y\n1,2,3\n", "line 1: found the unknown column 'ID'"},
      {"\xFF\xFEi\0", "line 1: found the unknown column '\\xff\\xfei'"},
      {"id,x,y,\n1,2,3,\n", "line 1: column 4 has no name"},
      {"id,x,x,y\n1,2,2,3\n", "line 1: names the column 'x' twice"},
      {"x,y\n1,2\n", "line 1: has no column id"},
      {"id,x\n1,2\n", "line 1: lacks a position"},
      {"id,time\n1,2\n", "line 1: lacks a position"},
      {"id,lon,y\n1,2,3\n", "line 1: has columns both of x,y and of lon,lat"},
      {"id,x,y,lon,lat\n1,2,3,4,5\n", "line 1: has columns both of x,y and of lon,lat"},
      {"#\nid,x,y\n1,2,3\n\n1,4,5\n", "line 5: repeats the id 1 of line 3"},
      {"id,x,y\n1,2\n", "line 2: has 2 values; the header has 3 columns"},
      {"id,x,y\n1,2,3,\n", "line 2: has 4 values; the header has 3 columns"},
      {"id,x,y\n1,2.5,3,5\n", "line 2: has 4 values; the header has 3 columns"},
      {"id,x,y\n1,,3\n", "line 2: x is missing"},
      {"id,lon,lat\n1,2,\"\"\n", "line 2: lat is missing"},
      {"id,x,y\n,2,3\n", "line 2: id is missing"},
      {"id,x,y,time\n1,2,3,\n", "line 2: time is missing"},
      {"id,x,y\n1,2m,3\n", "line 2: x is '2m', which is not a number"},
      {"id,x,y\n1,2,0x10\n", "line 2: y is '0x10', which is not a number"},
      {"id,x,y\n1,2,+-3\n", "line 2: y is '+-3', which is not a number"},
      {"id,x,y\n1,nan,3\n", "line 2: x is 'nan'; expected a finite number"},
      {"id,x,y\n1,2,-inf\n", "line 2: y is '-inf'; expected a finite number"},
      {"id,x,y\n1,1e999,3\n", "line 2: x is '1e999', which is beyond a double's range"},
      {"id,x,y\n-1,2,3\n", "line 2: id is '-1'; expected 0 to 9223372036854775807"},
      {"id,x,y\n9223372036854775808,2,3\n", "id is '9223372036854775808'; expected 0 to"},
      {"id,x,y\n1.0,2,3\n", "line 2: id is '1.0'; expected a whole number"},
      {"id,lon,lat\n1,361,3\n", "line 2: lon is '361'; expected -180 to 360 degrees"},
      {"id,lon,lat\n1,3,91\n", "line 2: lat is '91'; expected -90 to 90 degrees"},
      {"id,x,y,time\n1,2,3,noon\n", "line 2: time is 'noon'; expected ISO 8601"},
      {"id,x,y,time\n1,2,3,2024-02-30\n", "line 2: time is '2024-02-30'; expected ISO 8601"},
      {"id,x,y,time\n1,2,3,inf\n", "line 2: time is 'inf'; expected ISO 8601"},
      {"id,x,y,time\n1,2,3,1e300\n", "line 2: time is '1e300'; expected ISO 8601"},
      {"id,x,y\n\"1,2,3\n", "line 2: found a stray double quote in '\"1'"},
      {"id,x,y\n1,2,\"3\" \"4\"\n", "line 2: found a stray double quote"},
  };
  for (const auto& bad : cases) {
    CAPTURE(bad.text);
    const std::string told = sentence(bad.text);
    CAPTURE(told);
    CHECK(told.find(bad.told) != std::string::npos);
    CHECK(is_one_sentence(told));
  }
  CHECK(sentence("id,x,y\n1,2," + std::string(100000, '3')).find("line 2: is longer than 65536") !=
        std::string::npos);
  CHECK(is_one_sentence(sentence("id,x,y\n1,2," + std::string(60000, 'z'))));
}

TEST_CASE("release CSV: files that cannot be read end in a sentence") {
  const auto told = [](const std::string& path) -> std::string {
    try {
      read_release_csv(path);
    } catch (const error& e) {
      return e.what();
    }
    return "";
  };
  CHECK(told("no_such_folder/points.csv").find("no_such_folder/points.csv: cannot be opened") == 0);
  CHECK(told(".").find(".: cannot be") == 0);

  const std::string path = EUDRIFT_WORK_DIR "/points.csv";
  std::ofstream(path) << "id,x,y\n1,2,3\n";
  const auto points = read_release_csv(path);
  std::remove(path.c_str());
  REQUIRE(points.size() == 1);
  CHECK(points[0].y == 3);
}

TEST_CASE("release CSV: numbers do not depend on the locale") {
  // A locale whose decimal mark is a comma, where the machine has one.
  const std::string before = std::setlocale(LC_ALL, nullptr);
  std::setlocale(LC_ALL, "de_DE.UTF-8");
  const auto points = parse("id,x,y\n1,2.5,-0.125\n");
  std::setlocale(LC_ALL, before.c_str());
  CHECK(points[0].x == 2.5);
  CHECK(points[0].y == -0.125);
}

TEST_CASE("release CSV: changed bytes give points that hold what is promised, or one sentence") {
  const std::string whole =
      "# points\r\nid,lon,lat,time\r\n1,-122.41,37.80,2024-05-23T01:30:00Z\r\n"
      "2,237.6,37.81,90.5\n\"3\", 1e2,-3.5,0 # last\n";
  std::mt19937 random(20240523);
  const std::string likely = ",\n\r\"#.-+eE0123456789TZ:ixnf \t";
  int read = 0, refused = 0;
  for (int round = 0; round < 5000; ++round) {
    std::string text = whole;
    for (unsigned changes = 1 + random() % 4; changes > 0 && !text.empty(); --changes) {
      const std::size_t at = random() % text.size();
      const char byte =
          random() % 2 ? likely[random() % likely.size()] : static_cast<char>(random());
      switch (random() % 4) {
        case 0:
          text[at] = byte;
          break;
        case 1:
          text.insert(at, 1, byte);
          break;
        case 2:
          text.erase(at, 1 + random() % 3);
          break;
        default:
          text.resize(random() % 8 == 0 ? at : text.size());
          break;
      }
    }
    CAPTURE(text);
    try {
      const auto points = parse(text);
      bool good = !points.empty();
      for (const release_point& p : points)
        good = good && p.id >= 0 && std::isfinite(p.x) && std::isfinite(p.y) && p.line >= 2 &&
               p.geographic && p.x >= -180 && p.x <= 360 && p.y >= -90 && p.y <= 90;
      REQUIRE(good);
      ++read;
    } catch (const error& e) {
      CAPTURE(e.what());
      REQUIRE(is_one_sentence(e.what()));
      ++refused;
    }
  }
  CHECK(read > 500);
  CHECK(refused > 500);
}
