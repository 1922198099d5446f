// must print: eudrift: compile without -ffast-math
// flags: -ffast-math
// flags: -Ofast
// flags: -ffinite-math-only
// flags of GNU: -funsafe-math-optimizations
// flags of GNU: -fassociative-math -fno-signed-zeros -fno-trapping-math
// flags of GNU: -freciprocal-math
// flags of GNU: -fno-signed-zeros
#include <eudrift/core/config.hpp>
