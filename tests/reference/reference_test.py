"""Tracks of happiest_particle against those of drift.py.
    python3 reference_test.py sea|plane PROGRAM DATA WORK
sea: San Francisco Bay in degrees; plane: a generated flow in metres; both in a layer, and in three dimensions, where the
plane has omega, a sloping bed and a moving surface, and the bay omega by continuity, and once more by FVCOM's
interpolation, where the bay's particles keep their sigma.  1000 particles, 250 of them so, 100 steps
of a minute; where a way meets the coast the two need not agree, and such particles are left out and counted.
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

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "support"))
from fvcom_file import fvcom_file

DT, STEPS, PARTICLES = 60.0, 100, 1000


def write_plane(path):
    """A basin of 20 km over a sloping bed with a gyre that grows, sheared over the depth, a rising surface, and omega, up
    in the south and down in the north; its inner nodes are moved at random."""
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
    with fvcom_file(path, (x, y), corner, 10 + x / 2000, layers, hours) as put:
        put("zeta", "f4", ("time", "node"), hours[:, None] * (0.2 + y / 1e5), units="meters")
        levels = np.arange(layers + 1) / layers
        omega = 1e-3 * np.sin(np.pi * levels)[None, :, None] * np.cos(np.pi * y / side) * (1 + hours[:, None, None])
        put("omega", "f4", ("time", "siglev", "node"), omega, units="s-1")
        a, b = np.pi * cx / side, np.pi * cy / side
        size = np.array([[(1 + 0.2 * t) * (1 - 0.3 * k) for k in range(layers)] for t in hours])[:, :, None]
        put("u", "f4", ("time", "siglay", "nele"), size * (-np.sin(a) * np.cos(b) + 0.1 * a), units="meters s-1")
        put("v", "f4", ("time", "siglay", "nele"), size * (np.cos(a) * np.sin(b) - 0.05 * b), units="meters s-1")


def release(path, mesh, names, sigma, particles):
    """Points drawn uniformly from elements drawn by chance, and their sigma, written with all their digits."""
    random = np.random.default_rng(11)
    weights = random.dirichlet((1, 1, 1), particles)
    points = np.einsum("ik,ikc->ic", weights, mesh.node[mesh.corner[random.integers(len(mesh.corner), size=particles)]])
    with open(path, "w", encoding="ascii") as to:
        to.write(",".join(("id", *names, "sigma" if sigma is not None else "")).rstrip(",") + "\n")
        for number, (x, y) in enumerate(points):
            row = [number, repr(float(x)), repr(float(y))] + ([repr(float(sigma[number]))] if sigma is not None else [])
            to.write(",".join(map(str, row)) + "\n")
    return points


def compare(what, program, forcing, work, names, options, tolerance, fewest):
    """The program's tracks with these options against drift.py's; layer: one, or None in three dimensions; fewest: the
    share of particles that may not meet a coast."""
    layer, vertical, words = options
    flow = Flow(forcing, vertical, "fvcom" in words)
    particles = PARTICLES // 4 if "fvcom" in words else PARTICLES
    sigma = None if layer else np.random.default_rng(13).uniform(-0.98, -0.02, particles)
    points, tracks = os.path.join(work, f"{what}.csv"), os.path.join(work, f"{what}_tracks.nc")
    start = release(points, flow.mesh, names, sigma, particles)
    if os.path.exists(tracks):
        os.remove(tracks)
    subprocess.run([program, forcing, "--release", points, *words, "--duration", str(DT * STEPS), "--dt", str(DT),
                    "--output", tracks, "--output-every", str(DT * STEPS), "--quiet"],
                   check=True, stdout=subprocess.DEVNULL)
    with netCDF4.Dataset(tracks) as of:
        of.set_auto_mask(False)
        last = np.stack([of[name][-1] for name in names], axis=1)
        last_sigma = None if layer else of["sigma"][-1]
    if layer:
        sigma = np.full(particles, flow.layers[layer - 1])
    expected, height, free = drift(flow, start, sigma, DT, STEPS)
    difference = last - expected
    if flow.mesh.spherical:  # the one counts longitudes from -180, the other as the file does
        difference[:, 0] = (difference[:, 0] + 180) % 360 - 180
    way = flow.mesh.on_the_ground(expected - start, start)[free]
    off = np.abs(flow.mesh.on_the_ground(difference, expected)[free]).max()
    said = f"the two differ by {off:.2e} m at most"
    if not layer:
        off_height = np.abs(last_sigma - height)[free].max()
        said += f", in sigma by {off_height:.2e}; sigma changed by up to {np.abs(height - sigma)[free].max():.2f}"
        if not off_height <= 1e-9:
            sys.exit(f"{what}: {said}; expected at most 1e-9")
    print(f"{what}: {free.sum()} of {particles} particles never met a coast; they went "
          f"{np.hypot(way[:, 0], way[:, 1]).mean():.0f} m in the mean, and {said}")
    if free.sum() < fewest * particles or not off <= tolerance:
        sys.exit(f"expected at least {fewest * particles} particles and at most {tolerance} m")


def main(what, program, data, work):
    os.makedirs(work, exist_ok=True)
    deep = ["--three-d", "--vertical-velocity"]
    if what == "plane":
        forcing = os.path.join(work, "plane.nc")
        write_plane(forcing)
        for name, options in (("plane", (2, "none", ["--layer", "2"])), ("deep_plane", (None, "omega", [*deep, "omega"])),
                              ("deep_plane_by_elements", (None, "omega", [*deep, "auto", "--interpolation", "fvcom"]))):
            compare(name, program, forcing, work, ("x", "y"), options, 1e-9, 0.75)
    else:
        forcing = os.path.join(data, "sfbofs_fvcom.nc")
        for name, options in (("sea", (7, "none", ["--layer", "7"])), ("deep_sea", (None, "continuity", [*deep, "continuity"])),
                              ("deep_sea_by_elements", (None, "none", [*deep, "none", "--interpolation", "fvcom"]))):
            compare(name, program, forcing, work, ("lon", "lat"), options, 1e-6, 0.25)


if __name__ == "__main__":
    main(*sys.argv[1:])
