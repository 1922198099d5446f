#!/bin/sh
# The whole test suite on a bare Debian or Ubuntu:
#   sh tests/run.sh
# with the default compiler, with clang++, and under the sanitizers; then the documentation, with
# warnings as errors.  tests/budget.md says how long each part may take.
set -eu
cd "$(dirname "$0")/.."
. cmake/packages.sh
mkdir -p build
log=build/phase.log
cores=$(getconf _NPROCESSORS_ONLN)

need_packages g++ make cmake ninja-build catch2 libnetcdf-dev libcli11-dev libbenchmark-dev \
  libeigen3-dev libopenmpi-dev openmpi-bin libmetis-dev libthrust-dev nlohmann-json3-dev clang libomp-dev doxygen valgrind python3 python3-venv python3-netcdf4 python3-matplotlib \
  python3-yaml python3-jsonschema libmpich-dev mpich iproute2 libtbb-dev gfortran
need_cmake

# Leaks are asked for too; a sanitizer's first finding fails the test that made it.
export ASAN_OPTIONS=detect_stack_use_after_return=1 UBSAN_OPTIONS=print_stacktrace=1

for build in test clang sanitize; do
  # Damaged files are of most use where the sanitizers watch.
  if [ "$build" = sanitize ]; then export EUDRIFT_MUTATIONS=10000; fi
  phase "$build: configured" cmake --fresh --preset "$build"
  phase "$build: built" cmake --build --preset "$build" --parallel "$cores"
  phase "$build: tested" ctest --preset "$build" --parallel "$cores"
  sed -n '/tests passed/,$p' "$log"
done

phase "documentation" doxygen docs/Doxyfile
echo "all tests passed"
