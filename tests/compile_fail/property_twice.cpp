// must print: two properties of these particles have the same name
// flags: -DOWN
// flags: -DTYPE
// flags: -DGIVEN
// A property of particles under a name that another has: of one's own, the same type again, and one that all have.
#include <eudrift/swarm/particle_set.hpp>
#include <eudrift/exec/serial.hpp>

using namespace eudrift;

struct hunger {
  static constexpr const char *name = "hunger", *unit = "1";
};
struct thirst {
#if defined(CORRECT)
  static constexpr const char *name = "thirst", *unit = "1";
#elif defined(OWN) || defined(TYPE)
  static constexpr const char *name = "hunger", *unit = "1";
#else
  static constexpr const char *name = "position", *unit = "m";
#endif
};
#if defined(TYPE)
using second = property<hunger, float>;
#else
using second = property<thirst, double>;
#endif

index_t f() {
  particle_set<serial_executor, 2, property<hunger, float>, second> particles{serial_executor{}};
  return particles.view().size;
}
