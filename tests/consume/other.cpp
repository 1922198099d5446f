// SPDX-License-Identifier: BSL-1.0
#include <eudrift/eudrift.hpp>
#ifdef CONSUMER_OPENMP
#include <eudrift/openmp/executor.hpp>
#endif
#ifdef CONSUMER_NETCDF
#include <eudrift/netcdf/fvcom_source.hpp>
#include <eudrift/netcdf/trajectory_writer.hpp>
#endif

double other_unit() {
  const eudrift::serial_executor ex;
  return ex.reduce(10, eudrift::archetype::term{}, eudrift::archetype::reducer{});
}
