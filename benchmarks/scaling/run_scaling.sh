#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# Scaling beyond this machine, simulated by SimGrid, and one point of it for real:
#   sh benchmarks/scaling/run_scaling.sh [BUILD_FOLDER]
# Needs Open MPI and SimGrid (Debian, Ubuntu: apt-get install libopenmpi-dev libsimgrid-dev).  First it measures on one core
# what work costs; the rest is told these.  PARTS chooses of "check weak strong", RANKS of the numbers of processes (powers
# of 4).  Writes BUILD_FOLDER/results/scaling.csv, which plot_scaling.py draws.  1024 processes take 8 GiB and, clustered, hours
# a run.
set -eu
folder=${1:-build/scaling}
parts=${PARTS:-check weak strong}
ranks=${RANKS:-1 4 16 64 256 1024}
source=$(cd "$(dirname "$0")" && pwd)
. "$source/../machine.sh"  # compiler, flags, print_machine
mkdir -p "$folder/results"
folder=$(cd "$folder" && pwd)

# shellcheck disable=SC2086 # several flags
OMPI_CXX=$compiler mpicxx -std=c++20 $flags -DOMPI_SKIP_MPICXX -I"$source/../../include" "$source/scaling.cpp" \
  -o "$folder/real"
# shellcheck disable=SC2086
smpicxx -std=c++20 $flags -DEUDRIFT_SIMULATED -DSMPI_NO_OVERRIDE_MALLOC -I"$source/../../include" "$source/scaling.cpp" \
  -o "$folder/simulated"
seq -f 'node-%.0f' 0 1023 >"$folder/nodes"
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1

# simulate PROCESSES WORD...: SimGrid times no code and polls no request by itself (simulated_calls.hpp does); 0.4 us of
# the processor for each message on either side, 97 % of the bandwidth.
simulate() {
  processes=$1
  shift
  # shellcheck disable=SC2086 # costs are several words
  smpirun -np "$processes" -platform "$source/fat_tree.xml" -hostfile "$folder/nodes" -no-privatize "$folder/simulated" \
    --cfg=smpi/simulate-computation:no --cfg=smpi/host-speed:1Gf --cfg=smpi/iprobe:0 --cfg=smpi/test:0 \
    --cfg=smpi/bw-factor:0:0.97 --cfg=smpi/lat-factor:0:1 --cfg=smpi/os:0:4e-7:0 --cfg=smpi/ois:0:4e-7:0 \
    --cfg=smpi/or:0:4e-7:0 --cfg=smpi/coll-selector:ompi --cfg=contexts/stack-size:8192 --log=root.thres:warning \
    "$@" $costs
}
# weak PROCESSES WORD...: 10^6 particles, 2048 elements and 10^4 km2 for each process.
weak() {
  processes=$1
  side=$(awk "BEGIN { print int(32 * sqrt($1) + 0.5) }")
  shift
  simulate "$processes" "particles=${processes}e6" "across=$side" "width=$((side * 3125))" "$@"
}
# strong PROCESSES WORD...: 10^8 particles on 2 million elements.
strong() {
  simulate "$@" particles=1e8 across=1024 width=32e5
}

print_machine
costs=$("$folder/real" measure)
echo "seconds: $costs"
clustered="release=clustered balance=1"
"$folder/real" columns | tee "$folder/results/scaling.csv"
# shellcheck disable=SC2086 # several words
for part in $parts; do
  case $part in
  check)
    case_of_two="particles=2e6 across=45 width=140625 release=clustered"
    for balanced in "" balance=1; do
      mpirun -n 2 "$folder/real" $case_of_two $balanced
      simulate 2 $case_of_two $balanced
      simulate 2 $case_of_two $balanced weight=100
    done
    ;;
  weak | strong)
    for processes in $ranks; do $part "$processes" weight="$([ "$part" = weak ] && echo 500 || echo 100)"; done
    for processes in $ranks; do $part "$processes" weight="$([ "$part" = weak ] && echo 500 || echo 100)" $clustered; done
    ;;
  esac
done | tee -a "$folder/results/scaling.csv"
