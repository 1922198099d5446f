// SPDX-License-Identifier: BSL-1.0
/// \file
/// What each unit of the program tells, compiled with flags of its own.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#define EUDRIFT_TEST_UNIT(name)                                                      \
  namespace name {                                                                   \
  std::string tag();               /* of the ABI namespace */                        \
  std::uintptr_t function();       /* where the linker put an inline function */     \
  std::vector<double> positions(); /* metres of 4000 places on the sphere */         \
  std::vector<double> weights();   /* of kernel A, by functions that are not inlined */ \
  bool reproducible();             /* is_reproducible_build() */                     \
  bool has_fused_instruction();                                                      \
  }

#define EUDRIFT_TEST_TAG_UNIT(name)                              \
  namespace name {                                               \
  std::string tag();                                             \
  bool names_are_defined(); /* Thrust's, after our header */ \
  }

EUDRIFT_TEST_TAG_UNIT(thrust_none)
EUDRIFT_TEST_TAG_UNIT(checked)
EUDRIFT_TEST_TAG_UNIT(thrust_cuda)
EUDRIFT_TEST_TAG_UNIT(thrust_omp)
EUDRIFT_TEST_TAG_UNIT(thrust_tbb)
EUDRIFT_TEST_TAG_UNIT(thrust_cpp)
EUDRIFT_TEST_TAG_UNIT(thrust_hip)
EUDRIFT_TEST_TAG_UNIT(thrust_omp_number)
EUDRIFT_TEST_TAG_UNIT(thrust_omp_after_names)
EUDRIFT_TEST_UNIT(baseline)
EUDRIFT_TEST_UNIT(native)
EUDRIFT_TEST_UNIT(native_fused)
EUDRIFT_TEST_UNIT(native_fused_last)
