// SPDX-License-Identifier: BSL-1.0
/// \file
/// The one thread of a process that calls NetCDF.
#pragma once
#include <eudrift/exec/job_thread.hpp>

#include <netcdf.h>

namespace eudrift::inline EUDRIFT_ABI {

/// NetCDF-C is not thread-safe even on different files, and HDF5 keeps its error printing per thread, so all
/// reading and writing goes through instance().
///
///   io_thread::instance().run([&] { check(nc_sync(file.id()), "..."); });   // waits, rethrows
///   auto later = io_thread::instance().submit([=] { ... });                 // std::future
class io_thread : public job_thread {
 public:
  /// The process's one; made at the first call, and joined with all its jobs done at exit.
  static io_thread& instance() {
    static io_thread one;
    return one;
  }

 private:
  // NetCDF and HDF5 register their clean-up at exit when they are initialised.  Done in here, that
  // comes after this object's destructor, so no job ever meets a library that is already closed.
  io_thread() {
    run([] { return nc_initialize(); });
  }
};

}  // namespace eudrift::inline EUDRIFT_ABI
