// SPDX-License-Identifier: BSL-1.0
// The tag of a unit whose command line names Thrust's system, or does not.
#if defined(NAMES_COME_FIRST)
#define THRUST_DEVICE_SYSTEM_CUDA 1
#define THRUST_DEVICE_SYSTEM_OMP 2
#define THRUST_DEVICE_SYSTEM_TBB 3
#define THRUST_DEVICE_SYSTEM_CPP 4
#endif
#include <eudrift/core/config.hpp>

#include <string>

#define TEXT_OF(x) #x
#define TEXT(x) TEXT_OF(x)

namespace UNIT {
std::string tag() { return TEXT(EUDRIFT_ABI); }
bool names_are_defined() {
#if defined(THRUST_DEVICE_SYSTEM_CUDA) && defined(THRUST_DEVICE_SYSTEM_OMP) && \
    defined(THRUST_DEVICE_SYSTEM_TBB) && defined(THRUST_DEVICE_SYSTEM_CPP)
  return true;
#elif defined(THRUST_DEVICE_SYSTEM_CUDA) || defined(THRUST_DEVICE_SYSTEM_OMP) || \
    defined(THRUST_DEVICE_SYSTEM_TBB) || defined(THRUST_DEVICE_SYSTEM_CPP)
#error "some of Thrust's names are left"
#else
  return false;
#endif
}
}  // namespace UNIT
