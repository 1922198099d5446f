// SPDX-License-Identifier: BSL-1.0
/// \file
/// Which of Thrust's systems the unit is compiled for, and so which `gpu_device` there is: a card's or the host's.
#pragma once
#include <eudrift/core/config.hpp>

#if !defined(THRUST_DEVICE_SYSTEM)
#error "eudrift/gpu: say which of Thrust's systems the unit is for: link eudrift::gpu or eudrift::gpu_host, or add -DTHRUST_DEVICE_SYSTEM=THRUST_DEVICE_SYSTEM_CUDA (HIP, OMP, TBB, CPP)"
#endif
#if !defined(__has_include) || !__has_include(<thrust/for_each.h>)
#error "eudrift/gpu: Thrust was not found; it comes with the CUDA toolkit (include/cccl), with ROCm, and as Debian's and Ubuntu's libthrust-dev"
#endif
#include <thrust/version.h>

#include <thrust/detail/config.h>

#if THRUST_DEVICE_SYSTEM == THRUST_DEVICE_SYSTEM_CUDA
#define EUDRIFT_DETAIL_GPU_CUDA 1
#elif defined(THRUST_DEVICE_SYSTEM_HIP) && THRUST_DEVICE_SYSTEM == THRUST_DEVICE_SYSTEM_HIP
#define EUDRIFT_DETAIL_GPU_HIP 1
#else
#define EUDRIFT_DETAIL_GPU_HOST 1
#endif
