#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Draws error against step, by the table that a test prints:

    build/test/tests/test_kernels "[curves]" | python3 docs/plot_convergence.py docs/images/convergence.svg
    build/test/tests/test_vertical "[curves]" | python3 docs/plot_convergence.py docs/images/convergence_in_layers.svg "1 hour"
"""
import collections
import csv
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt

INK, FAINT = "#22303a", "#b8c2ca"
COLOURS = ["#c8553d", "#588157", "#0b6fa4", "#7b5ea7"]


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit("plot_convergence.py: name the picture to write, and how long the flow lasts if not 4 hours; give the test's table on standard input")
    lines = [line for line in sys.stdin if line.count(",") == 2]  # without what Catch says
    curves = collections.defaultdict(list)
    for row in csv.DictReader(lines):
        curves[row["case"]].append((float(row["seconds"]), float(row["error"])))
    if not curves:
        sys.exit("plot_convergence.py: no table came on standard input; run test_kernels \"[curves]\" into it")
    plt.rcParams.update({"svg.hashsalt": "eudrift", "svg.fonttype": "none", "font.family": "sans-serif"})
    figure, axes = plt.subplots(figsize=(7, 4.4), layout="constrained")
    for (name, points), colour in zip(curves.items(), COLOURS):
        seconds, errors = zip(*points)
        axes.loglog(seconds, errors, marker="o", markersize=3, linewidth=1.4, color=colour, label=name)
    for order, end in ((2, 30), (4, 0.03), (5, 1e-4)):
        axes.loglog([60, 600], [end * 10.0**-order, end], color=FAINT, linewidth=1, linestyle="--")
        axes.annotate(f"order {order}", (600, end), xytext=(4, -3), textcoords="offset points", fontsize=8, color=INK)
    axes.set_xlabel("step [s]", fontsize=9, color=INK)
    axes.set_ylabel(f"rms error after {sys.argv[2] if len(sys.argv) > 2 else '4 hours'} [m]", fontsize=9, color=INK)
    axes.tick_params(labelsize=8, colors=INK)
    axes.grid(True, color=FAINT, linewidth=0.4, alpha=0.6)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.legend(fontsize=8, frameon=False, loc="lower right")
    figure.savefig(sys.argv[1], format="svg", metadata={"Date": None, "Creator": None})


if __name__ == "__main__":
    main()
