// SPDX-License-Identifier: BSL-1.0
// Whether an address sanitizer watches: it maps too much memory to limit it, and refuses what is too large itself.
#pragma once

#if defined(__SANITIZE_ADDRESS__)
#define EUDRIFT_TEST_ADDRESS_SANITIZER
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define EUDRIFT_TEST_ADDRESS_SANITIZER
#endif
#endif
