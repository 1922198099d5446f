// SPDX-License-Identifier: BSL-1.0
// Bytes that this program has from operator new.
#pragma once
#include <cstddef>

namespace test::heap {

std::size_t held();   ///< now
std::size_t peak();   ///< the most since watch()
void watch();         ///< forgets the peak
std::size_t taken();  ///< how often it asked

}  // namespace test::heap
