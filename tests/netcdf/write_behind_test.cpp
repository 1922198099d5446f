// SPDX-License-Identifier: BSL-1.0
#include <eudrift/netcdf/write_behind.hpp>

#include <eudrift/core/error.hpp>

#include "../catch.hpp"

#include <atomic>
#include <chrono>
#include <set>
#include <thread>
#include <vector>

using namespace eudrift;

TEST_CASE("Frames are written in order, in another thread, and there are two of them") {
  std::vector<int> written;
  std::set<const int*> places;
  bool elsewhere = true;
  const auto here = std::this_thread::get_id();
  {
    write_behind<int> outputs([&](int& frame) {
      elsewhere = elsewhere && std::this_thread::get_id() != here;
      places.insert(&frame);
      written.push_back(frame);
    });
    for (int k = 0; k < 20; ++k) {
      outputs.next() = k;
      outputs.hand_over();
    }
  }  // what was handed over is written before the end
  REQUIRE(written.size() == 20);
  for (int k = 0; k < 20; ++k) CHECK(written[static_cast<std::size_t>(k)] == k);
  CHECK(places.size() == 2);
  CHECK(elsewhere);
}

TEST_CASE("One frame is filled while the other is written; a third waits") {
  std::atomic<bool> free{false};
  std::atomic<int> written{0};
  write_behind<int> outputs([&](int&) {
    while (!free) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    ++written;
  });
  outputs.hand_over();
  outputs.next() = 1;  // not waited for
  CHECK(written == 0);
  std::thread later([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    free = true;
  });
  outputs.hand_over();
  CHECK(written >= 1);
  outputs.wait();
  CHECK(written == 2);
  later.join();
}

TEST_CASE("What writing throws comes out of the next call, once; nobody waits for it in vain") {
  int calls = 0;
  write_behind<int> outputs([&](int& frame) {
    ++calls;
    if (frame == 1) throw error("the disk is full");
  });
  outputs.next() = 1;
  outputs.hand_over();
  CHECK_THROWS_WITH(outputs.hand_over(), "the disk is full");
  CHECK(calls == 1);
  outputs.wait();
  outputs.next() = 2;
  outputs.hand_over();
  outputs.wait();
  CHECK(calls == 2);
  outputs.next() = 1;
  outputs.hand_over();  // the destructor meets it without a word
}
