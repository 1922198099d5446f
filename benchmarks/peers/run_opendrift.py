#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""OpenDrift on the reference case: run_opendrift.py CASE HOURS PARTICLES TO.npy schism|fvcom|grid"""
import sys
from datetime import timedelta

import numpy as np
import pyproj
from opendrift.models.oceandrift import OceanDrift

# Metres of the case as a map: scale is right to 3e-5 over the basin.
PLANE = "+proj=stere +lat_0=0 +lon_0=0 +k=1 +x_0=50000 +y_0=50000 +datum=WGS84 +units=m"


def reader(case, which):
    if which == "schism":
        from opendrift.readers import reader_schism_native
        return reader_schism_native.Reader(f"{case}/schism.nc", proj4=PLANE)
    if which == "fvcom":
        from opendrift.readers import reader_FVCOM_xarray
        return reader_FVCOM_xarray.Reader(f"{case}/fvcom.nc", proj4=PLANE, filetype="netcdf")
    from opendrift.readers import reader_netCDF_CF_generic
    return reader_netCDF_CF_generic.Reader(f"{case}/grid.nc", proj4=PLANE)


def main():
    case, hours, particles, to, which = sys.argv[1], float(sys.argv[2]), int(sys.argv[3]), sys.argv[4], sys.argv[5]
    points = np.load(f"{case}/points.npy")[:particles]
    plane = pyproj.Proj(PLANE)
    lon, lat = plane(*points.T, inverse=True)
    model = OceanDrift(loglevel=50)
    sea = reader(case, which)
    model.add_reader(sea, variables=["x_sea_water_velocity", "y_sea_water_velocity"])
    model.set_config("drift:advection_scheme", "runge-kutta4")
    model.set_config("general:coastline_action", "none")
    model.set_config("general:use_auto_landmask", False)
    for name in ["land_binary_mask", "x_wind", "y_wind", "upward_sea_water_velocity",
                 "sea_surface_wave_stokes_drift_x_velocity", "sea_surface_wave_stokes_drift_y_velocity"]:
        model.set_config(f"environment:constant:{name}", 0)
    model.set_config("drift:vertical_advection", False)
    model.set_config("drift:vertical_mixing", False)
    model.seed_elements(lon=lon, lat=lat, time=sea.start_time, z=0)
    model.run(duration=timedelta(hours=hours), time_step=60, time_step_output=hours * 3600)
    all_lon = np.concatenate([model.elements.lon, model.elements_deactivated.lon])
    all_lat = np.concatenate([model.elements.lat, model.elements_deactivated.lat])
    order = np.argsort(np.concatenate([model.elements.ID, model.elements_deactivated.ID]))
    np.save(to, np.stack(plane(all_lon, all_lat), axis=1)[order])


if __name__ == "__main__":
    main()
