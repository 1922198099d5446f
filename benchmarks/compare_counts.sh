#!/bin/sh
# Instructions per particle-step of the fused RK4 interval, by the library and by hand, as callgrind
# counts them (it knows no AVX-512, hence the instruction set):
#   sh benchmarks/compare_counts.sh [BUILD_FOLDER]
# Fails where the library needs over 3 % more; exit code 77: cannot be counted here.
set -eu
folder=${1:-build/compare}
source=$(cd "$(dirname "$0")" && pwd)
particles=2000

command -v valgrind >/dev/null || { echo "skipped: valgrind is not installed"; exit 77; }
[ "$(uname -m)" = x86_64 ] || { echo "skipped: the instruction set to count with is one of x86-64"; exit 77; }
mkdir -p "$folder"
${CXX:-g++} -std=c++20 -O2 -g1 -march=haswell -ffp-contract=off -DEUDRIFT_REPRODUCIBLE=1 -I"$source/../include" \
  "$source/compare/driver.cpp" -o "$folder/driver-count"

export EUDRIFT_BENCHMARK_PARTICLES=$particles
"$folder/driver-count" check
count() {
  valgrind --tool=callgrind --callgrind-out-file="$folder/callgrind.$1" --toggle-collect="run_$1" \
    "$folder/driver-count" "$1" >"$folder/count.log" 2>&1 || { cat "$folder/count.log" >&2; exit 1; }
  sed -n 's/.*Collected : *//p' "$folder/count.log"
}
library=$(count library)
hand=$(count hand)
awk -v library="$library" -v hand="$hand" -v steps=$((particles * 60)) 'BEGIN {
  printf "instructions per particle-step: library %.1f, by hand %.1f, ratio %.3f (at most 1.03)\n",
         library / steps, hand / steps, library / hand
  exit !(library > 0 && library <= 1.03 * hand)
}'
