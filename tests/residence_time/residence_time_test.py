"""The example residence_time against exact times: python3 residence_time_test.py PROGRAM TREE WORK"""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "support"))
from examples import check, np, refused, run, shown_in

program, tree, _ = sys.argv[1:]
text = run(program)
shown_in(os.path.join(tree, "docs", "residence_time.md"), text)
lines = text.splitlines()

# u = k x: from x0 to x in log(x / x0) / k.
day, span, until, n = 86400.0, 600.0, 96 * 3600.0, 10000
x0 = 10000 * (np.arange(n) + 0.5) / n
to_half, to_mouth, to_edge = (day * np.log(x / x0) for x in (5000, 10000, 20000))
for row, hour in enumerate((0, 24, 48, 72, 96)):
    inner, outer = (to_half > hour * 3600).sum(), ((to_half <= hour * 3600) & (to_mouth > hour * 3600)).sum()
    check(lines[1 + row].split() == [str(v) for v in (hour, inner, outer, inner + outer)],
          f"after {hour} hours {inner} and {outer} parcels are left")
    check(abs(inner + outer - n * np.exp(-hour / 24)) <= 1, "which is an e-folding of one day")

# A stay is counted in whole spans, without the one that it ends in; an outer one begins with the end of the inner one's
# last.
spans_in, spans_out = np.ceil(to_half / span), np.ceil(to_mouth / span)
inside = x0 < 5000
ended = {"inner": (spans_in - 1)[inside & (spans_in * span <= until)],
         "outer": (np.where(inside, spans_out - spans_in, spans_out) - 1)[spans_out * span <= until]}
for line, (name, stays) in zip(lines[6:8], ended.items()):
    mean = stays.sum() * span / 3600 / len(stays)
    check(line == f"{name}: {len(stays)} stays ended, after {mean:.3f} hours on average", line)
check(abs(ended["outer"].sum() * span / 3600 / len(ended["outer"]) - 12) < 0.3, "half of a day in the outer half")
check(lines[8] == f"{(to_edge <= until).sum()} of {n} parcels have left the sea", lines[8])
refused(program, ("0", "1"), "expected THREADS")
