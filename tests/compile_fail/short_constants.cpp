// must print: eudrift: compile without flags that change arithmetic
// flags of GNU: -fsingle-precision-constant
#include <eudrift/core/config.hpp>
