// SPDX-License-Identifier: BSL-1.0
// What the library says where it refuses.
#pragma once
#include <eudrift/core/error.hpp>

#include <string>

namespace test {

/// The sentence of the error that f() throws, or "" where it throws none.
template <class F>
std::string sentence(F&& f) {
  try {
    f();
  } catch (const eudrift::error& e) {
    return e.what();
  }
  return "";
}

}  // namespace test
