#!/bin/sh
# Runs a command by MPI on two hosts that this machine plays: two network namespaces, each with a name and an
# address of its own, joined by a wire, or by a far link of 50 ms that loses one packet in a hundred.
#   sh two_hosts.sh near|far PYTHON MPIEXEC RANKS COMMAND...
# Ranks go to the hosts in turn.  Where the system does not allow it, says why; the exit code is 77.
set -eu
link=$1 python=$2 mpiexec=$3 ranks=$4
shift 4
here=$(cd "$(dirname "$0")" && pwd)
hosts=eudrift_$$
network=10.77.77

skip() {
  echo "skipped: $1"
  exit 77
}
command -v ip >/dev/null 2>&1 || skip "there is no ip (Debian, Ubuntu: apt-get install iproute2)"
"$mpiexec" --version 2>&1 | grep -qE "Open MPI|OpenRTE" || skip "$mpiexec is not of Open MPI, for which this is written"
[ "$(id -u)" -eq 0 ] || skip "network namespaces need root"

far_link=
clean() {
  if [ -n "$far_link" ]; then
    kill "$far_link" 2>/dev/null || true
    wait "$far_link" || true
  fi
  for number in 1 2; do
    if ip netns pids "${hosts}_$number" >/dev/null 2>&1; then
      for process in $(ip netns pids "${hosts}_$number"); do kill -9 "$process" 2>/dev/null || true; done
      ip netns delete "${hosts}_$number"
    fi
  done
}
trap clean EXIT
trap 'exit 1' HUP INT TERM

for number in 1 2; do
  { ip netns add "${hosts}_$number" && ip netns exec "${hosts}_$number" unshare --uts true; } 2>/dev/null ||
    skip "this system allows no network namespaces"
done
if [ "$link" = near ]; then
  ip -netns "${hosts}_1" link add wire type veth peer name wire netns "${hosts}_2" 2>/dev/null ||
    skip "this system has no veth devices"
else
  [ -c /dev/net/tun ] || skip "this system has no /dev/net/tun"
  "$python" "$here/far_link.py" "${hosts}_1" "${hosts}_2" 0.05 0.01 &
  far_link=$!
  until ip -netns "${hosts}_2" link show wire >/dev/null 2>&1; do
    kill -0 "$far_link" 2>/dev/null || { far_link=; skip "this system allows no TUN devices"; }
    sleep 0.1
  done
fi
for number in 1 2; do
  ip -netns "${hosts}_$number" address add "$network.$number/24" dev wire
  ip -netns "${hosts}_$number" link set wire up
  ip -netns "${hosts}_$number" link set lo up
done

# The limit is kept here, since who is killed by ctest cannot clean up.
timeout -k 5 "${EUDRIFT_LIMIT:-200}" \
  ip netns exec "${hosts}_1" unshare --uts sh -c 'hostname host1; exec "$@"' sh \
  "$mpiexec" -n "$ranks" --host "$network.1:$ranks,$network.2:$ranks" --map-by node \
  --mca plm_rsh_agent "sh $here/in_host.sh $hosts" --mca pml ob1 --mca btl tcp,self \
  --mca btl_tcp_if_include "$network.0/24" --mca oob_tcp_if_include "$network.0/24" "$@"
