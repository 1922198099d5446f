// SPDX-License-Identifier: BSL-1.0
/// \file
/// The files of a sequence, of which only a few are open at a time.
#pragma once
#include <eudrift/netcdf/classic_size.hpp>
#include <eudrift/netcdf/file.hpp>

#include <algorithm>
#include <cstddef>
#include <list>
#include <string>
#include <utility>
#include <vector>

namespace eudrift::inline EUDRIFT_ABI {

/// Opens files as they are asked for; at most eight are open at a time, those asked for last.
class open_files {
 public:
  open_files() = default;
  explicit open_files(std::vector<std::string> paths) : paths_(std::move(paths)) {}

  /// The file of an index, to be called on the I/O thread.  Throws error where it cannot be opened, or has become
  /// shorter than its header says.
  const netcdf_file& operator[](std::size_t index) {
    const auto held = std::find_if(open_.begin(), open_.end(), [&](const entry& f) { return f.index == index; });
    if (held != open_.end()) {
      open_.splice(open_.begin(), open_, held);
      return open_.front().file;
    }
    if (open_.size() == most) open_.pop_back();
    check_file_is_whole(paths_[index]);
    open_.push_front({index, netcdf_file::open(paths_[index])});
    return open_.front().file;
  }

 private:
  struct entry {
    std::size_t index;
    netcdf_file file;
  };
  static constexpr std::size_t most = 8;

  std::vector<std::string> paths_;
  std::list<entry> open_;  ///< the most recently used first
};

}  // namespace eudrift::inline EUDRIFT_ABI
