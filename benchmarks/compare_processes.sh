#!/bin/sh
# Whole runs of happiest_particle on many processes, in alternating pairs: one process by MPI against the serial
# executor, two against one, two against two serial runs side by side; then the memory of each of four processes on a
# large mesh against that of a serial run:
#   sh benchmarks/compare_processes.sh [PAIRS [BUILD_FOLDER]]
# CXX and FLAGS choose how all is built.  PARTICLES (1000000), HOURS (24) and SIDE (1000: nodes along a side of the large mesh)
# how large it is.  Needs Open MPI, METIS and nlohmann/json.  Only reports.
set -eu
pairs=${1:-5}
folder=${2:-build/processes}
particles=${PARTICLES:-1000000}
hours=${HOURS:-24}
side=${SIDE:-1000}
source=$(cd "$(dirname "$0")" && pwd)
. "$source/machine.sh"  # compiler, flags, print_machine
mpi=$(mpicxx --showme:compile) mpi_libraries=$(mpicxx --showme:link)
all="-std=c++20 $flags -pthread -fopenmp -I$source/../include -DEUDRIFT_WITH_OPENMP -DEUDRIFT_WITH_MPI -DEUDRIFT_WITH_METIS -DOMPI_SKIP_MPICXX"
mkdir -p "$folder"
build() {  # NAME SOURCE...
  name=$1
  shift
  # shellcheck disable=SC2086 # several flags
  "$compiler" $all $mpi "$@" -o "$folder/$name" -lnetcdf -lmetis $mpi_libraries
}
build make_forcing "$source/compare/make_forcing.cpp"
build pairs "$source/compare/pairs.cpp"
build happiest_particle "$source"/../examples/happiest_particle/*.cpp
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMPI_MCA_rmaps_base_oversubscribe=1

print_machine
mpirun --version | head -n 1
cd "$folder"
./make_forcing day.nc 142 $((hours + 1))
./make_forcing points.csv "$particles"
run="./happiest_particle day.nc --release points.csv --quiet"
echo
echo "$particles particles, $hours h on 20,164 nodes"
./pairs "$pairs" "wall<=1.03" "mpirun -n 1 $run --executor mpi" "$run"
./pairs "$pairs" "wall>=1.8" "mpirun -n 1 $run --executor mpi" "mpirun -n 2 $run --executor mpi"
for partition in metis particles; do
  ./pairs "$pairs" none "mpirun -n 1 $run --executor mpi" "mpirun -n 2 $run --executor mpi --partition $partition"
done
./pairs "$pairs" none "mpirun -n 2 $run --executor mpi --forcing direct" "mpirun -n 2 $run --executor mpi"
# Two runs with half the particles each, at once, on a core each.
half=$((particles / 2))
./make_forcing half.csv "$half"
./pairs "$pairs" "wall>=0.95" "(./happiest_particle day.nc --release half.csv --quiet & ./happiest_particle day.nc --release half.csv --quiet; wait)" \
  "mpirun -n 2 $run --executor mpi"
mpirun -n 2 $run --executor mpi | grep -E "^rank|^halo"

echo
echo "memory: $particles particles on $((side * side)) nodes, three slices"
./make_forcing large.nc "$side" 3
./make_forcing large.csv "$particles"
run="./happiest_particle large.nc --particles $particles --quiet"
mpirun -n 1 $run --executor mpi | grep -E "^rank|^halo"
mpirun -n 5 $run --executor mpi --manager dedicated | grep -E "^rank|^halo"
mpirun -n 4 $run --executor mpi | grep -E "^rank|^halo"
