// must print: eudrift: compile for registers of the type's own width
// flags of GNU.*(x86_64|AMD64): -mfpmath=387
// flags of Clang.*(x86_64|AMD64): -mno-sse
#include <eudrift/core/config.hpp>
