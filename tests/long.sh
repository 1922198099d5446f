#!/bin/sh
# The long forms of the tests, by the same code as the short ones in tests/run.sh; hours:
#   sh tests/long.sh
# 10^6 particles of dispersal, more lines on every mesh, the coasts of the Salish Sea with what was
# measured printed, 10^6 mutated files (EUDRIFT_MUTATIONS says how many), and a tenth of them under the sanitizers.
set -eu
cd "$(dirname "$0")/.."
cores=$(getconf _NPROCESSORS_ONLN)
for build in test sanitize; do
  cmake --preset "$build" >/dev/null
  cmake --build --preset "$build" --parallel "$cores"
done
export EUDRIFT_LONG=1
for folder in mesh coasts kernels; do "build/test/tests/test_$folder"; done
mutations=${EUDRIFT_MUTATIONS:-1000000}
EUDRIFT_MUTATIONS=$mutations build/test/tests/test_netcdf "[mutation]"
EUDRIFT_MUTATIONS=$((mutations / 10)) build/sanitize/tests/test_netcdf "[mutation]"
EUDRIFT_DAMAGES=${EUDRIFT_DAMAGES:-20000} build/sanitize/tests/test_happiest_particle "[mutation]"
