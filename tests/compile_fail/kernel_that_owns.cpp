// must print: is_trivially_copyable_v
// A kernel is copied bytewise to where it runs: one that owns memory cannot be.
#include <eudrift/exec/serial.hpp>

#include <vector>

struct doubled {
#ifdef CORRECT
  eudrift::view<double> values;
#else
  std::vector<double> values;
#endif
  void operator()(eudrift::index_t) const {}
};

int main() { eudrift::serial_executor{}.map(1, doubled{}); }
