// SPDX-License-Identifier: BSL-1.0
/// \file
/// What every header needs: the function annotation, the index type and the ABI namespace.
#pragma once
#include <cstdint>

// Refused as far as compilers tell: of the parts of -ffast-math g++ tells each, clang++ only
// -ffinite-math-only.
#if defined(__FAST_MATH__) || (defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__) || \
    defined(__ASSOCIATIVE_MATH__) || defined(__RECIPROCAL_MATH__) || defined(__NO_SIGNED_ZEROS__)
#error "eudrift: compile without -ffast-math, -Ofast and what is part of them (-ffinite-math-only, -funsafe-math-optimizations, -fassociative-math, -freciprocal-math, -fno-signed-zeros): exact tests, NaN checks and equal bits need IEEE arithmetic"
#elif defined(__GCC_IEC_559) && __GCC_IEC_559 == 0
#error "eudrift: compile without flags that change arithmetic (-fsingle-precision-constant): exact tests and equal bits need IEEE arithmetic"
#endif
#if defined(__FLT_EVAL_METHOD__) && __FLT_EVAL_METHOD__ != 0 && __FLT_EVAL_METHOD__ != 16
#error "eudrift: compile for registers of the type's own width (x86: -msse2 -mfpmath=sse): exact tests and equal bits need each operation rounded once"
#endif

/// Marks a function that runs on the host and, under nvcc or hipcc, on the device.  It is always
/// inlined: left to itself g++ keeps calls in the inner loop, which then takes 1.4 times as long.
#if defined(__CUDACC__) || defined(__HIPCC__)
#define EUDRIFT_FN __host__ __device__ __forceinline__
#elif defined(__GNUC__)
#define EUDRIFT_FN __attribute__((always_inline)) inline
#else
#define EUDRIFT_FN inline
#endif

/// As EUDRIFT_FN, for a function that calls what only the host has.
#if defined(__GNUC__)
#define EUDRIFT_FN_HOST __attribute__((always_inline)) inline
#else
#define EUDRIFT_FN_HOST inline
#endif

/// As EUDRIFT_FN, for a rare path: never inlined, so that it does not crowd the loop around it.
#if defined(__CUDACC__) || defined(__HIPCC__)
#define EUDRIFT_FN_RARE __host__ __device__ __noinline__
#elif defined(__GNUC__)
#define EUDRIFT_FN_RARE __attribute__((noinline))
#else
#define EUDRIFT_FN_RARE
#endif

// The ABI namespace's tag.  Two units whose flags give an inline function different machine code
// must not share its name: the linker would keep one copy, for both.
#if defined(__AVX512F__)
#define EUDRIFT_DETAIL_WIDTH avx512
#elif defined(__AVX2__)
#define EUDRIFT_DETAIL_WIDTH avx2
#elif defined(__AVX__)
#define EUDRIFT_DETAIL_WIDTH avx
#elif defined(__SSE4_2__)
#define EUDRIFT_DETAIL_WIDTH sse4
#elif defined(__SSE2__)
#define EUDRIFT_DETAIL_WIDTH sse2
#elif defined(__ARM_NEON)
#define EUDRIFT_DETAIL_WIDTH neon
#else
#define EUDRIFT_DETAIL_WIDTH scalar
#endif

#if defined(__FMA__)
#define EUDRIFT_DETAIL_FMA fma
#else
#define EUDRIFT_DETAIL_FMA nofma
#endif

// Whether a compiler contracts a * b + c no macro tells, so that the unit has to: EUDRIFT_REPRODUCIBLE=1
// comes with the target eudrift::reproducible, or by hand with the flag that forbids contraction.
#if defined(EUDRIFT_REPRODUCIBLE) && EUDRIFT_REPRODUCIBLE
#define EUDRIFT_DETAIL_ROUNDING exact
#else
#define EUDRIFT_DETAIL_ROUNDING loose
#endif

// A checked build (-DEUDRIFT_CHECKED=1) has views that know whose memory they are of (core/memory_place.hpp).
#if defined(EUDRIFT_CHECKED) && EUDRIFT_CHECKED
#define EUDRIFT_DETAIL_CHECKS checked
#else
#define EUDRIFT_DETAIL_CHECKS trusting
#endif

#if defined(__CUDACC__)
#define EUDRIFT_DETAIL_COMPILER cuda
#elif defined(__HIPCC__)
#define EUDRIFT_DETAIL_COMPILER hip
#else
#define EUDRIFT_DETAIL_COMPILER host
#endif

