#!/bin/sh
# Runs a command by MPI on the workers of a Swarm service:
#   launch SERVICE WORKERS SLOTS COMMAND...
# SLOTS are ranks on each worker.  Waits until the service's name has the addresses of all.
set -eu
service=$1 workers=$2 slots=$3
shift 3
hosts=$(mktemp)
while :; do
  getent ahostsv4 "tasks.$service" | awk '{print $1}' | sort -u >"$hosts" || true
  found=$(wc -l <"$hosts")
  [ "$found" -ne "$workers" ] || break
  echo "launch: $found of $workers workers are there"
  sleep "${LAUNCH_PAUSE:-5}"
done
sed -i "s/\$/ slots=$slots/" "$hosts"
exec mpirun --hostfile "$hosts" -n "$((workers * slots))" --bind-to none "$@"
