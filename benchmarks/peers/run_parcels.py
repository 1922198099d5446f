#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Parcels on the reference case, its regular grid: run_parcels.py CASE HOURS PARTICLES TO.npy"""
import sys

import netCDF4
import numpy as np
import parcels


def main():
    case, hours, particles, to = sys.argv[1], float(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
    points = np.load(f"{case}/points.npy")[:particles]
    with netCDF4.Dataset(f"{case}/grid.nc") as file:
        at = {"lon": file["x"][:].data, "lat": file["y"][:].data, "time": file["time"][:].data}
        current = {"U": file["u"][:].data, "V": file["v"][:].data}
    fields = parcels.FieldSet.from_data(current, at, mesh="flat")
    swarm = parcels.ParticleSet(fields, parcels.JITParticle, lon=points[:, 0], lat=points[:, 1],
                                lonlatdepth_dtype=np.float64)
    swarm.execute(parcels.AdvectionRK4, runtime=hours * 3600, dt=60, verbose_progress=False)
    order = np.argsort(swarm.id)  # lon and lat are those before the last step
    np.save(to, np.stack([np.array(swarm.lon_nextloop), np.array(swarm.lat_nextloop)], axis=1)[order])


if __name__ == "__main__":
    main()
