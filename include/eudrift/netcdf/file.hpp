// SPDX-License-Identifier: BSL-1.0
/// \file
/// An open NetCDF file that closes itself, and the check of NetCDF's status codes.
#pragma once
#include <eudrift/core/error.hpp>
#include <eudrift/netcdf/io_thread.hpp>

#include <netcdf.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string>
#include <utility>

namespace eudrift::inline EUDRIFT_ABI {

/// Throws error("WHAT: NetCDF's own words") unless status is NC_NOERR.
inline void check(int status, const std::string& what) {
  if (status != NC_NOERR) throw error(what + ": " + nc_strerror(status));
}

/// An open NetCDF file.  Opening, creating and closing happen on the I/O thread, whoever calls;
/// other NetCDF calls on id() must be made there too, by io_thread::instance().run().
class netcdf_file {
 public:
  netcdf_file() = default;
  netcdf_file(netcdf_file&& other) noexcept
      : id_(std::exchange(other.id_, none)), path_(std::move(other.path_)) {}
  netcdf_file& operator=(netcdf_file&& other) noexcept {
    std::swap(id_, other.id_);
    path_.swap(other.path_);
    return *this;
  }
  ~netcdf_file() {
    if (is_open()) io_thread::instance().run([this] { nc_close(id_); });
  }

  /// Opens an existing file; mode as for nc_open().  Throws error naming the file.
  static netcdf_file open(const std::string& path, int mode = NC_NOWRITE) {
    return make(path, "cannot be opened as NetCDF; it may be damaged",
                [&](int* id) { return nc_open(path.c_str(), mode, id); });
  }
  /// Makes a file, or empties one that is there; mode as for nc_create(), e.g. NC_NETCDF4.  Throws
  /// error naming the file.
  static netcdf_file create(const std::string& path, int mode) {
    return make(path, "cannot be written",
                [&](int* id) { return nc_create(path.c_str(), mode, id); });
  }

  /// Closes the file; throws error where that fails, as on a full disk.  The destructor closes
  /// without a word.
  void close() {
    if (!is_open()) return;
    const int id = std::exchange(id_, none);
    io_thread::instance().run([&] { check(nc_close(id), path_ + ": cannot be closed"); });
  }

  /// Gives the file another name, in the same folder; one that is there is replaced at once.  Throws error.
  void rename(const std::string& path) {
    require(std::rename(path_.c_str(), path.c_str()) == 0, path + ": cannot be replaced: " + std::strerror(errno));
    path_ = path;
  }

  bool is_open() const { return id_ != none; }
  int id() const { return id_; }                       ///< NetCDF's handle, ncid
  const std::string& path() const { return path_; }  ///< as given to open() or create()

 private:
  static constexpr int none = -1;

  template <class F>
  static netcdf_file make(const std::string& path, const char* failed, F f) {
    netcdf_file file;
    file.path_ = path;
    io_thread::instance().run([&] {
      int id = none;
      check(f(&id), path + ": " + failed);
      file.id_ = id;
    });
    return file;
  }

  int id_ = none;
  std::string path_;
};

}  // namespace eudrift::inline EUDRIFT_ABI
