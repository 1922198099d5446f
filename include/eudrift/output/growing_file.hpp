// SPDX-License-Identifier: BSL-1.0
/// \file
/// A file that grows by whole pieces and keeps them (POSIX).
#pragma once
#include <eudrift/checkpoint/whole_file.hpp>

#include <sys/stat.h>

#include <string_view>

namespace eudrift::inline EUDRIFT_ABI {

/// Made anew, or emptied, and written to at once: who reads it while it grows, or after the process was killed, finds
/// all pieces that were completed, and at most a part of one more.  Where a piece has no room the file is cut back to
/// those before it.  Everything throws error, naming the file.
class growing_file {
 public:
  explicit growing_file(const std::string& path) : path_(path), file_(path, O_WRONLY | O_CREAT | O_TRUNC) {
    if (!file_.is_open()) failed(errno);
  }
  growing_file(const growing_file&) = delete;
  growing_file& operator=(const growing_file&) = delete;

  /// Appends to the piece that is being written.
  void write(std::string_view text) {
    rlimit limit{};
    // Asked first: beyond the limit the system would not only refuse but end the process by SIGXFSZ.
    if (::getrlimit(RLIMIT_FSIZE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY &&
        size_ + text.size() > limit.rlim_cur)
      failed(EFBIG);
    while (!text.empty()) {
      const auto n = ::write(file_.get(), text.data(), text.size());
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) failed(n < 0 ? errno : EIO);
      text.remove_prefix(static_cast<std::size_t>(n));
      size_ += static_cast<std::uint64_t>(n);
    }
  }
  /// Ends a piece, which stays from now on.
  void complete() { kept_ = size_, ++pieces_; }
  /// After it nothing can be written.
  void close() {
    if (!file_.close()) failed(errno);
  }
  const std::string& path() const { return path_; }  ///< as given

 private:
  [[noreturn]] void failed(int failure) {
    struct stat what {};
    const bool cut = file_.is_open() && ::fstat(file_.get(), &what) == 0 && S_ISREG(what.st_mode) &&
                     ::ftruncate(file_.get(), static_cast<off_t>(kept_)) == 0;
    file_.close();
    throw error(path_ + ": cannot be written: " + std::strerror(failure) + "; make room or write elsewhere" +
                (cut && pieces_ > 0 ? ", the outputs before (" + std::to_string(pieces_) + ") are kept" : ""));
  }

  std::string path_;
  detail::open_path file_;
  std::uint64_t size_ = 0, kept_ = 0;  ///< [bytes]
  std::int64_t pieces_ = 0;            ///< completed
};

}  // namespace eudrift::inline EUDRIFT_ABI
