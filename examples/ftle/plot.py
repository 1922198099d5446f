"""Draws tables of ftle: how fast neighbours part, one panel for each table.
    python3 examples/ftle/plot.py PICTURE.png TITLE=TABLE..."""
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np

LAND, INK = "#e9ecee", "#2b3a42"


def field(path):
    """x and y of the grid's columns and rows, and the exponent, NaN where there is none."""
    table = np.loadtxt(path)
    step = np.diff(np.unique(table[:, 0].round(9))).min(), np.diff(np.unique(table[:, 1].round(9))).min()
    low = table[:, :2].min(axis=0)
    column, row = np.rint((table[:, :2] - low) / step).astype(int).T
    value = np.full((row.max() + 1, column.max() + 1), np.nan)
    value[row, column] = table[:, 8]
    return low[0] + step[0] * np.arange(value.shape[1]), low[1] + step[1] * np.arange(value.shape[0]), value


def main():
    if len(sys.argv) < 3 or any("=" not in word for word in sys.argv[2:]):
        sys.exit(__doc__)
    plt.rcParams.update({"font.size": 11, "axes.edgecolor": "#8a969d", "text.color": INK, "axes.labelcolor": INK,
                         "xtick.color": INK, "ytick.color": INK})
    panels = [word.rsplit("=", 1) for word in sys.argv[2:]]
    figure, axes = plt.subplots(1, len(panels), figsize=(6.2 * len(panels), 4.2), dpi=90, constrained_layout=True,
                                squeeze=False)
    for axis, (title, path) in zip(axes[0], panels):
        x, y, value = field(path)
        degrees = np.nanmin(x) < -1
        scale, unit = (3600, "1/h") if degrees else (1, "1/s")
        shown = axis.pcolormesh(x, y, scale * value, cmap="magma", vmin=0, vmax=scale * np.nanquantile(value, 0.99),
                                shading="nearest", rasterized=True)
        axis.set_facecolor(LAND)
        axis.set_aspect(1 / np.cos(np.radians(y.mean())) if degrees else 1)
        axis.set_title(title, loc="left")
        axis.set_xlabel("longitude" if degrees else "x")
        axis.set_ylabel("latitude" if degrees else "y")
        axis.locator_params(nbins=5)
        axis.ticklabel_format(useOffset=False)
        figure.colorbar(shown, ax=axis, label=f"exponent [{unit}]", shrink=0.6 if not degrees else 0.9, pad=0.02)
    figure.savefig(sys.argv[1], bbox_inches="tight")


if __name__ == "__main__":
    main()
