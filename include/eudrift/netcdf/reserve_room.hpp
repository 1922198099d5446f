// SPDX-License-Identifier: BSL-1.0
/// \file
/// Makes sure that a file can grow before HDF5 makes it grow: a write that meets a full disk leaves
/// HDF5 with a file that it can neither complete nor close.
#pragma once
#include <eudrift/core/error.hpp>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <string>

namespace eudrift::inline EUDRIFT_ABI {

namespace detail {

/// A file descriptor that closes itself.
class descriptor {
 public:
  explicit descriptor(int fd) : fd_(fd) {}
  descriptor(const descriptor&) = delete;
  descriptor& operator=(const descriptor&) = delete;
  ~descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }

 private:
  int fd_;
};

/// The errno of growing the file from `size` by `bytes` and cutting it back, 0 where that went well
/// or where the file system cannot tell.
inline int try_room(int fd, std::int64_t size, std::int64_t bytes) {
  rlimit limit{};
  // Asked first: beyond the limit the system would not only refuse but send SIGXFSZ.
  if (getrlimit(RLIMIT_FSIZE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY &&
      static_cast<std::uint64_t>(size + bytes) > limit.rlim_cur)
    return EFBIG;
#if defined(__linux__) || defined(__FreeBSD__)
  int failure = 0;
  do failure = posix_fallocate(fd, size, bytes);
  while (failure == EINTR);
  if (ftruncate(fd, size) != 0 && failure == 0) failure = errno;
  if (failure == EINVAL || failure == EOPNOTSUPP || failure == ENOSYS || failure == ENODEV)
    return 0;
  return failure;
#else
  static_cast<void>(fd);
  return 0;
#endif
}

}  // namespace detail

/// Throws error unless the file at `path` can grow by `bytes` now: the room is taken past the
/// file's end and given back at once, its content is untouched.  A file that is not there is made
/// (and removed again where there is no room).  Must not run beside a write to the same file.
inline void reserve_room(const std::string& path, std::int64_t bytes) {
  const bool fresh = ::access(path.c_str(), F_OK) != 0;
  // Without O_NONBLOCK a named pipe would be waited for.
  const detail::descriptor file(
      ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0666));
  require(file.get() >= 0, path + ": cannot be written: " + std::strerror(errno));
  struct stat found {};
  require(::fstat(file.get(), &found) == 0, path + ": cannot be written: " + std::strerror(errno));
  require(S_ISREG(found.st_mode), path + ": is no regular file; expected a file for the output");
  const int failure = detail::try_room(file.get(), found.st_size, bytes);
  if (failure == 0) return;
  if (fresh) ::unlink(path.c_str());
  throw error(path + ": has no room for " + std::to_string(bytes) +
              " more bytes: " + std::strerror(failure) + "; make room or write elsewhere");
}

}  // namespace eudrift::inline EUDRIFT_ABI
