// SPDX-License-Identifier: BSL-1.0
/// \file
/// Everything that needs only a C++20 compiler.  Parts with a dependency are included by name:
/// <eudrift/openmp/executor.hpp>, <eudrift/netcdf/...>.
#pragma once
#include <eudrift/core/config.hpp>
#include <eudrift/core/error.hpp>
#include <eudrift/core/reproducible.hpp>
#include <eudrift/core/vec.hpp>
#include <eudrift/core/view.hpp>
#include <eudrift/exec/blocks.hpp>
#include <eudrift/exec/deferred.hpp>
#include <eudrift/exec/executor.hpp>
#include <eudrift/exec/fill.hpp>
#include <eudrift/exec/host_memory.hpp>
#include <eudrift/exec/serial.hpp>
#include <eudrift/forcing/resident_mesh.hpp>
#include <eudrift/forcing/source.hpp>
#include <eudrift/forcing/time.hpp>
#include <eudrift/math/barycentric.hpp>
#include <eudrift/math/latitude.hpp>
#include <eudrift/math/orientation.hpp>
#include <eudrift/math/runge_kutta.hpp>
#include <eudrift/math/runge_kutta_tableaux.hpp>
#include <eudrift/mesh/bins.hpp>
#include <eudrift/mesh/build.hpp>
#include <eudrift/mesh/coast.hpp>
#include <eudrift/mesh/frame.hpp>
#include <eudrift/mesh/locate.hpp>
#include <eudrift/mesh/mesh_data.hpp>
#include <eudrift/mesh/travel.hpp>
#include <eudrift/mesh/triangle_mesh.hpp>
#include <eudrift/release/csv.hpp>
#include <eudrift/release/csv_cell.hpp>
#include <eudrift/release/release_point.hpp>
#include <eudrift/version.hpp>
