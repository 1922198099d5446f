#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Runs a command and says how much memory it held at most: peak_memory.py COMMAND..."""
import resource
import subprocess
import sys
import time

begin = time.monotonic()
code = subprocess.run(sys.argv[1:], check=False).returncode
most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 2**20  # Linux counts kB
print(f"memory: {most:.2f} GiB at most, in {time.monotonic() - begin:.0f} s")
sys.exit(code)
