#!/bin/sh
# CPU time per particle-step of the fused RK4 interval, by the library and by hand, in alternating
# pairs:
#   sh benchmarks/compare_times.sh [PAIRS [BUILD_FOLDER]]
# FLAGS (default: -O2 -march=native) and CXX choose how it is built.  Fails where the library's median is
# over 5 % more.
set -eu
pairs=${1:-21}
folder=${2:-build/compare}
source=$(cd "$(dirname "$0")" && pwd)
flags=${FLAGS:--O2 -march=native}
mkdir -p "$folder"
# shellcheck disable=SC2086 # several flags
${CXX:-g++} -std=c++20 $flags -ffp-contract=off -DEUDRIFT_REPRODUCIBLE=1 -I"$source/../include" "$source/compare/driver.cpp" \
  -o "$folder/driver-time"
echo "${CXX:-g++} $flags"
"$folder/driver-time" times "$pairs"
