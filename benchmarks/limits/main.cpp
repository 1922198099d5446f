// SPDX-License-Identifier: BSL-1.0
// What a particle-step costs, against what, and how far that is from what the machine can do:
//   limits PART FOLDER [PAIRS | small]
#include "limits.hpp"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>

namespace limits {

double free_bytes() {
  std::ifstream file("/proc/meminfo");
  for (std::string word; file >> word;)
    if (double kilobytes = 0; word == "MemAvailable:" && file >> kilobytes) return 1024 * kilobytes;
  return 1e18;  // where the system does not tell
}

bool fits(index_t nodes, index_t particles) {
  // Mesh, bins, slices and records, in the case and in the sea that it is made from; three copies
  // of particles.
  const double needed = 1000 * static_cast<double>(nodes) + 200 * static_cast<double>(particles);
  const bool enough = 1.25 * needed < free_bytes();
  if (!enough)
    std::printf(
        "\n%lld nodes with %lld particles are left out: they need about %.1f GiB, of which a "
        "quarter more than is free\n",
        static_cast<long long>(nodes), static_cast<long long>(particles), needed / (1 << 30));
  return enough;
}

}  // namespace limits

int main(int argc, char** argv) try {
  const std::map<std::string, void (*)(const limits::setting&)> parts{
      {"costs", limits::measure_costs},
      {"order", limits::measure_order},
      {"threads", limits::measure_threads},
      {"memory", limits::measure_memory}};
  const auto part = argc > 2 ? parts.find(argv[1]) : parts.end();
  if (part == parts.end()) {
    std::fprintf(stderr,
                 "usage: limits costs | order | threads | memory  FOLDER [PAIRS | small]\n");
    return 2;
  }
  limits::setting how{.folder = argv[2]};
  const std::string last = argc > 3 ? argv[3] : "11";
  how.small = last == "small";
  how.pairs = how.small ? 1 : std::max(1, std::atoi(last.c_str()));
  part->second(how);
  return 0;
} catch (const std::exception& e) {
  std::fprintf(stderr, "limits: %s\n", e.what());
  return 1;
}
