#!/bin/sh
# Whole runs of happiest_particle, each a process of its own, in alternating pairs: a day of the reference case
# against programs by hand, the cost of hourly output, and the overlap of reading with computing:
#   sh benchmarks/compare_runs.sh [PAIRS [BUILD_FOLDER]]
# CXX and FLAGS choose how all is built; PARTICLES="100000 1000000" how many there are (empty: only the reading).
# Takes 2.5 GiB of disk for 10^6 particles.  Only reports.
set -eu
pairs=${1:-5}
folder=${2:-build/compare}
particles=${PARTICLES-100000 1000000}
source=$(cd "$(dirname "$0")" && pwd)
. "$source/machine.sh"  # compiler, flags, print_machine
all="-std=c++20 $flags -pthread -I$source/../include"
mkdir -p "$folder"
build() {  # NAME SOURCE...
  name=$1
  shift
  # shellcheck disable=SC2086 # several flags
  "$compiler" $all "$@" -o "$folder/$name" -lnetcdf
}
build make_forcing "$source/compare/make_forcing.cpp"
build by_hand "$source/compare/by_hand.cpp"
build read_alone "$source/compare/read_alone.cpp"
build pairs "$source/compare/pairs.cpp"
build happiest_particle "$source"/../examples/happiest_particle/*.cpp

print_machine
cd "$folder"
./make_forcing day.nc 142 25
for n in $particles; do
  ./make_forcing points.csv "$n"
  run="./happiest_particle day.nc --release points.csv --quiet"
  echo
  echo "$n particles, 24 h on 20,164 nodes"
  $run --output ends.nc --output-every 86400 >run.log
  ./by_hand file day.nc points.csv ends.nc
  ./by_hand sorted day.nc points.csv ends.nc
  ./pairs "$pairs" "cpu>=12" "./by_hand file day.nc points.csv" "$run"
  ./pairs "$pairs" "cpu>=5" "./by_hand sorted day.nc points.csv" "$run"
  echo "hourly output"
  ./pairs "$pairs" "wall<=1.10" "$run --output tracks.nc" "$run"
  ./pairs "$pairs" none "$run --output tracks.nc --deflate 1" "$run"
  rm -f ends.nc tracks.nc points.csv
done

echo
echo "reading is the limit: int16, 40 layers in a chunk, deflated"
./make_forcing packed.nc 142 100 40 4
./pairs "$pairs" "wall<=1.05" "./happiest_particle packed.nc --particles 1000 --quiet" "./read_alone packed.nc"
