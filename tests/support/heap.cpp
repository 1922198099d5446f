// SPDX-License-Identifier: BSL-1.0
#include "heap.hpp"

#include <atomic>
#include <cstdlib>
#include <malloc.h>
#include <new>

namespace {
std::atomic<std::size_t> now{0}, most{0}, asked{0};
}

namespace test::heap {
std::size_t held() { return now; }
std::size_t peak() { return most; }
std::size_t taken() { return asked; }
void watch() { most = now.load(); }
}  // namespace test::heap

namespace {

void* noted(void* p) {
  if (p == nullptr) throw std::bad_alloc();
  ++asked;
  const std::size_t held = now += malloc_usable_size(p);
  for (std::size_t was = most; held > was && !most.compare_exchange_weak(was, held);) {
  }
  return p;
}

}  // namespace

void* operator new(std::size_t bytes) { return noted(std::malloc(bytes > 0 ? bytes : 1)); }
void* operator new(std::size_t bytes, std::align_val_t line) {
  const auto a = static_cast<std::size_t>(line);
  return noted(std::aligned_alloc(a, (bytes + a) / a * a));
}
void operator delete(void* p) noexcept {
  if (p != nullptr) now -= malloc_usable_size(p);
  std::free(p);
}
void operator delete(void* p, std::size_t) noexcept { operator delete(p); }
void operator delete(void* p, std::align_val_t) noexcept { operator delete(p); }
void operator delete(void* p, std::size_t, std::align_val_t) noexcept { operator delete(p); }
// An address sanitizer has one of its own, whose memory ours could not give back.
void* operator new(std::size_t bytes, const std::nothrow_t&) noexcept {
  try {
    return operator new(bytes);
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
}
