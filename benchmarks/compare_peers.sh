#!/bin/sh
# happiest_particle beside other trackers, each as its users get it, on one core:
#   sh benchmarks/compare_peers.sh [ROUNDS [PROGRAM [BUILD_FOLDER]]]
# PROGRAM is a happiest_particle that is built (default: that of the preset demo).  Needs python3-venv, python3-netcdf4
# and a C compiler (for Parcels), and installs the others by pip into BUILD_FOLDER: 2.5 GB.  Only reports.
set -eu
rounds=${1:-3}
source=$(cd "$(dirname "$0")" && pwd)
program=${2:-$source/../build/demo/examples/happiest_particle}
folder=${3:-build/peers}
mkdir -p "$folder/case"
program=$(cd "$(dirname "$program")" && pwd)/$(basename "$program")
folder=$(cd "$folder" && pwd)

install() {  # NAME PACKAGE...
  name=$1
  shift
  [ -x "$folder/$name/bin/python" ] || python3 -m venv "$folder/$name"
  "$folder/$name/bin/pip" install --quiet --disable-pip-version-check "$@"
}
install oceantracker oceantracker==0.5.3.9 exceptiongroup  # which it imports, but does not name
install parcels parcels==3.1.4
install opendrift opendrift==1.14.12
[ -f "$folder/case/linear.npy" ] || python3 "$source/peers/case.py" "$folder/case"

export OMP_NUM_THREADS=1 NUMBA_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 MPLBACKEND=Agg
ours="python3 $source/peers/run_eudrift.py $program $folder/case {hours} {particles} {to}"
oceantracker="$folder/oceantracker/bin/python $source/peers/run_oceantracker.py $folder/case {hours} {particles} {to}"
parcels="$folder/parcels/bin/python $source/peers/run_parcels.py $folder/case {hours} {particles} {to}"
opendrift="$folder/opendrift/bin/python $source/peers/run_opendrift.py $folder/case {hours} {particles} {to}"
python3 "$source/peers/measure.py" "$folder/case" "$rounds" "${PARTICLES:-2000}" <<END
eudrift, triangles, values at nodes | 100000 | 2 24 | $ours schism
eudrift, triangles, values at elements | 100000 | 2 24 | $ours fvcom
OceanTracker, triangles, values at nodes | 100000 | 1 3 | $oceantracker schism
OceanTracker, triangles, values at elements, in 3-D | 100000 | 1 3 | $oceantracker fvcom
Parcels, regular grid | 100000 | 1 3 | $parcels
OpenDrift, regular grid | 10000 | 1 3 | $opendrift grid
OpenDrift, triangles, values at nodes | 10000 | 1 3 | $opendrift schism
OpenDrift, triangles, values at elements | 10000 | 1 3 | $opendrift fvcom
END
