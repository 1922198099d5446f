// must print: borrowed_range
// What collect() gives outlives the expression: a range that owns its items would take them with it.
#include <eudrift/exec/serial.hpp>

#include <span>
#include <vector>

struct copying_executor : eudrift::serial_executor {
#ifdef CORRECT
  template <class T>
  std::span<const T> collect(const array<T>& a) const {
    return {a.data(), static_cast<std::size_t>(a.size())};
  }
#else
  template <class T>
  std::vector<T> collect(const array<T>& a) const {
    return {a.data(), a.data() + a.size()};
  }
#endif
  copying_executor fork() const { return *this; }
};

static_assert(eudrift::Executor<copying_executor>);
