// SPDX-License-Identifier: BSL-1.0
/// \file
/// A file that appears under its name only when it is whole (POSIX).
#pragma once
#include <eudrift/core/error.hpp>

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <span>
#include <string>
#include <system_error>
#include <utility>

namespace eudrift::inline EUDRIFT_ABI {

namespace detail {

/// An open file or folder that closes itself.
class open_path {
 public:
  open_path(const std::string& path, int how) : fd_(::open(path.c_str(), how | O_CLOEXEC, 0666)) {}
  open_path(const open_path&) = delete;
  open_path& operator=(const open_path&) = delete;
  ~open_path() { close(); }
  /// Whether that went well.
  bool close() { return fd_ < 0 || ::close(std::exchange(fd_, -1)) == 0; }
  bool is_open() const { return fd_ >= 0; }
  int get() const { return fd_; }
  /// What it holds goes from the system's memory to where it stays.  Some file systems refuse that for folders.
  bool sync() const { return ::fsync(fd_) == 0 || errno == EINVAL; }

 private:
  int fd_;
};

}  // namespace detail

/// Returns when all that was written to a file or folder is where it survives a power failure.  Throws error.
inline void sync_path(const std::string& path) {
  const detail::open_path opened(path, O_RDONLY);
  require(opened.is_open() && opened.sync(), path + ": cannot be brought to the disk: " + std::strerror(errno));
}

/// Written beside, as PATH.part, and given its name by commit(), after all is on the disk: whoever reads PATH at any
/// moment, after a kill or a power failure too, finds the whole file that was there before or the whole new one.
/// A file that is not committed is removed.  Everything throws error.
class whole_file {
 public:
  explicit whole_file(const std::string& path) : path_(path), part_(path + ".part"), file_(opened()) {
    if (!file_.is_open()) failed(errno);
  }
  whole_file(const whole_file&) = delete;
  whole_file& operator=(const whole_file&) = delete;
  ~whole_file() {
    if (!committed_) ::unlink(part_.c_str());
  }

  /// Appends bytes.
  void write(std::span<const std::byte> bytes) {
    rlimit limit{};
    // Asked first: beyond the limit the system would not only refuse but end the process by SIGXFSZ.
    if (::getrlimit(RLIMIT_FSIZE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY &&
        size_ + bytes.size() > limit.rlim_cur)
      failed(EFBIG);
    while (!bytes.empty()) {
      const auto n = ::write(file_.get(), bytes.data(), bytes.size());
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) failed(n < 0 ? errno : EIO);
      bytes = bytes.subspan(static_cast<std::size_t>(n));
      size_ += static_cast<std::uint64_t>(n);
    }
  }
  /// Takes the place of what is at `path`.
  void commit() {
    if (!file_.sync() || !file_.close() || std::rename(part_.c_str(), path_.c_str()) != 0) failed(errno);
    committed_ = true;
    const auto folder = std::filesystem::path(path_).parent_path();
    sync_path(folder.empty() ? "." : folder.string());
  }

 private:
  [[noreturn]] void failed(int failure) const {
    throw error(path_ + ": cannot be written: " + std::strerror(failure) +
                "; make room or write elsewhere, what was there is kept");
  }
  detail::open_path opened() const {
    std::error_code none;
    const auto there = std::filesystem::status(path_, none);
    require(!std::filesystem::exists(there) || std::filesystem::is_regular_file(there),
            path_ + ": is no regular file; expected one, or the name of one to be made");
    return {part_, O_WRONLY | O_CREAT | O_TRUNC};
  }

  std::string path_, part_;
  detail::open_path file_;
  std::uint64_t size_ = 0;
  bool committed_ = false;
};

}  // namespace eudrift::inline EUDRIFT_ABI
