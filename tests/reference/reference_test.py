"""Tracks of happiest_particle against those of drift.py.
    python3 reference_test.py sea|plane PROGRAM DATA WORK
sea: San Francisco Bay in degrees; plane: a generated flow in metres.  1000 particles, 100 steps of a minute; where a
way meets the coast the two need not agree, and such particles are left out and counted.
Where Python lacks what this needs, it says so, and the exit code is 77."""
import os
import subprocess
import sys

try:
    import netCDF4
    import numpy as np
except ModuleNotFoundError as missing:
    print(f"skipped: Python has no {missing.name} (Debian, Ubuntu: apt-get install python3-netcdf4)")
    sys.exit(77)

from drift import Flow, drift

DT, STEPS, PARTICLES = 60.0, 100, 1000


def write_plane(path):
    """A basin of 20 km with a tilted, slowly turning gyre, sheared over the depth; its inner nodes are moved at random."""
    random = np.random.default_rng(7)
    n, side, layers = 21, 20000.0, 3
    i, j = (a.ravel() for a in np.meshgrid(np.arange(n), np.arange(n)))
    inner = (i > 0) & (j > 0) & (i < n - 1) & (j < n - 1)
    x, y = (side / (n - 1) * (a + np.where(inner, random.uniform(-0.25, 0.25, n * n), 0)) for a in (i, j))
    corner = []
    for a in (np.arange(n - 1)[:, None] * n + np.arange(n - 1)).ravel():
        b, c, d = a + 1, a + n + 1, a + n
        corner += [(a, b, c), (a, c, d)] if random.random() < 0.5 else [(a, b, d), (b, c, d)]
    corner = np.array(corner)
    cx, cy = x[corner].mean(axis=1), y[corner].mean(axis=1)
    hours = np.arange(4)
    with netCDF4.Dataset(path, "w", format="NETCDF4") as to:
        for name, size in (("node", n * n), ("nele", len(corner)), ("three", 3), ("siglay", layers),
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
        put("h", "f4", ("node",), np.full(n * n, 10), units="m")
        put("siglay", "f4", ("siglay", "node"), np.repeat(-(np.arange(layers) + 0.5) / layers, n * n).reshape(layers, -1))
        put("siglev", "f4", ("siglev", "node"), np.repeat(-np.arange(layers + 1) / layers, n * n).reshape(layers + 1, -1))
        texts = np.array([f"2024-05-23T{hour:02}:00:00.000000" for hour in hours], dtype="S26")
        put("Times", "S1", ("time", "DateStrLen"), netCDF4.stringtochar(texts), time_zone="UTC")
        put("zeta", "f4", ("time", "node"), np.zeros((4, n * n)), units="meters")
        a, b = np.pi * cx / side, np.pi * cy / side
        size = np.array([[(1 + 0.2 * t) * (1 - 0.3 * k) for k in range(layers)] for t in hours])[:, :, None]
        put("u", "f4", ("time", "siglay", "nele"), size * (-np.sin(a) * np.cos(b) + 0.1 * a), units="meters s-1")
        put("v", "f4", ("time", "siglay", "nele"), size * (np.cos(a) * np.sin(b) - 0.05 * b), units="meters s-1")


def release(path, mesh, names):
    """Points drawn uniformly from elements drawn by chance, written with all their digits."""
    random = np.random.default_rng(11)
    weights = random.dirichlet((1, 1, 1), PARTICLES)
    points = np.einsum("ik,ikc->ic", weights, mesh.node[mesh.corner[random.integers(len(mesh.corner), size=PARTICLES)]])
    with open(path, "w", encoding="ascii") as to:
        to.write(f"id,{names[0]},{names[1]}\n")
        for number, (x, y) in enumerate(points):
            to.write(f"{number},{float(x)!r},{float(y)!r}\n")
    return points


def main(what, program, data, work):
    os.makedirs(work, exist_ok=True)
    forcing = os.path.join(data, "sfbofs_fvcom.nc")
    names, layers, tolerance, fewest = ("lon", "lat"), (1, 7), 1e-6, PARTICLES // 4
    if what == "plane":
        forcing = os.path.join(work, "plane.nc")
        write_plane(forcing)
        names, layers, tolerance, fewest = ("x", "y"), (2,), 1e-9, PARTICLES * 3 // 4
    for layer in layers:
        flow = Flow(forcing, layer)
        points, tracks = os.path.join(work, f"{what}.csv"), os.path.join(work, f"{what}_{layer}.nc")
        start = release(points, flow.mesh, names)
        if os.path.exists(tracks):
            os.remove(tracks)
        subprocess.run([program, forcing, "--release", points, "--layer", str(layer), "--duration", str(DT * STEPS),
                        "--dt", str(DT), "--output", tracks, "--output-every", str(DT * STEPS), "--quiet"],
                       check=True, stdout=subprocess.DEVNULL)
        with netCDF4.Dataset(tracks) as of:
            of.set_auto_mask(False)
            last = np.stack([of[name][-1] for name in names], axis=1)
        expected, free = drift(flow, start, DT, STEPS)
        way = flow.mesh.on_the_ground(expected - start, start)[free]
        difference = last - expected
        if flow.mesh.spherical:  # the one counts longitudes from -180, the other as the file does
            difference[:, 0] = (difference[:, 0] + 180) % 360 - 180
        off = np.abs(flow.mesh.on_the_ground(difference, expected)[free]).max()
        print(f"{what}, layer {layer}: {free.sum()} of {PARTICLES} particles never met a coast; they went "
              f"{np.hypot(way[:, 0], way[:, 1]).mean():.0f} m in the mean, and the two differ by {off:.2e} m at most")
        if free.sum() < fewest or not off <= tolerance:
            sys.exit(f"expected at least {fewest} particles and at most {tolerance} m")


if __name__ == "__main__":
    main(*sys.argv[1:])
