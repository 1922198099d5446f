"""The example backtrack_source in a current that is the same everywhere, and its page: python3 backtrack_source_test.py
PROGRAM TREE WORK"""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "support"))
from examples import call, check, np, refused, run, shown_in, write_basin

program, tree, work = sys.argv[1:]
os.makedirs(work, exist_ok=True)
path, table = os.path.join(work, "steady.nc"), os.path.join(work, "backtrack.table")
side, radius, hours = 20000.0, 500.0, 3
way = 3600 * hours * np.array([0.2, 0.1])
write_basin(path, side, 10, hours, lambda x, y, hour: (np.full_like(x, 0.2), np.full_like(x, 0.1)))

# What is found round the place came from round a point where four cells of origin meet.
corner = np.array([side / 2, side * 2 / 3])
place = corner + way
lines = run(program, path, *(repr(float(c)) for c in place), repr(radius), table).splitlines()
rows = np.loadtxt(table)
origin = np.array([side / 2, side / 2])  # of the mesh's frame
check(len(rows) == 2000 and (np.hypot(*(rows[:, :2] + origin - place).T) < radius + 1e-6).all(),
      "2000 places in the circle")
check(np.abs(rows[:, 2:4] - (rows[:, :2] - way)).max() < 1e-7, "each comes from where the current says")
check(rows[:, 4].max() < 1e-7, "and goes back to where it was found")

# By row of cells, method and column.
counts = np.array([line.split() for line in lines[2:5]], dtype=int).reshape(3, 3, 4)[::-1]
cell = ((rows[:, 2:4] + origin) / (side / 4, side / 3)).astype(int)
expected = np.zeros((3, 4), int)
np.add.at(expected, (cell[:, 1], cell[:, 0]), 1)
check((counts[:, 0] == expected).all(), "each is counted in the cell that it comes from")
for method, name in enumerate(("backwards", "backwards, with a random walk", "forwards, with a random walk")):
    four = counts[1:3, method, 1:3].ravel()
    n = counts[:, method].sum()
    check(four.sum() == n and np.abs(four / n - 0.25).max() < 5 * np.sqrt(0.25 * 0.75 / n),
          f"{name}: a quarter of {n} comes from each of the four cells: {four}")
share = np.pi * radius**2 / side**2
check(abs(counts[:, 2].sum() - 40000 * share) < 5 * np.sqrt(40000 * share),
      "forwards as many arrive as the circle's share of the water")

bay = os.path.join(tree, "examples", "data", "sfbofs_fvcom.nc")
told = call(program, "0", bay, "-122.495", "37.873", "300")
check(told.returncode == 0, f"San Francisco Bay runs: {told.stderr}")
shown_in(os.path.join(tree, "docs", "backtrack_source.md"), told.stdout)
refused(program, ("0", bay, "0", "0", "300"), "there is no water within 300")
refused(program, ("0", bay, "west", "0", "300"), "X: 'west' was given; expected a number")
