// SPDX-License-Identifier: BSL-1.0
// A user's program of two units that include everything: it links only if every function is inline.
#include <eudrift/eudrift.hpp>
#ifdef CONSUMER_OPENMP
#include <eudrift/openmp/executor.hpp>
#endif
#ifdef CONSUMER_NETCDF
#include <eudrift/netcdf/fvcom_source.hpp>
#include <eudrift/netcdf/trajectory_writer.hpp>
#endif

#include <cstdio>
#include <string>

double other_unit();

int main() {
  const eudrift::serial_executor ex;
  const double here = ex.reduce(10, eudrift::archetype::term{}, eudrift::archetype::reducer{});
#ifdef CONSUMER_OPENMP
  static_assert(eudrift::Executor<eudrift::openmp_executor>);
#endif
#ifdef CONSUMER_NETCDF
  std::string sentence;
  try {
    eudrift::fvcom_source({"missing.nc"});
  } catch (const eudrift::error& e) {
    sentence = e.what();
  }
  std::printf("NetCDF %s\n%s\n", nc_inq_libvers(), sentence.c_str());
  if (sentence.find("missing.nc: there is no such file") != 0) return 1;
#endif
#ifdef CONSUMER_REPRODUCIBLE
  if (!eudrift::is_reproducible_build()) return 1;
#endif
  std::printf("eudrift %d\n", EUDRIFT_VERSION);
  return here == other_unit() ? 0 : 1;
}
