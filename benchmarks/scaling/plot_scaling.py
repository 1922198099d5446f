#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Draws what run_scaling.sh simulated: weak and strong scaling, and where the time of an interval goes."""
import argparse
import csv
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
from matplotlib.ticker import FuncFormatter, NullFormatter

INK, FAINT = "#22303a", "#b8c2ca"
PARTS = {"compute": "#0b6fa4", "waiting": "#b8c2ca", "transfer": "#c8553d", "forcing": "#588157", "reduce": "#7b5ea7",
         "balance": "#b08900"}
RELEASES = {"even": ("#0b6fa4", "even"), "clustered": ("#c8553d", "clustered, shared out anew")}


def rows_of(path):
    try:
        with open(path, newline="") as file:
            rows = [row for row in csv.DictReader(file) if row["kind"] == "simulated"]
    except OSError as error:
        print(f"plot_scaling.py: {path}: {error.strerror}; run run_scaling.sh first", file=sys.stderr)
        sys.exit(2)
    rows = [row for row in rows if row["ranks"] != "2" and (row["release"] == "even" or row["balance"] == "1")]
    weak = [row for row in rows if float(row["particles"]) == 1e6 * int(row["ranks"])]
    strong = [row for row in rows if float(row["particles"]) == 1e8]
    return weak, strong


def line_of(rows, release):
    """Ranks and seconds an interval; one process has the same with every release."""
    chosen = {int(row["ranks"]): float(row["interval s"]) for row in rows if row["release"] == "even" and row["ranks"] == "1"}
    chosen |= {int(row["ranks"]): float(row["interval s"]) for row in rows if row["release"] == release}
    return sorted(chosen.items())


def dress(axes, title, y_label):
    axes.set_title(title, fontsize=9, color=INK, loc="left")
    axes.set_xlabel("processes", fontsize=8, color=INK)
    axes.set_ylabel(y_label, fontsize=8, color=INK)
    axes.tick_params(labelsize=7, colors=INK)
    axes.grid(True, color=FAINT, linewidth=0.4, alpha=0.6)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.legend(fontsize=6, frameon=False, loc="best")


def along_ranks(axes, ranks):
    axes.set_xscale("log", base=4)
    axes.set_xticks(ranks, [str(r) for r in ranks])
    axes.xaxis.set_minor_formatter(NullFormatter())


def bars(axes, rows, release):
    rows = sorted((row for row in rows if row["release"] == release), key=lambda row: int(row["ranks"]))
    base = [0.0] * len(rows)
    for part, colour in PARTS.items():
        height = [max(0.0, float(row[part + " s"])) for row in rows]
        axes.bar(range(len(rows)), height, bottom=base, width=0.65, color=colour, label=part)
        base = [b + h for b, h in zip(base, height)]
    axes.set_xticks(range(len(rows)), [row["ranks"] for row in rows])
    dress(axes, f"Simulated: time of an interval, weak, {release}", "s")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("results", help="scaling.csv")
    parser.add_argument("picture", help="SVG file to write")
    given = parser.parse_args()
    plt.rcParams.update({"svg.hashsalt": "eudrift", "svg.fonttype": "none", "font.family": "sans-serif"})
    weak, strong = rows_of(given.results)
    figure, ((weak_axes, strong_axes), (even, clustered)) = plt.subplots(2, 2, figsize=(9, 6.4), layout="constrained")

    for release, (colour, label) in RELEASES.items():
        line = line_of(weak, release)
        weak_axes.plot([r for r, _ in line], [100 * line[0][1] / t for _, t in line], marker="o", markersize=3,
                       linewidth=1.4, color=colour, label=label)
        line = line_of(strong, release)
        strong_axes.plot([r for r, _ in line], [line[0][1] / t for _, t in line], marker="o", markersize=3, linewidth=1.4,
                         color=colour, label=label)
    ranks = sorted({int(row["ranks"]) for row in weak})
    strong_axes.plot(ranks, ranks, linewidth=0.8, linestyle="--", color=INK, label="ideal")
    along_ranks(weak_axes, ranks)
    weak_axes.set_ylim(0, 105)
    dress(weak_axes, "Simulated: weak scaling, 10⁶ particles a process", "efficiency [%]")
    along_ranks(strong_axes, ranks)
    strong_axes.set_yscale("log", base=4)
    strong_axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    dress(strong_axes, "Simulated: strong scaling, 10⁸ particles", "times one process")
    bars(even, weak, "even")
    bars(clustered, weak, "clustered")
    figure.savefig(given.picture, format="svg", metadata={"Date": None, "Creator": None})


if __name__ == "__main__":
    main()
