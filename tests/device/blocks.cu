// SPDX-License-Identifier: BSL-1.0
// The block form of a kernel, which nvcc's host compiler compiles with lanes of one double.
#include <eudrift/eudrift.hpp>

using namespace eudrift;

static_assert(lanes::size == 1);

using kernel = advance<rk4, double, std::int32_t, nodal_velocity<double, std::int32_t>, drifter_view<2>>;
static_assert(BlockKernel<kernel>);
template void serial_executor::map(index_t, kernel) const;
