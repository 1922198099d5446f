// SPDX-License-Identifier: BSL-1.0
/// \file
/// All processes learn of an error before any of them throws it, so that none waits for one that is gone.
#pragma once
#include <eudrift/mpi/communicator.hpp>

#include <exception>

namespace eudrift::inline EUDRIFT_ABI {

/// An error that all processes have, with the same sentence: one of them is enough to tell it.
class shared_error : public error {
  using error::error;
};

/// Collective.  Throws shared_error on every process where `sentence` is not empty on any of them: that of the first
/// of these in the order of ranks, with its rank before it where there are several.
inline void agree(const communicator& processes, const std::string& sentence) {
  const std::int32_t nobody = processes.size();
  const std::int32_t first = processes.least(sentence.empty() ? nobody : processes.rank());
  if (first == nobody) return;
  std::string text = sentence;
  auto length = static_cast<std::int64_t>(text.size());
  processes.broadcast(std::as_writable_bytes(std::span(&length, 1)), first);
  text.resize(static_cast<std::size_t>(length));
  processes.broadcast(std::as_writable_bytes(std::span(text)), first);
  throw shared_error(processes.size() > 1 ? "rank " + std::to_string(first) + ": " + text : text);
}

/// What f() says where it throws, "" where it does not: what agree() takes.
template <class F>
std::string sentence_of(F&& f) {
  try {
    f();
  } catch (const std::exception& e) {
    return *e.what() != '\0' ? e.what() : "an exception without a word";
  } catch (...) {
    return "an exception of unknown type";
  }
  return "";
}

}  // namespace eudrift::inline EUDRIFT_ABI
