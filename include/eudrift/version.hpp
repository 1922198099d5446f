// SPDX-License-Identifier: BSL-1.0
/// \file
/// The version of the library: the one place where it stands; CMake reads it from here.
#pragma once

#define EUDRIFT_VERSION_MAJOR 0  ///< grows when code that used the library must change
#define EUDRIFT_VERSION_MINOR 1  ///< grows with what is new; below 1.0 also with what must change
#define EUDRIFT_VERSION_PATCH 0  ///< grows with repairs

/// Comparable by the preprocessor: major * 10000 + minor * 100 + patch.
#define EUDRIFT_VERSION \
  (EUDRIFT_VERSION_MAJOR * 10000 + EUDRIFT_VERSION_MINOR * 100 + EUDRIFT_VERSION_PATCH)
