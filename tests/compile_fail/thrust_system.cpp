// must print: eudrift: THRUST_DEVICE_SYSTEM is none of
// flags: -DTHRUST_DEVICE_SYSTEM=THRUST_DEVICE_SYSTEM_PAD
#include <eudrift/core/config.hpp>