// Thrust's system: its number, 0 where the unit does not say.  A command line says it by a name that
// Thrust's headers define, and these may come later; so the names are defined here for the question.
#if !defined(THRUST_DEVICE_SYSTEM_CUDA)
#define THRUST_DEVICE_SYSTEM_CUDA 1
#define EUDRIFT_DETAIL_OWN_CUDA
#endif
#if !defined(THRUST_DEVICE_SYSTEM_OMP)
#define THRUST_DEVICE_SYSTEM_OMP 2
#define EUDRIFT_DETAIL_OWN_OMP
#endif
#if !defined(THRUST_DEVICE_SYSTEM_TBB)
#define THRUST_DEVICE_SYSTEM_TBB 3
#define EUDRIFT_DETAIL_OWN_TBB
#endif
#if !defined(THRUST_DEVICE_SYSTEM_CPP)
#define THRUST_DEVICE_SYSTEM_CPP 4
#define EUDRIFT_DETAIL_OWN_CPP
#endif
#if !defined(THRUST_DEVICE_SYSTEM_HIP)
#define THRUST_DEVICE_SYSTEM_HIP 5
#define EUDRIFT_DETAIL_OWN_HIP
#endif

#if !defined(THRUST_DEVICE_SYSTEM)
#define EUDRIFT_DETAIL_THRUST thrust0
#elif THRUST_DEVICE_SYSTEM == THRUST_DEVICE_SYSTEM_CUDA
#define EUDRIFT_DETAIL_THRUST thrust1
#elif THRUST_DEVICE_SYSTEM == THRUST_DEVICE_SYSTEM_OMP
#define EUDRIFT_DETAIL_THRUST thrust2
#elif THRUST_DEVICE_SYSTEM == THRUST_DEVICE_SYSTEM_TBB
#define EUDRIFT_DETAIL_THRUST thrust3
#elif THRUST_DEVICE_SYSTEM == THRUST_DEVICE_SYSTEM_CPP
#define EUDRIFT_DETAIL_THRUST thrust4
#elif THRUST_DEVICE_SYSTEM == THRUST_DEVICE_SYSTEM_HIP
#define EUDRIFT_DETAIL_THRUST thrust5
#else
#error "eudrift: THRUST_DEVICE_SYSTEM is none of Thrust's CUDA, OMP, TBB, CPP and HIP (1 to 5)"
#endif

#if defined(EUDRIFT_DETAIL_OWN_CUDA)
#undef THRUST_DEVICE_SYSTEM_CUDA
#undef EUDRIFT_DETAIL_OWN_CUDA
#endif
#if defined(EUDRIFT_DETAIL_OWN_OMP)
#undef THRUST_DEVICE_SYSTEM_OMP
#undef EUDRIFT_DETAIL_OWN_OMP
#endif
#if defined(EUDRIFT_DETAIL_OWN_TBB)
#undef THRUST_DEVICE_SYSTEM_TBB
#undef EUDRIFT_DETAIL_OWN_TBB
#endif
#if defined(EUDRIFT_DETAIL_OWN_CPP)
#undef THRUST_DEVICE_SYSTEM_CPP
#undef EUDRIFT_DETAIL_OWN_CPP
#endif
#if defined(EUDRIFT_DETAIL_OWN_HIP)
#undef THRUST_DEVICE_SYSTEM_HIP
#undef EUDRIFT_DETAIL_OWN_HIP
#endif

#define EUDRIFT_DETAIL_PASTE(a, b, c, d, e, f) v0_##a##_##b##_##c##_##d##_##e##_##f
#define EUDRIFT_DETAIL_TAG(a, b, c, d, e, f) EUDRIFT_DETAIL_PASTE(a, b, c, d, e, f)
/// The inline namespace in which everything stands, e.g. `v0_avx2_fma_exact_trusting_host_thrust0`.
#define EUDRIFT_ABI                                                                                            \
  EUDRIFT_DETAIL_TAG(EUDRIFT_DETAIL_WIDTH, EUDRIFT_DETAIL_FMA, EUDRIFT_DETAIL_ROUNDING, EUDRIFT_DETAIL_CHECKS, \
                     EUDRIFT_DETAIL_COMPILER, EUDRIFT_DETAIL_THRUST)

namespace eudrift::inline EUDRIFT_ABI {

/// Counts and positions in arrays.  Connectivity uses the narrower `Id` template parameter.
using index_t = std::int64_t;

}  // namespace eudrift::inline EUDRIFT_ABI
