// SPDX-License-Identifier: BSL-1.0
// Real files of models, which are not part of the project: the folder named by EUDRIFT_SHARED_DATA in the environment.
#pragma once
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <optional>
#include <string>

namespace test {

/// Path of a file or folder among the real files; nothing, with a printed reason, where it is not there.
inline std::optional<std::string> shared_data(const std::string& name) {
  const char* said = std::getenv("EUDRIFT_SHARED_DATA");
  const std::string folder = said && *said ? said : EUDRIFT_SHARED_DATA;
  const std::string path = folder + "/" + name;
  std::error_code failed;
  if (std::filesystem::exists(path, failed)) return path;
  std::cout << "skipped: " << path << " is not there; set EUDRIFT_SHARED_DATA to the folder of real files\n";
  return {};
}

}  // namespace test
