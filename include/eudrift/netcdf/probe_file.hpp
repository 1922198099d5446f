// SPDX-License-Identifier: BSL-1.0
/// \file
/// Tells whether the NetCDF library survives a file.
#pragma once
#include <eudrift/core/error.hpp>

#include <netcdf.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <string>
#include <system_error>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace eudrift::inline EUDRIFT_ABI {

namespace detail {

/// Opens a file and inspects all that its header says.
inline void inspect_all(const std::string& path) {
  int id = -1, variables = 0, attributes = 0;
  if (nc_open(path.c_str(), NC_NOWRITE, &id) != NC_NOERR) return;
  if (nc_inq(id, nullptr, &variables, &attributes, nullptr) != NC_NOERR) return;
  for (int v = NC_GLOBAL; v < variables; ++v) {
    if (v != NC_GLOBAL && nc_inq_var(id, v, nullptr, nullptr, nullptr, nullptr, &attributes) != NC_NOERR) continue;
    for (int a = 0; a < attributes; ++a) {
      std::array<char, NC_MAX_NAME + 1> name{};
      nc_type type = NC_NAT;
      if (nc_inq_attname(id, v, a, name.data()) == NC_NOERR) nc_inq_att(id, v, name.data(), &type, nullptr);
    }
  }
}

}  // namespace detail

/// Throws error where NetCDF or HDF5 crash on a file's header or never come to its end, as happens with
/// some damaged ones: tried in a child process, which costs a few milliseconds and gets 10 s of
/// processor time.  What they refuse with an error, and a path that
/// is no regular file, is left to the reader.  Call it while the process has one thread, before the
/// first call of io_thread::instance().
inline void probe_netcdf_file(const std::string& path) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored)) return;
  const pid_t child = fork();
  if (child < 0) return;
  if (child == 0) {
    const int nowhere = open("/dev/null", O_WRONLY);
    if (nowhere >= 0) {
      dup2(nowhere, STDOUT_FILENO);
      dup2(nowhere, STDERR_FILENO);
    }
    const rlimit most{10, 10};  // [s]
    setrlimit(RLIMIT_CPU, &most);
    detail::inspect_all(path);
    _exit(0);  // without HDF5's clean-up
  }
  int how = 0;
  while (waitpid(child, &how, 0) < 0)
    if (errno != EINTR) return;
  require(WIFEXITED(how) && WEXITSTATUS(how) == 0,
          path + ": the NetCDF library crashes on it or never ends; the file is damaged");
}

}  // namespace eudrift::inline EUDRIFT_ABI
