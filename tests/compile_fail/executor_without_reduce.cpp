// must print: ex.reduce\(n, t, r\)
// What a backend lacks stands in the compiler's message, in the words of the concept.
#include <eudrift/exec/serial.hpp>

struct half_executor : eudrift::serial_executor {
#ifndef CORRECT
  void reduce() const = delete;
#endif
  half_executor fork() const { return *this; }
};

static_assert(eudrift::Executor<half_executor>);
