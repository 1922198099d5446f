#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Measures trackers on the reference case, in turns: measure.py CASE ROUNDS ACCURACY_PARTICLES < CONTENDERS

Each line of CONTENDERS: NAME | PARTICLES | SHORT LONG | COMMAND, with {hours}, {particles} and {to} in the command.
Each round runs each contender for SHORT and for LONG hours; time is that of processors, of user and system, on one
core; a step costs the difference of the shortest runs, so that neither start nor compiling counts.  Then each runs once
for 24 h for its ends.  Only reports.
"""
import os
import shlex
import sys

import numpy as np

CORE = os.environ.get("CORE", str(max(os.sched_getaffinity(0))))


def run(command):
    """Time of processors [s] and greatest memory [GiB] of a process and what it waited for."""
    child = os.fork()
    if child == 0:
        os.sched_setaffinity(0, {int(CORE)})
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        words = shlex.split(command)
        os.execvp(words[0], words)
    _, status, used = os.wait4(child, 0)
    if status != 0:
        sys.exit(f"failed: {command}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 2**20


def error(case, reference, to):
    """Root of the mean square distance of the ends [m], the greatest, and how many are missing."""
    ends = np.load(to)
    far = np.hypot(*(ends - np.load(f"{case}/{reference}.npy")[:len(ends)]).T)
    return np.sqrt(np.nanmean(far**2)), np.nanmax(far), np.isnan(far).sum()


def main():
    case, rounds, some = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    contenders = [[word.strip() for word in line.split("|")] for line in sys.stdin if line.strip()]
    to = f"{case}/of_run.npy"
    best, memory = {}, {}
    for turn in range(rounds):
        for name, particles, hours, command in contenders if turn % 2 == 0 else contenders[::-1]:
            for h in hours.split():
                time, held = run(command.format(hours=h, particles=particles, to=to))
                best[name, h] = min(time, best.get((name, h), time))
                memory[name] = max(held, memory.get(name, 0))
                print(f"# {turn} {name} {h} h: {time:.2f} s, {held:.2f} GiB", flush=True)
    words = ["tracker", "particles", "ns a particle-step", "start [s]", "memory [GiB]", "rms to the flow [m]",
             "to the flow linear between hours [m]", "greatest [m]", f"discarded of {some}"]
    print("\n| " + " | ".join(words) + " |\n" + "|---" * len(words) + "|")
    for name, particles, hours, command in contenders:
        first, last = map(int, hours.split())
        short, long = [best[name, h] for h in hours.split()]
        a_step = (long - short) / ((last - first) * 60 * int(particles))
        start = short - a_step * first * 60 * int(particles)
        time, _ = run(command.format(hours=24, particles=some, to=to))
        flow, linear = error(case, "ends", to), error(case, "linear", to)
        print(f"| {name} | {particles} | {1e9 * a_step:.4g} | {start:.3g} | {memory[name]:.2f} | {flow[0]:.4g} | "
              f"{linear[0]:.4g} | {linear[1]:.4g} | {linear[2]} |", flush=True)


if __name__ == "__main__":
    main()
