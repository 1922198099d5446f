#!/bin/sh
# The happiest particle on San Francisco Bay, from a bare Debian or Ubuntu to tracks and a picture:
#   sh examples/demo.sh
set -eu
cd "$(dirname "$0")/.."
. cmake/packages.sh
out=build/demo
mkdir -p "$out"
log=$out/phase.log

need_packages g++ make cmake libnetcdf-dev libcli11-dev python3 python3-netcdf4 python3-matplotlib
need_cmake
# The system's own Python has the packages above; another on the path may not.
python=python3
if [ -x /usr/bin/python3 ]; then python=/usr/bin/python3; fi

phase "configured" cmake --fresh --preset demo
phase "built" cmake --build --preset demo --parallel "$(getconf _NPROCESSORS_ONLN)"
program=$out/examples/happiest_particle

phase "ran" "$program" examples/data/sfbofs_fvcom.nc --particles 400 \
  --prefer temp:12:15.2 --output-every 300 --output "$out/happiest_particle.nc"
cat "$log"
sentence=$(grep 'All particles are ecstatic!' "$log") || {
  echo "the run ended without the closing sentence" >&2
  exit 1
}
phase "drawn" "$python" examples/happiest_particle/plot.py \
  examples/data/sfbofs_fvcom.nc "$out/happiest_particle.nc" "$out/happiest_particle.png"

echo "tracks:  $out/happiest_particle.nc"
echo "picture: $out/happiest_particle.png"
echo "$sentence"
