// SPDX-License-Identifier: BSL-1.0
/// \file
/// Runs the program on many processes of this machine.
#pragma once
#include "../happiest_particle/stormy.hpp"

#include <cstdlib>
#include <optional>
#include <thread>

namespace program_test {

/// Words that start `ranks` processes, more than there are cores where it comes to that.
inline words processes(int ranks) {
  for (const auto& [name, value] : {std::pair{"OMPI_ALLOW_RUN_AS_ROOT", "1"}, {"OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1"},
                                    {"OMPI_MCA_rmaps_base_oversubscribe", "1"}, {"OMPI_MCA_hwloc_base_binding_policy", "none"},
                                    {"OMPI_MCA_mpi_yield_when_idle", "1"}, {"OMP_WAIT_POLICY", "passive"}})
    setenv(name, value, 1);
  return {EUDRIFT_MPIEXEC, "-n", std::to_string(ranks)};
}

/// For as long as it lives the program runs on so many processes.
class on_many {
 public:
  explicit on_many(int ranks) { launcher() = processes(ranks); }
  on_many(const on_many&) = delete;
  on_many& operator=(const on_many&) = delete;
  ~on_many() { launcher().clear(); }
};

/// The processes of the program that the launcher `parent` started, by the system's own table.
inline std::vector<pid_t> ranks_of(pid_t parent) {
  std::vector<pid_t> all;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const std::string name = entry.path().filename();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    std::error_code gone;
    if (std::filesystem::read_symlink(entry.path() / "exe", gone) != std::filesystem::path(EUDRIFT_HAPPIEST_PARTICLE)) continue;
    std::istringstream status(content((entry.path() / "status").string()));
    for (std::string word; status >> word;)
      if (pid_t of = 0; word == "PPid:" && status >> of && of == parent) all.push_back(std::stoi(name));
  }
  return all;
}
/// The same as soon as there are so many, or after half a minute.
inline std::vector<pid_t> wait_for_ranks(pid_t parent, std::size_t many) {
  std::vector<pid_t> all;
  for (int tries = 0; tries < 600 && all.size() < many; ++tries) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    all = ranks_of(parent);
  }
  return all;
}
/// Waits half a minute for the launcher to end; how it did, or nothing.
inline std::optional<int> wait_for_end(pid_t launcher) {
  for (int tries = 0, how = 0; tries < 600; ++tries) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    if (waitpid(launcher, &how, WNOHANG) == launcher) return how;
  }
  return {};
}

inline words with(words line, const words& more) {
  line.insert(line.end(), more.begin(), more.end());
  return line;
}

}  // namespace program_test
