// must print: Kernel
// A kernel stores its result through a view; one that returns it was meant for reduce().
#include <eudrift/exec/serial.hpp>

struct square {
#ifdef CORRECT
  void operator()(eudrift::index_t) const {}
#else
  double operator()(eudrift::index_t i) const { return static_cast<double>(i * i); }
#endif
};

int main() { eudrift::serial_executor{}.map(1, square{}); }
