"""For the tests of examples: programs run and compared, and a small FVCOM file of any flow in a square basin."""
import subprocess
import sys

try:
    import numpy as np

    from fvcom_file import fvcom_file
except ModuleNotFoundError as missing:
    print(f"skipped: Python has no {missing.name} (Debian, Ubuntu: apt-get install python3-netcdf4)")
    sys.exit(77)


def check(ok, what):
    """Ends the test with exit code 1 where something is not so."""
    print(("ok: " if ok else "FAILED: ") + what)
    if not ok:
        sys.exit(1)


def run(program, *words):
    """What a program prints, the same on one thread and on three; where it was built without OpenMP, on one."""
    serial = call(program, "0", *words)
    check(serial.returncode == 0, f"{program} runs: {serial.stderr}")
    tables = [word for word in words if word.endswith(".table")]
    first = [open(path, "rb").read() for path in tables]
    threads = call(program, "3", *words)
    if "without OpenMP" not in threads.stderr:
        second = [open(path, "rb").read() for path in tables]
        check(threads.returncode == 0 and threads.stdout == serial.stdout and first == second,
              "the serial executor and OpenMP give the same bits")
    return serial.stdout


def refused(program, words, sentence):
    """Checks that a program ends with one sentence and exit code 2."""
    told = call(program, *words)
    check(told.returncode == 2 and sentence in told.stderr and told.stderr.count("\n") == 1,
          f"refused: {told.stderr.strip()}")


def shown_in(page, text):
    """Checks that a page shows what a program printed."""
    check(text in open(page, encoding="utf-8").read(), f"{page} shows what the program prints")


def call(program, *words):
    return subprocess.run([program, *words], capture_output=True, text=True, check=False)


def write_basin(path, side, cells, hours, flow):
    """A square of `side` metres and cells by cells squares, each two triangles, with flow(x, y, hour) [m/s]."""
    n = cells + 1
    i, j = (a.ravel() for a in np.meshgrid(np.arange(n), np.arange(n)))
    x, y = i * side / cells, j * side / cells
    a = (np.arange(cells)[:, None] * n + np.arange(cells)).ravel()
    corner = np.concatenate([np.stack([a, a + 1, a + n + 1], 1), np.stack([a, a + n + 1, a + n], 1)])
    centre = x[corner].mean(axis=1), y[corner].mean(axis=1)
    with fvcom_file(path, (x, y), corner, np.full(n * n, 10), 1, range(hours + 1)) as put:
        currents = np.array([np.broadcast_arrays(*flow(*centre, hour), centre[0])[:2] for hour in range(hours + 1)])
        for d, name in enumerate("uv"):
            put(name, "f8", ("time", "siglay", "nele"), currents[:, None, d], units="meters s-1")
