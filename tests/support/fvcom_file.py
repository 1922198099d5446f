"""FVCOM files of generated meshes, for tests in Python."""
import contextlib

import netCDF4
import numpy as np


@contextlib.contextmanager
def fvcom_file(path, place, corner, depth, layers, hours):
    """A file with a mesh (corners counter-clockwise from 0), depth at nodes [m], layers of equal thickness and the times of
    some hours; gives put(name, kind, dimensions, values, **attributes), which adds a field."""
    x, y = place
    with netCDF4.Dataset(path, "w", format="NETCDF4") as to:
        for name, size in (("node", len(x)), ("nele", len(corner)), ("three", 3), ("siglay", layers),
                           ("siglev", layers + 1), ("time", None), ("DateStrLen", 26)):
            to.createDimension(name, size)
        to.CoordinateSystem = "Cartesian"

        def put(name, kind, dimensions, values, **attributes):
            variable = to.createVariable(name, kind, dimensions)
            variable.setncatts(attributes)
            variable[:] = values

        put("x", "f8", ("node",), x, units="meters")
        put("y", "f8", ("node",), y, units="meters")
        put("nv", "i4", ("three", "nele"), corner[:, ::-1].T + 1)
        put("h", "f4", ("node",), depth, units="m")
        for name, sigma in (("siglay", -(np.arange(layers) + 0.5) / layers), ("siglev", -np.arange(layers + 1) / layers)):
            put(name, "f4", (name, "node"), np.repeat(sigma, len(x)).reshape(len(sigma), -1))
        texts = np.array([f"2024-05-23T{hour:02}:00:00.000000" for hour in hours], dtype="S26")
        put("Times", "S1", ("time", "DateStrLen"), netCDF4.stringtochar(texts), time_zone="UTC")
        yield put
