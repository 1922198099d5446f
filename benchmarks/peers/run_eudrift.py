#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""happiest_particle on the reference case: run_eudrift.py PROGRAM CASE HOURS PARTICLES TO.npy schism|fvcom"""
import subprocess
import sys
import tempfile

import netCDF4
import numpy as np


def main():
    program, case, hours, particles, to, which = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        with open(f"{case}/points.csv") as all_points, open(f"{folder}/points.csv", "w") as some:
            some.writelines(line for i, line in enumerate(all_points) if i <= int(particles))  # and the header
        seconds = str(int(float(hours) * 3600))
        subprocess.run([program, f"{case}/{which}.nc", "--release", f"{folder}/points.csv", "--duration", seconds,
                        "--quiet", "--output", f"{folder}/ends.nc", "--output-every", seconds],
                       check=True, stdout=subprocess.DEVNULL)
        with netCDF4.Dataset(f"{folder}/ends.nc") as file:
            last = np.stack([np.ma.getdata(file[name][-1]) for name in "xy"], axis=1)
    np.save(to, last)


if __name__ == "__main__":
    main()
