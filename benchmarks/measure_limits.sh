#!/bin/sh
# What a particle-step costs, against what, and how near that is to what the machine can do:
#   sh benchmarks/measure_limits.sh [PAIRS [BUILD_FOLDER]]
# Prints tables and leaves each as CSV in BUILD_FOLDER/results, which plot_costs.py draws.  PARTS chooses of
# "costs order threads memory program"; CXX and FLAGS how it is built (see machine.sh).  All parts take half an hour
# with 11 pairs, and 10 GiB; what does not fit into memory is left out, with a sentence.
set -eu
pairs=${1:-11}
folder=${2:-build/limits}
parts=${PARTS:-costs order threads memory program}
source=$(cd "$(dirname "$0")" && pwd)
. "$source/machine.sh"  # compiler, flags, print_machine
mkdir -p "$folder/results"
folder=$(cd "$folder" && pwd)
cd "$source/.."
# shellcheck disable=SC2086 # several flags
"$compiler" -std=c++20 $flags -fopenmp -I"$source/../include" "$source"/limits/*.cpp -o "$folder/limits"

# The program from its command line, on a file of 10^6 nodes with 10^7 particles: memory at most.
measure_program() {
  cmake --preset demo >"$folder/program.log" && cmake --build --preset demo >>"$folder/program.log"
  # shellcheck disable=SC2046,SC2086 # several flags
  "$compiler" -std=c++20 -O2 $(nc-config --cflags) -Iinclude benchmarks/compare/make_forcing.cpp $(nc-config --libs) \
    -o "$folder/make_forcing"
  "$folder/make_forcing" "$folder/forcing.nc" 1000 3
  for output in "" "--output $folder/tracks.nc"; do
    echo
    # shellcheck disable=SC2086 # two words
    python3 benchmarks/peak_memory.py build/demo/examples/happiest_particle --quiet --particles 10000000 $output \
      "$folder/forcing.nc"
  done
  rm -f "$folder/tracks.nc"
}

print_machine
for part in $parts; do
  if [ "$part" = program ]; then
    measure_program
  else
    "$folder/limits" "$part" "$folder/results" "$pairs"
  fi
done
