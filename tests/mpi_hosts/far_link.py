# A link between two network namespaces that holds each packet back and loses some, for two_hosts.sh:
#   python3 far_link.py NAMESPACE NAMESPACE DELAY LOSS
# DELAY in seconds each way, LOSS from 0 to 1.  Each namespace gets a TUN device `wire`.  The kernel's own way, tc
# netem, is a module that many machines lack.
import fcntl
import heapq
import os
import random
import select
import signal
import struct
import subprocess
import sys
import time

TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 0x0001, 0x1000


def open_end(namespace, number):
    name = f"eud{os.getpid()}_{number}"
    end = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(end, TUNSETIFF, struct.pack("16sH22x", name.encode(), IFF_TUN | IFF_NO_PI))
    subprocess.run(["ip", "link", "set", name, "netns", namespace, "name", "wire"], check=True)
    return end


def main():
    namespaces, delay, loss = sys.argv[1:3], float(sys.argv[3]), float(sys.argv[4])
    ends = [open_end(namespace, number) for number, namespace in enumerate(namespaces)]
    other = {ends[0]: ends[1], ends[1]: ends[0]}
    chance = random.Random(1)
    under_way, carried, lost, ended = [], 0, 0, []
    signal.signal(signal.SIGTERM, lambda *_: ended.append(True))
    while not ended:
        wait = max(0, under_way[0][0] - time.monotonic()) if under_way else 0.2
        for end in select.select(ends, [], [], min(wait, 0.2))[0]:
            packet = os.read(end, 65536)
            if chance.random() < loss:
                lost += 1
                continue
            carried += 1
            heapq.heappush(under_way, (time.monotonic() + delay, carried, other[end], packet))
        while under_way and under_way[0][0] <= time.monotonic():
            _, _, end, packet = heapq.heappop(under_way)
            try:
                os.write(end, packet)
            except OSError:  # the device is not up yet
                pass
    print(f"the far link carried {carried} packets and lost {lost}", flush=True)


main()
