// SPDX-License-Identifier: BSL-1.0
/// \file
/// How host code reports bad input: one exception with one sentence.
#pragma once
#include <eudrift/core/config.hpp>

#include <stdexcept>
#include <string>

namespace eudrift::inline EUDRIFT_ABI {

/// Thrown by host code.  what() is one sentence: where (file, variable, line), what was found, what
/// was expected, what to do.
class error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Throws error(sentence) unless ok.  For checks outside loops; the sentence is built either way.
inline void require(bool ok, const std::string& sentence) {
  if (!ok) throw error(sentence);
}

}  // namespace eudrift::inline EUDRIFT_ABI
