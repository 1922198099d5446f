#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""The reference case for other programs: a basin of 100 km, and a gyre of about 0.5 m/s that is given hourly.

    case.py FOLDER [PARTICLES]

writes into FOLDER, all of the same flow and with the same number of nodes:
    schism.nc    an irregular triangulation, the velocity at its nodes (SCHISM's combined layout, depth average)
    fvcom.nc     the same mesh, the velocity at the elements (FVCOM's layout, in layers that move alike)
    grid.nc      a regular grid
    points.csv   where particles are released: id, x, y [m]
    points.npy   the same, (particles, 2)
    ends.npy     where the flow itself takes them in 24 h, (particles, 2)
    linear.npy   where the flow takes them that is linear in time between whole hours
"""
import sys

import netCDF4
import numpy as np

SIZE = 100e3  # of the basin [m]
SIDE = 142  # nodes
HOURS = 24
LAYERS = 4  # of the FVCOM file, all of the same current: a reader in three dimensions needs more than one
DAY = 60000  # modified Julian date of the start: 2023-02-25


def modulation(t):
    """Speed at the gyre's fastest place [m/s]; over the basin it is 0.5 m/s (root of the mean square) at t = 0."""
    return np.sqrt(0.5) * (1 + 0.2 * np.sin(2 * np.pi * t / 44714))


def linear_modulation(t):
    """The same, linear between whole hours."""
    hour = np.floor(t / 3600)
    part = t / 3600 - hour
    return (1 - part) * modulation(3600 * hour) + part * modulation(3600 * (hour + 1))


def shape(x, y):
    """Velocity over speed; its stream function vanishes on the basin's boundary."""
    a, b = np.pi * x / SIZE, np.pi * y / SIZE
    return np.array([-np.sin(a) * np.cos(b), np.cos(a) * np.sin(b)])


def drift(points, speed, hours, steps_an_hour=120):
    """Classical Runge-Kutta steps of 30 s; halving them moves no end by 1e-5 m."""
    at, h = points.T.copy(), 3600 / steps_an_hour
    for i in range(hours * steps_an_hour):
        t = i * h
        k1 = speed(t) * shape(*at)
        k2 = speed(t + h / 2) * shape(*(at + h / 2 * k1))
        k3 = speed(t + h / 2) * shape(*(at + h / 2 * k2))
        k4 = speed(t + h) * shape(*(at + h * k3))
        at += h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
    return at.T


def triangulate(random):
    """Nodes (n, 2) and counter-clockwise triangles (m, 3): a jittered grid, diagonals and numbers at random."""
    step = SIZE / (SIDE - 1)
    x, y = np.meshgrid(np.arange(SIDE) * step, np.arange(SIDE) * step)
    inner = (slice(1, -1), slice(1, -1))
    x[inner] += random.uniform(-0.25, 0.25, x[inner].shape) * step
    y[inner] += random.uniform(-0.25, 0.25, y[inner].shape) * step
    number = np.arange(SIDE * SIDE).reshape(SIDE, SIDE)
    a, b, c, d = number[:-1, :-1], number[:-1, 1:], number[1:, 1:], number[1:, :-1]
    rising = random.random(a.shape) < 0.5
    first = np.where(rising, [a, b, c], [a, b, d]).reshape(3, -1).T
    second = np.where(rising, [a, c, d], [b, c, d]).reshape(3, -1).T
    nodes = random.permutation(SIDE * SIDE)  # new number of each node
    triangles = nodes[np.concatenate([first, second])]
    place = np.empty((SIDE * SIDE, 2))
    place[nodes] = np.stack([x.ravel(), y.ravel()], axis=1)
    return place, random.permutation(triangles)


def put(file, name, kind, over, values, **attributes):
    variable = file.createVariable(name, kind, over)
    variable.setncatts(attributes)
    variable[:] = values


def over_time(x, y):
    """Velocity at these places at each hour, (hours + 1, 2, places)."""
    return modulation(3600.0 * np.arange(HOURS + 1))[:, None, None] * shape(x, y)


def write_schism(path, nodes, triangles):
    x, y = nodes.T
    with netCDF4.Dataset(path, "w", format="NETCDF4_CLASSIC") as file:
        for name, size in [("nSCHISM_hgrid_node", len(nodes)), ("nSCHISM_hgrid_face", len(triangles)), ("two", 2),
                           ("nMaxSCHISM_hgrid_face_nodes", 3), ("time", None)]:
            file.createDimension(name, size)
        for axis, values in [("x", x), ("y", y)]:
            put(file, f"SCHISM_hgrid_node_{axis}", "f8", "nSCHISM_hgrid_node", values, units="m",
                standard_name=f"projection_{axis}_coordinate")
        put(file, "SCHISM_hgrid_face_nodes", "i4", ("nSCHISM_hgrid_face", "nMaxSCHISM_hgrid_face_nodes"), triangles + 1,
            start_index=1)
        put(file, "time", "f8", "time", 3600.0 * np.arange(HOURS + 1), units="seconds since 2023-02-25 00:00:00 +0000",
            base_date="2023 2 25 0 0")
        put(file, "depth", "f4", "nSCHISM_hgrid_node", 20.0, units="m")
        put(file, "minimum_depth", "f8", (), 0.01)
        put(file, "elev", "f4", ("time", "nSCHISM_hgrid_node"), np.zeros((HOURS + 1, len(nodes))))
        put(file, "wetdry_elem", "f4", ("time", "nSCHISM_hgrid_face"), np.zeros((HOURS + 1, len(triangles))))
        put(file, "dahv", "f4", ("time", "nSCHISM_hgrid_node", "two"), over_time(x, y).transpose(0, 2, 1), units="m/s")


def write_fvcom(path, nodes, triangles):
    centre = nodes[triangles].mean(axis=1)
    with netCDF4.Dataset(path, "w") as file:
        for name, size in [("node", len(nodes)), ("nele", len(triangles)), ("three", 3), ("siglay", LAYERS),
                           ("siglev", LAYERS + 1), ("time", None)]:
            file.createDimension(name, size)
        file.setncatts({"source": "FVCOM_3.0", "CoordinateSystem": "Cartesian", "CoordinateProjection": "none"})
        for name, place, over in [("x", nodes[:, 0], "node"), ("y", nodes[:, 1], "node"), ("xc", centre[:, 0], "nele"),
                                  ("yc", centre[:, 1], "nele")]:
            put(file, name, "f8", over, place, units="meters")
        put(file, "nv", "i4", ("three", "nele"), triangles[:, ::-1].T + 1)  # clockwise
        put(file, "h", "f4", "node", 20.0, standard_name="sea_floor_depth_below_geoid", units="m")
        put(file, "h_center", "f4", "nele", 20.0, units="m")
        for name, levels in [("siglay", -(np.arange(LAYERS) + 0.5) / LAYERS),
                             ("siglev", -np.arange(LAYERS + 1) / LAYERS)]:
            for end, over, count in [("", "node", len(nodes)), ("_center", "nele", len(triangles))]:
                put(file, name + end, "f4", (name, over), np.repeat(levels[:, None], count, axis=1))
        hours = np.arange(HOURS + 1)
        put(file, "time", "f8", "time", DAY + hours / 24, units="days since 1858-11-17 00:00:00")
        put(file, "Itime", "i4", "time", DAY + hours // 24, units="days since 1858-11-17 00:00:00")
        put(file, "Itime2", "i4", "time", hours % 24 * 3600000, units="msec since 00:00:00")
        put(file, "zeta", "f4", ("time", "node"), np.zeros((HOURS + 1, len(nodes))), units="meters")
        velocity = over_time(*centre.T)
        for name, word, values in [("u", "eastward", velocity[:, 0]), ("v", "Northward", velocity[:, 1])]:
            put(file, name, "f4", ("time", "siglay", "nele"), np.repeat(values[:, None], LAYERS, axis=1),
                units="meters s-1", standard_name=word + "_sea_water_velocity")
        put(file, "ww", "f4", ("time", "siglay", "nele"), np.zeros((HOURS + 1, LAYERS, len(triangles))),
            units="meters s-1")


def write_grid(path):
    axis = np.linspace(0, SIZE, SIDE)
    x, y = np.meshgrid(axis, axis)
    with netCDF4.Dataset(path, "w") as file:
        for name, values, unit in [("time", 3600.0 * np.arange(HOURS + 1), "seconds since 2023-02-25"),
                                   ("y", axis, "m"), ("x", axis, "m")]:
            file.createDimension(name, len(values))
            put(file, name, "f8", name, values, units=unit,
                **({} if name == "time" else {"standard_name": f"projection_{name}_coordinate"}))
        velocity = over_time(x.ravel(), y.ravel())
        for i, name in enumerate("uv"):
            put(file, name, "f4", ("time", "y", "x"), velocity[:, i].reshape(-1, SIDE, SIDE), units="m/s",
                standard_name=f"{'xy'[i]}_sea_water_velocity")


def main():
    folder, particles = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 100000
    random = np.random.default_rng(7)
    nodes, triangles = triangulate(random)
    write_schism(f"{folder}/schism.nc", nodes, triangles)
    write_fvcom(f"{folder}/fvcom.nc", nodes, triangles)
    write_grid(f"{folder}/grid.nc")
    points = random.uniform(0.001 * SIZE, 0.999 * SIZE, (particles, 2))
    np.savetxt(f"{folder}/points.csv", np.column_stack([np.arange(particles), points]), ["%d", "%.17g", "%.17g"], ",",
               header="id,x,y", comments="")
    np.save(f"{folder}/points.npy", points)
    np.save(f"{folder}/ends.npy", drift(points, modulation, HOURS))
    np.save(f"{folder}/linear.npy", drift(points, linear_modulation, HOURS))


if __name__ == "__main__":
    main()
