// SPDX-License-Identifier: BSL-1.0
/// \file
/// Files that a test writes, gone when it ends.
#pragma once
#include <filesystem>
#include <string>
#include <unistd.h>

namespace fvcom_test {

/// A folder of the test's own, in memory where the system has such a place, removed with all in it.
class scratch {
 public:
  scratch() {
    static int made = 0;
    const std::string name = "eudrift-" + std::to_string(::getpid()) + "-" + std::to_string(made++);
    std::error_code failed;
    folder_ = std::filesystem::path("/dev/shm") / name;
    std::filesystem::create_directory(folder_, failed);
    if (failed) {
      folder_ = std::filesystem::temp_directory_path() / name;
      std::filesystem::create_directory(folder_);
    }
  }
  scratch(const scratch&) = delete;
  scratch& operator=(const scratch&) = delete;
  ~scratch() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  /// Path of a file in the folder.
  std::string operator/(const std::string& name) const { return (folder_ / name).string(); }

 private:
  std::filesystem::path folder_;
};

}  // namespace fvcom_test
