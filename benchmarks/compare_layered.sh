#!/bin/sh
# CPU time per particle-step of the fused RK4 interval in layers of water, without and with random walks, in each form, by
# the library and by hand, in alternating pairs; reports the ratios and which goals are met:
#   sh benchmarks/compare_layered.sh [PAIRS [BUILD_FOLDER]]
# CXX, FLAGS, CASES and FORMS as compare_forms.sh has them.  10^6 nodes take 6 GiB.
set -eu
pairs=${1:-5}
folder=${2:-build/compare}
cases=${CASES:-142x100000 142x1000000 1000x1000000}
source=$(cd "$(dirname "$0")" && pwd)
. "$source/machine.sh"  # compiler, flags, print_machine
mkdir -p "$folder"
# shellcheck disable=SC2086 # several flags
"$compiler" -std=c++20 $flags -I"$source/../include" "$source/compare/layered_forms.cpp" -o "$folder/layered_forms"

print_machine
for one in $cases; do
  echo
  "$folder/layered_forms" "${one%x*}" "${one#*x}" "$pairs" "${FORMS:-}"
done
