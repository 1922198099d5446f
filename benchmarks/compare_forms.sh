#!/bin/sh
# CPU time per particle-step of the fused RK4 interval in each form, by the library and by hand, in
# alternating pairs; reports the ratios and which goals are met:
#   sh benchmarks/compare_forms.sh [PAIRS [BUILD_FOLDER]]
# CXX and FLAGS choose how it is built (g++ 12's SLP slows scalar code, so that it is off unless FLAGS are
# given); CASES="SIDExPARTICLES ..." which meshes, of SIDE x SIDE nodes, one process each; FORMS=a2,e which forms.
set -eu
pairs=${1:-11}
folder=${2:-build/compare}
cases=${CASES:-142x100000 142x1000000 1000x1000000}
source=$(cd "$(dirname "$0")" && pwd)
. "$source/machine.sh"  # compiler, flags, print_machine
mkdir -p "$folder"
# shellcheck disable=SC2086 # several flags
"$compiler" -std=c++20 $flags -I"$source/../include" "$source/compare/forms.cpp" -o "$folder/forms"

print_machine
for one in $cases; do
  echo
  "$folder/forms" "${one%x*}" "${one#*x}" "$pairs" "${FORMS:-}"
done
