#!/bin/sh
# The executor over a card, built, checked and timed in one go, within 10 minutes:
#   sh benchmarks/gpu.sh [BUILD_FOLDER]
# Needs nvcc and its card; where there are CMake and Catch2 too, the tests of the executor run first.  ARCH is the card's
# architecture (default: native).  A program that stands in BUILD_FOLDER already is run as it is, so that a machine
# without a card can build for one.  TESTS=off leaves the tests out.
#   HOST=1 sh benchmarks/gpu.sh
# goes the same way with g++ and Thrust's host systems in place of nvcc and a card, on a small case: it shows that all
# of this works, and measures nothing.
set -eu
folder=${1:-build/gpu${HOST:+_host}}
source=$(cd "$(dirname "$0")" && pwd)
begin=$(date +%s)
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)

say() { echo "[$(($(date +%s) - begin)) s] $*"; }

if [ -n "${HOST:-}" ]; then
  compiler=${CXX:-g++}
  flags="-O1 -std=c++20 -ffp-contract=off -DEUDRIFT_REPRODUCIBLE=1 -DTHRUST_DEVICE_SYSTEM=THRUST_DEVICE_SYSTEM_CPP"
  how="-x c++" verbose="" gpu=host tests=test_gpu_cpp selected="^gpu, CPP:" size=small
else
  compiler=$(command -v nvcc || echo /usr/local/cuda/bin/nvcc)
  flags="-O3 -std=c++20 -arch=${ARCH:-native} --fmad=false -Xcompiler=-ffp-contract=off -DEUDRIFT_REPRODUCIBLE=1"
  flags="$flags -DTHRUST_DEVICE_SYSTEM=THRUST_DEVICE_SYSTEM_CUDA -diag-suppress=177"
  how="-x cu" verbose="-Xptxas -v" gpu=cuda tests=test_gpu selected="^gpu: on a card" size=
fi

say "flags: $flags"
if command -v nvidia-smi >/dev/null; then
  nvidia-smi --query-gpu=name,driver_version,clocks.max.sm,memory.total --format=csv,noheader
fi

# The benchmark and the tests are compiled side by side.
bench=""
if [ ! -x "$folder/gpu_bench" ]; then
  "$compiler" --version | grep -i -E "release|gcc|g++|clang"
  # shellcheck disable=SC2086 # several flags
  "$compiler" $flags $verbose -I"$source/../include" $how "$source/gpu/gpu_bench.cpp" -o "$folder/gpu_bench" \
    2>"$folder/compiler.log" &
  bench=$!
fi
tested=no
if command -v cmake >/dev/null && [ "${TESTS:-on}" = on ]; then
  if cmake -S "$source/.." -B "$folder/tests" -DEUDRIFT_GPU="$gpu" -DEUDRIFT_BUILD_BENCHMARKS=OFF \
      -DEUDRIFT_BUILD_EXAMPLES=OFF -DCMAKE_CUDA_ARCHITECTURES="$(echo "${ARCH:-native}" | sed 's/^sm_//')" \
      >"$folder/tests.log" 2>&1 &&
    cmake --build "$folder/tests" --target "$tests" --parallel "$(nproc)" >>"$folder/tests.log" 2>&1; then
    tested=yes
  else
    say "the tests are left out, they were not built; see $folder/tests.log"
  fi
fi
if [ -n "$bench" ] && ! wait "$bench"; then
  cat "$folder/compiler.log" >&2
  exit 1
fi
say "built"

# Registers and spills of the kernels that take a particle through an interval, and how many warps a multiprocessor
# of 65,536 registers holds then, in blocks of four.
if [ -s "$folder/compiler.log" ]; then
  awk -f "$source/gpu/kernels.awk" "$folder/compiler.log"
fi
if [ "$tested" = yes ]; then
  ctest --test-dir "$folder/tests" -R "$selected" --no-tests=error --output-on-failure --timeout 120 >"$folder/ctest.log" 2>&1 ||
    { cat "$folder/ctest.log" && exit 1; }
  grep "tests passed" "$folder/ctest.log"
  if grep -q "Skipped" "$folder/ctest.log"; then say "skipped, see $folder/ctest.log"; fi
fi
if [ "$tested" = yes ]; then say "tested"; fi
# shellcheck disable=SC2086 # a word or none
"$folder/gpu_bench" $size
say "timed"

# Last, since it is slow: errors of memory and races, of the small case and of the tests.
sanitizer=$(command -v compute-sanitizer || echo /usr/local/cuda/bin/compute-sanitizer)
if [ -n "${HOST:-}" ] || [ "${TESTS:-on}" != on ]; then
  say "memcheck and racecheck are for a card and its tests"
elif [ ! -x "$sanitizer" ]; then
  say "memcheck and racecheck are left out, compute-sanitizer was not found"
else
  for tool in memcheck racecheck; do
    for program in "$folder/gpu_bench small" "$folder/tests/tests/gpu/test_gpu ~What*does*not*fit*"; do
      # shellcheck disable=SC2086 # a program and its words
      if timeout 90 "$sanitizer" --tool "$tool" --error-exitcode 1 $program >"$folder/$tool.log" 2>&1; then
        say "$tool, $(basename "${program%% *}"): no error"
      else
        say "$tool, $(basename "${program%% *}"): see its last lines"
        tail -n 20 "$folder/$tool.log"
      fi
    done
  done
fi
say "done"
