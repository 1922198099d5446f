// must print: eudrift: compile without -ffast-math
// flags: -ffast-math
#include <eudrift/core/config.hpp>
