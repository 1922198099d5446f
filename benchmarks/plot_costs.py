#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Draws what measure_limits.sh measured: cost against particles, nodes, steps a map and, where that
was measured, time without a sort."""
import argparse
import collections
import csv
import pathlib
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
from matplotlib.ticker import FuncFormatter, NullFormatter

INK, FAINT = "#22303a", "#b8c2ca"
COLOURS = ["#0b6fa4", "#c8553d", "#588157", "#7b5ea7", "#b08900", "#3d405b", "#8d99ae"]
PARTICLE, RECORD, ELEMENTS_A_NODE = 41, 192, 2  # bytes, bytes of one in double


def rows_of(folder, name):
    path = folder / f"{name}.csv"
    try:
        with open(path, newline="") as file:
            return list(csv.DictReader(file))
    except OSError as error:
        sentence = f"{path}: {error.strerror}; run measure_limits.sh with its part costs first"
        print(f"plot_costs.py: {sentence}", file=sys.stderr)
        sys.exit(2)


def lines(rows, by, x, y):
    """{label: (x, y)} of the rows, one line for each value of the columns `by`."""
    all_lines = collections.defaultdict(lambda: ([], []))
    for row in rows:
        of = all_lines[tuple(row[column] for column in by)]
        of[0].append(float(row[x]))
        of[1].append(float(row[y]))
    return dict(all_lines)


def count(number):
    return f"{int(float(number)):,}"


def draw(axes, all_lines, label, title, x_label):
    for (key, (x, y)), colour in zip(all_lines.items(), COLOURS):
        axes.plot(x, y, marker="o", markersize=3, linewidth=1.4, color=colour, label=label(key))
    axes.set_title(title, fontsize=9, color=INK, loc="left")
    axes.set_xlabel(x_label, fontsize=8, color=INK)
    axes.set_ylabel("ns a particle-step", fontsize=8, color=INK)
    axes.set_yscale("log", base=2)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes.yaxis.set_minor_formatter(NullFormatter())
    axes.tick_params(labelsize=7, colors=INK)
    axes.grid(True, color=FAINT, linewidth=0.4, alpha=0.6)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)


def mark_caches(axes, caches, bytes_a_step):
    """Lines where what lies along the axis fills a cache."""
    low, high = axes.get_xlim()
    for name, size in caches.items():
        at = size / bytes_a_step
        if low < at < high:
            axes.axvline(at, color=FAINT, linewidth=1, linestyle="--", zorder=0)
            axes.text(at, 0.97, f" {name}", fontsize=7, color=INK, va="top", transform=axes.get_xaxis_transform())


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("results", type=pathlib.Path, help="folder of the CSV files")
    parser.add_argument("picture", help="SVG file to write")
    given = parser.parse_args()

    plt.rcParams.update({"svg.hashsalt": "eudrift", "svg.fonttype": "none", "font.family": "sans-serif"})
    caches = {row["in"]: 1024 * float(row["reached"]) for row in rows_of(given.results, "machine")
              if row["what"] == "cache of a core" and row["in"] != "L1"}
    figure, ((particles, nodes), (steps, hours)) = plt.subplots(2, 2, figsize=(9, 6.4), layout="constrained")
    cost = "ns a particle-step"

    rows = rows_of(given.results, "particles")
    draw(particles, lines(rows, ["nodes", "records"], "particles", cost),
         lambda key: f"{count(key[0])} nodes, {key[1]}",
         "The more particles (dashed: where they fill a cache)", "particles")
    particles.set_xscale("log")
    mark_caches(particles, caches, PARTICLE)

    rows = rows_of(given.results, "nodes")
    draw(nodes, lines(rows, ["particles", "records"], "nodes", cost),
         lambda key: f"{count(key[0])} particles, {key[1]}",
         "The larger the mesh (dashed: where records fill a cache)", "nodes")
    nodes.set_xscale("log")
    mark_caches(nodes, caches, RECORD * ELEMENTS_A_NODE)

    rows = rows_of(given.results, "steps")
    draw(steps, lines(rows, ["nodes", "particles", "records"], "steps a map", cost),
         lambda key: f"{count(key[0])} nodes, {count(key[1])} particles, {key[2]}",
         "The more steps a map takes", "steps a map")
    steps.set_xscale("log")
    steps.set_xticks([1, 6, 20, 60], ["1", "6", "20", "60"])
    steps.xaxis.set_minor_formatter(NullFormatter())

    drawn = [particles, nodes, steps]
    if (given.results / "hours.csv").exists():
        drawn.append(hours)
        rows = [row for row in rows_of(given.results, "hours") if row["sorted"] in ("at the start only", "never")
                and (row["nodes"], row["particles"]) != ("20164", "1000000")]
        draw(hours, lines(rows, ["nodes", "dispersal m2/s", "sorted"], "hour", cost),
             lambda key: f"{count(key[0])} nodes, {'sorted at the start' if key[2] != 'never' else 'in random order'}"
             + (f", {key[1]} m²/s" if key[1] != "0" else ""), "The longer without a sort", "hours")
    else:  # the part order was not measured
        hours.set_axis_off()
    for axes in drawn:
        axes.legend(fontsize=6, frameon=False, loc="best")
        low, high = axes.get_ylim()
        axes.set_ylim(min(low, 2), high)

    figure.savefig(given.picture, format="svg", metadata={"Date": None, "Creator": None})


if __name__ == "__main__":
    main()
