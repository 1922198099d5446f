#!/bin/sh
# The executor over a card, built, checked and timed in one go, within 10 minutes:
#   sh benchmarks/gpu.sh [BUILD_FOLDER]
# Needs nvcc and its card; where there are CMake and Catch2 too, the tests of the executor run first.  ARCH is the card's
# architecture (default: native).  A program that stands in BUILD_FOLDER already is run as it is, so that a machine
# without a card can build for one.
set -eu
folder=${1:-build/gpu}
source=$(cd "$(dirname "$0")" && pwd)
nvcc=$(command -v nvcc || echo /usr/local/cuda/bin/nvcc)
flags="-O3 -std=c++20 -arch=${ARCH:-native} --fmad=false -Xcompiler=-ffp-contract=off -DEUDRIFT_REPRODUCIBLE=1"
flags="$flags -DTHRUST_DEVICE_SYSTEM=THRUST_DEVICE_SYSTEM_CUDA -diag-suppress=177"
mkdir -p "$folder"

echo "flags: $flags"
if command -v nvidia-smi >/dev/null; then
  nvidia-smi --query-gpu=name,driver_version,clocks.max.sm,memory.total --format=csv,noheader
fi
if [ ! -x "$folder/gpu_bench" ]; then
  "$nvcc" --version | tail -n 2
  # shellcheck disable=SC2086 # several flags
  "$nvcc" $flags -Xptxas -v -I"$source/../include" -x cu "$source/gpu/gpu_bench.cpp" -o "$folder/gpu_bench" 2>"$folder/ptxas.log"
fi
# Registers and spills of the kernels that take a particle through an interval.
if [ -f "$folder/ptxas.log" ]; then
  grep -A 3 "Compiling entry function.*advance" "$folder/ptxas.log" | grep -E "spill|Used" || true
fi
if command -v cmake >/dev/null && [ "${TESTS:-on}" = on ]; then
  if cmake -S "$source/.." -B "$folder/tests" -DEUDRIFT_GPU=cuda -DEUDRIFT_BUILD_BENCHMARKS=OFF -DEUDRIFT_BUILD_EXAMPLES=OFF \
      >"$folder/tests.log" 2>&1 &&
    cmake --build "$folder/tests" --target test_gpu --parallel "$(nproc)" >>"$folder/tests.log" 2>&1; then
    "$folder/tests/tests/gpu/test_gpu"
  else
    echo "the tests are left out, they were not built; see $folder/tests.log"
  fi
fi
if command -v compute-sanitizer >/dev/null && [ "${TESTS:-on}" = on ]; then
  for tool in memcheck racecheck; do
    compute-sanitizer --tool "$tool" --error-exitcode 1 "$folder/gpu_bench" small >"$folder/$tool.log" 2>&1 &&
      echo "$tool: no error" || echo "$tool: see $folder/$tool.log"
  done
fi
"$folder/gpu_bench"
