"""The example oil_like_windage against exact drifts: python3 oil_like_windage_test.py PROGRAM TREE WORK"""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "support"))
from examples import check, np, refused, run, shown_in

MOVING, STRANDED, DEAD = 0, 6, 8
COAST, HOURS = 33000.0, 24


def drift(windage, waves):
    """Way after each whole hour [m], (25, 2): wind is linear between hours, so the trapezoidal rule is exact."""
    angle = np.arange(HOURS + 1) / HOURS * np.pi / 2
    wind = 10 * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    speed = np.array([0.1 + waves, 0.05]) + windage * (wind[1:] + wind[:-1]) / 2
    return np.concatenate([np.zeros((1, 2)), 3600 * np.cumsum(speed, axis=0)])


def check_slick(table, windage, waves, line):
    way = drift(windage, waves)
    start, end, state, hours = table[:, 1:3], table[:, 3:5], table[:, 5], np.rint(table[:, 6] / 3600).astype(int)
    counted = [(state == s).sum() for s in (MOVING, STRANDED, DEAD)]
    check(line.split()[-3:] == [str(c) for c in counted] and sum(counted) == len(table),
          f"every parcel is counted: {line}")
    afloat = state != STRANDED
    off = np.abs(end - start - way[hours])[afloat].max()
    check(off < 1e-9, f"who floats, or floated, has drifted as current, wind and waves say: off by {off:.1e} m")
    ashore = start[:, None, 0] + way[None, :, 0] > COAST
    floats = np.where(ashore.any(axis=1), ashore.argmax(axis=1) - 1, HOURS)  # whole hours that it can
    check((hours[~afloat] == floats[~afloat]).all() and (hours[afloat] <= floats[afloat]).all() and
          (hours[state == MOVING] == HOURS).all(), "strands who comes to the coast, in that hour")
    if not afloat.all():
        at, lived = end[~afloat], hours[~afloat]
        y = start[~afloat, 1]
        check(np.abs(at[:, 0] - COAST).max() < 1e-3 and (at[:, 1] > y + way[lived, 1]).all() and
              (at[:, 1] < y + way[lived + 1, 1]).all(), f"{len(at)} lie at the coast, where they met it")
    # Each hour afloat leaves 2^(-1/T) of it; five standard deviations.
    for of, half_life in ((slice(0, None, 2), 6), (slice(1, None, 2), 48)):
        left = 2.0 ** (-floats[of] / half_life)
        expected, sigma = left.sum(), np.sqrt((left * (1 - left)).sum())
        found = (state[of] != DEAD).sum()
        check(abs(found - expected) < 5 * sigma,
              f"half-life {half_life} h: {found} parcels left, {expected:.0f} +- {sigma:.0f} expected")


program, tree, work = sys.argv[1:]
os.makedirs(work, exist_ok=True)
path = os.path.join(work, "oil.table")
text = run(program, path)
shown_in(os.path.join(tree, "docs", "oil_like_windage.md"), text)
rows, lines = np.loadtxt(path), text.splitlines()
height, period = 1.5, 5
omega = 2 * np.pi / period
stokes = (height / np.sqrt(8)) ** 2 * omega**3 / 9.80665
for k, (windage, waves) in enumerate(((0, 0), (0.03, 0), (0.02, stokes))):
    check_slick(rows[10000 * k:10000 * (k + 1)], windage, waves, lines[1 + k])
far = np.hypot(rows[:10000, 1] - 8000, rows[:10000, 2] - 8000)
check(far.max() < 2000 and abs((far < 1000).mean() - 0.25) < 5 * np.sqrt(0.25 * 0.75 / 10000),
      "released evenly in the circle")
refused(program, ("three",), "THREADS: 'three' was given")
