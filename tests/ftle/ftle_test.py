"""The example ftle against the double gyre's own formulas: python3 ftle_test.py PROGRAM TREE WORK"""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "support"))
from examples import check, np, refused, run, shown_in, write_basin

STRENGTH, EPSILON, OMEGA, END, STEPS = 0.1 * np.pi, 0.25, 2 * np.pi / 10, 15.0, 300


def gyre(p, t):
    x, y = p
    a = EPSILON * np.sin(OMEGA * t)
    b = 1 - 2 * a
    f, slope = (a * x + b) * x, 2 * a * x + b
    return np.array([-STRENGTH * np.sin(np.pi * f) * np.cos(np.pi * y),
                     STRENGTH * np.cos(np.pi * f) * np.sin(np.pi * y) * slope])


def carried(p):
    """The flow map of the same steps."""
    h = END / STEPS
    for k in range(STEPS):
        t = k * h
        k1 = gyre(p, t)
        k2 = gyre(p + h / 2 * k1, t + h / 2)
        k3 = gyre(p + h / 2 * k2, t + h / 2)
        k4 = gyre(p + h * k3, t + h)
        p = p + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
    return p


def check_gyre(program, tree, work):
    path = os.path.join(work, "gyre.table")
    text = run(program, "gyre", "41", path)
    shown_in(os.path.join(tree, "docs", "ftle.md"), text)
    table = np.loadtxt(path)
    start, jacobian, exponent = table[:, :2].T, table[:, 4:8].reshape(-1, 2, 2), table[:, 8]
    check(len(table) == 41 * 21, "every point of the grid is told")

    # Squire and Trapp 1998: the derivative is the imaginary part, and nothing is subtracted.
    step = 1e-20j
    exact = np.stack([carried(start + step * np.array(d)[:, None]).imag / step.imag for d in ((1, 0), (0, 1))], axis=2)
    exact = exact.transpose(1, 0, 2)
    size = np.abs(exact).max(axis=(1, 2))
    worst = (np.abs(jacobian - exact).max(axis=(1, 2)) / size).max()
    check(worst < 1e-9, f"derivatives are those of the complex step: {worst:.1e} of the largest")

    some = np.flatnonzero(exponent < 0.5)[::31]  # off the ridges, some of which are thinner than any difference
    d = 1e-6
    central = np.stack([(carried(start[:, some] + d * e) - carried(start[:, some] - d * e)) / (2 * d)
                        for e in (np.array([[1.0], [0]]), np.array([[0], [1.0]]))], axis=2).transpose(1, 0, 2)
    worst = (np.abs(jacobian[some] - central).max(axis=(1, 2)) / size[some]).max()
    check(worst < 1e-5, f"and central differences at {len(some)} points, whose own error that is: {worst:.1e}")

    check(np.abs(np.linalg.det(jacobian) - 1).max() < 1e-5, "no area changes, since nothing flows together")
    largest = np.log(np.linalg.norm(exact, 2, axis=(1, 2))) / END
    check(np.abs(exponent - largest).max() < 1e-9, "the exponent is the logarithm of the largest singular value over T")

    # The corner (2, 0) rests, and the flow there is linear: its exponent is the mean of its rate of strain.
    at_corner = np.pi**2 * 0.1 * (1 + 2 * EPSILON * (1 - np.cos(OMEGA * END)) / (OMEGA * END))
    corner = exponent[np.hypot(start[0] - 2, start[1]) < 1e-12][0]
    check(abs(corner - at_corner) < 1e-6 and exponent.max() < corner + 1e-6,
          f"the largest exponent is that of the corner, {corner:.6f}; by formula {at_corner:.6f}")

    # What parts the gyres at y = 0 is the way that stays near the middle: those left of it are washed one way, those
    # right of it the other.
    left, right = 0.5, 1.5
    a = EPSILON * np.sin(OMEGA * END)
    middle = 1 if a == 0 else (-(1 - 2 * a) + np.sqrt((1 - 2 * a) ** 2 + 4 * a)) / (2 * a)
    for _ in range(50):
        x = (left + right) / 2
        left, right = (x, right) if carried(np.array([x, 0.0]))[0] < middle else (left, x)
    row = (start[1] == 0) & (np.abs(start[0] - 1) < 0.5)
    ridge = start[0, row][np.abs(jacobian[row, 0, 0]).argmax()]  # most parted along the wall
    check(abs(ridge - x) < 0.05, f"the ridge begins at {ridge:.3f}, within a cell of where the gyres part, {x:.4f}")


def check_mesh(program, work):
    """A linear flow on a mesh: the Jacobian is the power of one matrix."""
    rate = np.array([[5e-5, 8e-5], [-2e-5, -3e-5]])
    forcing, path = os.path.join(work, "linear.nc"), os.path.join(work, "linear.table")
    write_basin(forcing, 20000, 12, 2, lambda x, y, hour: rate @ np.array([x - 10000, y - 10000]))
    run(program, forcing, "9", path)
    table = np.loadtxt(path)
    h = 60 * rate
    step = np.eye(2) + h + h @ h / 2 + h @ h @ h / 6 + h @ h @ h @ h / 24
    expected = np.linalg.matrix_power(step, 120)
    worst = np.abs(table[:, 4:8].reshape(-1, 2, 2) - expected).max()
    check(20 < len(table) < 81 and worst < 1e-9,
          f"on a mesh a linear flow has its own matrix at {len(table)} points: {worst:.1e}")


if __name__ == "__main__":
    program, tree, work = sys.argv[1:]
    os.makedirs(work, exist_ok=True)
    check_gyre(program, tree, work)
    check_mesh(program, work)
    refused(program, ("0", "gyre", "one"), "COLUMNS: 'one' was given")
    refused(program, ("0", os.path.join(work, "absent.nc"), "9"), "absent.nc")
