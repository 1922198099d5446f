#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Draws the table that larval_dispersal prints, from where to where:

    larval_dispersal examples/data/sfbofs_fvcom.nc | python3 examples/larval_dispersal/plot.py docs/images/connectivity.svg
"""
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt

INK = "#22303a"


def main():
    if len(sys.argv) != 2:
        sys.exit("plot.py: name the picture to write, and give the table on standard input")
    rows = [line.split() for line in sys.stdin if line.strip()]
    if len(rows) < 2 or rows[0][:3] != ["from", "\\", "to"]:
        sys.exit("plot.py: no table came on standard input; run larval_dispersal into it")
    to = rows[0][3:]
    table = [(words[0], [int(w) for w in words[1:1 + len(to)]]) for words in rows[1:] if len(words) > len(to)]
    share = [[n / sum(counts) for n in counts] for _, counts in table]
    plt.rcParams.update({"svg.hashsalt": "eudrift", "svg.fonttype": "none", "font.family": "sans-serif"})
    figure, axes = plt.subplots(figsize=(5.4, 3.6), layout="constrained")
    axes.imshow(share, cmap="GnBu", vmin=0, vmax=1, aspect="auto")
    for i, (_, counts) in enumerate(table):
        for j, n in enumerate(counts):
            axes.text(j, i, str(n) if n else "", ha="center", va="center", fontsize=10, color="white" if share[i][j] > 0.6 else INK)
    axes.set_xticks(range(len(to)), to, fontsize=9)
    axes.set_yticks(range(len(table)), [name for name, _ in table], fontsize=9)
    axes.xaxis.tick_top()
    axes.xaxis.set_label_position("top")
    axes.set_xlabel("settled in", fontsize=9, color=INK)
    axes.set_ylabel("released in", fontsize=9, color=INK)
    axes.tick_params(length=0, colors=INK)
    for side in axes.spines.values():
        side.set_visible(False)
    figure.savefig(sys.argv[1], format="svg", metadata={"Date": None, "Creator": None})


if __name__ == "__main__":
    main()
