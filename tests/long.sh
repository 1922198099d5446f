#!/bin/sh
# The long forms of the tests, by the same code as the short ones in tests/run.sh; hours:
#   sh tests/long.sh
# 10^6 particles of dispersal by every walk, more lines on every mesh, the coasts of the Salish Sea with what was
# measured printed, the bits of all compilers and instruction sets, of aarch64 under an emulator too
# (alone: EUDRIFT_LONG=1 build/test/tests/test_swarm "[compilers]"), 10^6 mutated files (EUDRIFT_MUTATIONS
# says how many), and a tenth of them under the sanitizers.
set -eu
cd "$(dirname "$0")/.."
. cmake/packages.sh
mkdir -p build
log=build/phase.log
if [ "$(uname -m)" = x86_64 ]; then need_packages clang g++-aarch64-linux-gnu qemu-user-static; fi
cores=$(getconf _NPROCESSORS_ONLN)
for build in test sanitize; do
  cmake --preset "$build" -D EUDRIFT_GPU=host -D EUDRIFT_PROGRAM_MPI_GPU=ON -D EUDRIFT_TESTS_LEFT_OUT= \
    -D EUDRIFT_EXAMPLES_LEFT_OUT= >/dev/null
  cmake --build --preset "$build" --parallel "$cores"
done
export LSAN_OPTIONS="suppressions=$PWD/tests/leaks.txt:print_suppressions=0"
ctest --test-dir build/sanitize --output-on-failure \
  -L "^(gpu|coasts|kernels|swarm|vertical|backtrack_source|ftle|oil_like_windage|residence_time)$"
export EUDRIFT_LONG=1
cmake --preset test >/dev/null  # what is asked of other implementations and hosts is decided here
cmake --build --preset test --parallel "$cores" >/dev/null  # lists of tests, with the time that long forms may take
ctest --preset test -L "^(mpi|mpi_program|mpi_hosts|mpich)$"
cmake --preset clang -D EUDRIFT_BUILD_EXAMPLES=ON -D EUDRIFT_GPU=host -D EUDRIFT_TESTS_LEFT_OUT= >/dev/null
cmake --build --preset clang --parallel "$cores"
ctest --test-dir build/clang --output-on-failure -L "^(headers|coasts|gpu|happiest_particle|pi)$"
for folder in mesh coasts kernels vertical; do "build/test/tests/test_$folder"; done
build/test/tests/test_swarm "[compilers]"
mutations=${EUDRIFT_MUTATIONS:-1000000}
EUDRIFT_MUTATIONS=$mutations build/test/tests/test_netcdf "[mutation]"
EUDRIFT_MUTATIONS=$((mutations / 10)) build/sanitize/tests/test_netcdf "[mutation]"
EUDRIFT_DAMAGES=${EUDRIFT_DAMAGES:-20000} build/sanitize/tests/test_happiest_particle "[mutation]"
