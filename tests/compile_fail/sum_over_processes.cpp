// must print: depends on the number of processes.*use exact_sum
// A floating sum rounds by the order of its items, and processes hold other items in each run.
#include <eudrift/mpi/any_order.hpp>

int main() {
#ifdef CORRECT
  eudrift::require_any_order<eudrift::exact_sum>();
#else
  eudrift::require_any_order<eudrift::sum_reduce<double>>();
#endif
}
