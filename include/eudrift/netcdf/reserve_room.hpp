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

/// The errno of giving the file blocks for the given range, growing it where that is beyond its
/// end; 0 where that went well or where the system cannot tell.
inline int allocate(int fd, std::int64_t first, std::int64_t bytes) {
#if defined(__linux__) || defined(__FreeBSD__)
  int failure = bytes > 0 ? EINTR : 0;
  while (failure == EINTR) failure = posix_fallocate(fd, first, bytes);
  const bool unknown = failure == EINVAL || failure == EOPNOTSUPP || failure == ENOSYS;
  return unknown || failure == ENODEV ? 0 : failure;
#else
  static_cast<void>(fd), static_cast<void>(first), static_cast<void>(bytes);
  return 0;
#endif
}

/// The errno of growing the file from `size` by `bytes` and cutting it back.
inline int try_room(int fd, std::int64_t size, std::int64_t bytes) {
  rlimit limit{};
  // Asked first: beyond the limit the system would not only refuse but send SIGXFSZ.
  if (getrlimit(RLIMIT_FSIZE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY &&
      static_cast<std::uint64_t>(size) + static_cast<std::uint64_t>(bytes) > limit.rlim_cur)
    return EFBIG;
  const int failure = allocate(fd, size, bytes);
  return ftruncate(fd, size) == 0 ? failure : errno;
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

/// Takes the room for all that the file at `path` spans, so that later writes inside it find
/// theirs. Throws error.
inline void fill_holes(const std::string& path) {
  const detail::descriptor file(::open(path.c_str(), O_RDWR | O_CLOEXEC));
  struct stat found {};
  require(file.get() >= 0 && ::fstat(file.get(), &found) == 0,
          path + ": cannot be written: " + std::strerror(errno));
  const int failure = detail::allocate(file.get(), 0, found.st_size);
  require(failure == 0, path + ": has no room: " + std::strerror(failure));
}

}  // namespace eudrift::inline EUDRIFT_ABI
