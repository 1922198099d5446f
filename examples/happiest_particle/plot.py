#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Draws the tracks of happiest_particle over the forcing's mesh, coloured by happiness."""
import argparse
import datetime
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import netCDF4
import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.colors import LinearSegmentedColormap, Normalize
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, MultipleLocator
from matplotlib.tri import Triangulation

MOVING, AGROUND, LEFT, WAITING = "moving", "aground", "left", "waiting"
LAND, WATER, MESH, SHORE, INK = "#f4f1ea", "#ffffff", "#ccd5dc", "#7d8890", "#22303a"
SEGMENTS = 300_000  # drawn at most; of more, every second (third, ...) particle's
KM_PER_DEGREE = 6371 * np.pi / 180


def fail(sentence):
    print(f"plot.py: {sentence}", file=sys.stderr)
    sys.exit(2)


def open_file(path):
    try:
        return netCDF4.Dataset(path)
    except OSError as error:
        fail(f"{path}: cannot be opened as NetCDF: {error.strerror or error}")


def values(data, name):
    """A variable as doubles, NaN where it holds no value."""
    return np.ma.filled(np.ma.asarray(data[name][:]).astype(float), np.nan)


def turned(lon, centre):
    """Longitudes in the turn of 360 degrees around centre."""
    return (lon - centre + 180) % 360 - 180 + centre


class Plane:
    """Where things are drawn: degrees with a true aspect ratio, or kilometres."""

    def __init__(self, forcing, tracks):
        self.degrees = "lon" in tracks.variables
        names = ("lon", "lat") if self.degrees else ("x", "y")
        for data, names_of in ((forcing, names), (tracks, names)):
            missing = [name for name in names_of if name not in data.variables]
            if missing:
                fail(f"{data.filepath()}: has no variable {missing[0]}")
        x, y = values(forcing, names[0]), values(forcing, names[1])
        self.centre = 0.0
        if self.degrees:
            turn = turned(x, x[0])
            self.centre = turned((np.nanmin(turn) + np.nanmax(turn)) / 2, 0.0)
        self.names = names
        self.mesh_x, self.mesh_y = self.place(x, y)
        self.aspect = 1 / np.cos(np.radians(np.nanmean(y))) if self.degrees else 1

    def place(self, x, y):
        return (turned(x, self.centre), y) if self.degrees else (x / 1000, y / 1000)

    def figure_size(self):
        """Inches, at most 14 by 10, that leave little around a mesh of this shape."""
        wide, high = (np.nanmax(side) - np.nanmin(side) for side in (self.mesh_x, self.mesh_y))
        if not (wide > 0 and high > 0):
            fail("the mesh has no extent; expected coordinates that differ between nodes")
        shape = wide / (high * self.aspect)
        around_wide, around_high = 2.4, 0.9  # colour bar and labels
        height = min(10.0, (14 - around_wide) / shape + around_high)
        return max(9.0, (height - around_high) * shape + around_wide), max(5.0, height)

    def km_per_unit(self):
        return KM_PER_DEGREE / self.aspect if self.degrees else 1


def triangles(forcing):
    """Corners of the elements, counted from 0, one line each."""
    for name in ("nv", "grid1"):
        if name in forcing.variables:
            break
    else:
        fail(f"{forcing.filepath()}: has no variable nv, so there is no mesh to draw")
    corners = np.ma.filled(forcing[name][:], 0).astype(int)
    if corners.shape[0] == 3 and corners.shape[1] != 3:
        corners = corners.T
    return corners - corners.min()


def draw_mesh(axes, plane, corners):
    mesh = Triangulation(plane.mesh_x, plane.mesh_y, corners)
    axes.tripcolor(mesh, np.zeros(len(corners)), cmap=matplotlib.colors.ListedColormap([WATER]),
                   edgecolors="none", rasterized=True, zorder=1)
    axes.triplot(mesh, color=MESH, linewidth=0.6 if len(corners) < 20_000 else 0.25, zorder=2)
    shore = [(i, j) for element, beside in zip(mesh.triangles, mesh.neighbors)
             for i, j, other in ((element[0], element[1], beside[0]),
                                 (element[1], element[2], beside[1]),
                                 (element[2], element[0], beside[2])) if other < 0]
    points = np.column_stack((mesh.x, mesh.y))
    axes.add_collection(LineCollection(points[np.array(shore)], colors=SHORE, linewidths=1, zorder=3))


def read_tracks(tracks, plane):
    """x, y, happiness and status, each [outputs, particles]."""
    for name in ("happiness", "status", "time"):
        if name not in tracks.variables:
            fail(f"{tracks.filepath()}: has no variable {name}; expected a file of happiest_particle")
    x, y = plane.place(values(tracks, plane.names[0]), values(tracks, plane.names[1]))
    if x.size == 0:
        fail(f"{tracks.filepath()}: holds no output yet")
    return x, y, values(tracks, "happiness"), np.ma.filled(tracks["status"][:], 0)


def draw_tracks(axes, x, y, happiness, colours):
    step = max(1, -(-x.size // SEGMENTS))
    x, y, happiness = x[:, ::step], y[:, ::step], happiness[:, ::step]
    ends = np.stack((np.stack((x[:-1], y[:-1]), -1), np.stack((x[1:], y[1:]), -1)), 2)
    mood = (happiness[:-1] + happiness[1:]) / 2
    moved = np.isfinite(ends).all((2, 3)) & (ends[:, :, 0] != ends[:, :, 1]).any(2)
    # By particle, so that a track lies whole above or below another.
    moved, ends, mood = moved.T, ends.transpose(1, 0, 2, 3), mood.T
    crowd = x.shape[1]
    lines = LineCollection(ends[moved], array=mood[moved], zorder=4, capstyle="round",
                           linewidths=1.6 if crowd <= 300 else 1.0 if crowd <= 3000 else 0.5,
                           alpha=0.9 if crowd <= 300 else 0.7, **colours)
    axes.add_collection(lines)
    return lines


def last_place(x):
    """Of each particle: the number of its first and last output with a place; -1 for none."""
    known = np.isfinite(x)
    seen = known.any(0)
    first = np.where(seen, known.argmax(0), -1)
    last = np.where(seen, len(x) - 1 - known[::-1].argmax(0), -1)
    return first, last


def draw_ends(axes, tracks, x, y, happiness, status, colours):
    """Starts and ends with a legend of how many particles do what, and the happiest one."""
    first, last = last_place(x)
    seen = np.flatnonzero(last >= 0)
    size = 22 if len(seen) <= 300 else 10 if len(seen) <= 3000 else 4
    axes.scatter(x[first[seen], seen], y[first[seen], seen], s=size * 0.8, facecolors="none",
                 edgecolors="#6b7780", linewidths=0.7, zorder=5)
    handles = [Line2D([], [], ls="", marker="o", mfc="none", mec="#6b7780", label="start")]
    words = getattr(tracks["status"], "flag_meanings", "moving aground left waiting").split()
    markers = {MOVING: "o", AGROUND: "X", LEFT: "D"}
    for code, word in enumerate(words):
        number = int((status[-1] == code).sum())
        which = seen[status[-1, seen] == code]
        if word == WAITING:
            if number:
                handles.append(Line2D([], [], ls="", label=f"{number} not yet released"))
            continue
        if number == 0:
            continue
        marker = markers.get(word, "s")
        axes.scatter(x[last[which], which], y[last[which], which], c=happiness[last[which], which],
                     s=size * 1.6, marker=marker, edgecolors=INK, linewidths=0.5, zorder=6, **colours)
        handles.append(Line2D([], [], ls="", marker=marker, mfc=colours["cmap"](0.75), mec=INK,
                              label=f"end: {number} {word}"))
    final = np.where(status[-1, seen] == words.index(MOVING) if MOVING in words else True,
                     happiness[last[seen], seen], np.nan)
    if np.isfinite(final).any():
        best = seen[np.nanargmax(final)]  # the smaller id of equals: ids ascend
        axes.scatter(x[last[best], best], y[last[best], best], s=330, marker="*", zorder=8,
                     c=[happiness[last[best], best]], edgecolors=INK, linewidths=1.2, **colours)
        handles.append(Line2D([], [], ls="", marker="*", ms=14, mfc=colours["cmap"](1.0), mec=INK,
                              label=f"happiest at the end: particle {tracks['trajectory'][best]}"))
    axes.legend(handles=handles, loc="best", framealpha=0.92, edgecolor="#cfd6db", fontsize=11)


def date_range(tracks):
    time = tracks["time"]
    # Before a release too, time is known: the first and last moment of any particle.
    first, last = float(np.min(time[0])), float(np.max(time[-1]))
    if "1970" in time.units:
        start, end = netCDF4.num2date([first, last], time.units, "standard")
        to = end.strftime("%H:%M" if start.strftime("%F") == end.strftime("%F") else "%Y-%m-%d %H:%M")
        return f"{start.strftime('%Y-%m-%d %H:%M')} to {to} UTC"
    return f"day {first / 86400:.2f} to day {last / 86400:.2f} of the model"


def draw_scale(axes, plane):
    """A bar of a round number of kilometres in the corner that the legend leaves."""
    low, high = axes.get_xlim()
    width = (high - low) * plane.km_per_unit() / 5
    power = 10 ** np.floor(np.log10(width))
    km = power * max(digit for digit in (1, 2, 5) if digit * power <= width)
    bar = km / plane.km_per_unit() / (high - low)
    axes.plot([0.03, 0.03 + bar], [0.035, 0.035], transform=axes.transAxes, color=INK, lw=3,
              solid_capstyle="butt", zorder=9)
    axes.text(0.03 + bar / 2, 0.045, f"{km:g} km" if km >= 1 else f"{km * 1000:g} m", color=INK,
              transform=axes.transAxes, ha="center", va="bottom", fontsize=11, zorder=9)


def label_axes(axes, plane):
    axes.set_aspect(plane.aspect)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(MaxNLocator(6))
    if not plane.degrees:
        axes.set_xlabel("x [km]")
        axes.set_ylabel("y [km]")
        return

    def degrees(value, letters):
        value = (value + 180) % 360 - 180 if letters == "WE" else value
        return f"{abs(value):g}°{letters[int(value > 0)] if value else ''}"

    axes.xaxis.set_major_formatter(FuncFormatter(lambda v, _: degrees(round(v, 6), "WE")))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda v, _: degrees(round(v, 6), "SN")))


def preference(tracks):
    """What the particles like, in words, as far as the file tells."""
    band = getattr(tracks, "preference", None)
    return f"happiness: 1 inside {band}, 0 one band-width outside" if band else "happiness"


def course_of(tracks, happiness, status):
    """At each output, of the moving particles: the share that is ecstatic, and the happiness of the
    saddest; NaN where none moves."""
    words = getattr(tracks["status"], "flag_meanings", MOVING).split()
    moving = (status == words.index(MOVING) if MOVING in words else True) & np.isfinite(happiness)
    number = moving.sum(1)
    ecstatic = (moving & (happiness >= tracks.ecstatic)).sum(1)
    saddest = np.where(moving, happiness, np.inf).min(1)
    return (np.where(number > 0, ecstatic / np.maximum(number, 1), np.nan),
            np.where(number > 0, saddest, np.nan))


def moment(tracks):
    """When all were ecstatic [in the unit of time], and as words; None where they never were."""
    words = getattr(tracks, "ecstatic_time", None)
    if words is None:
        return None
    if "d " in words:  # "3d 01:30:00", of a model without dates
        days, clock = words.split("d ")
        hours, minutes, seconds = (float(part) for part in clock.split(":"))
        return 86400 * float(days) + 3600 * hours + 60 * minutes + seconds, words
    when = datetime.datetime.fromisoformat(words.replace("Z", "+00:00"))
    return when.timestamp(), when.strftime("%H:%M")


def draw_course(axes, tracks, happiness, status, colours):
    """Why the closing sentence came when it did, or never: the share of ecstatic particles, and the
    saddest one on its way to the threshold."""
    time = np.ma.getdata(tracks["time"][:, 0]).astype(float)
    share, saddest = course_of(tracks, happiness, status)
    fill = colours["cmap"](0.9)
    dots = "." if len(time) < 40 else None
    axes.fill_between(time, share, color=fill, alpha=0.3, lw=0)
    axes.plot(time, share, color=fill, lw=2, marker=dots, label="share that is ecstatic")
    axes.plot(time, saddest, color=colours["cmap"](0.2), lw=2, marker=dots, label="happiness of the saddest")
    axes.axhline(tracks.ecstatic, color=INK, lw=1, ls=":", label=f"ecstatic from {tracks.ecstatic:g}")
    all_at = moment(tracks)
    if all_at is None:
        note = "not all of them became ecstatic"
    else:
        axes.axvline(all_at[0], color=INK, lw=1.2, ls="--")
        note = f"all are ecstatic at {all_at[1]}"
    axes.set_title(f"Moving particles: {note}", fontsize=12, loc="left", pad=8)
    axes.legend(loc="lower right", bbox_to_anchor=(1.01, 0.97), ncol=3, frameon=False, fontsize=10,
                handlelength=1.5, columnspacing=1.2)
    low, high = sorted((time[0], time[-1])) if len(time) > 1 else (time[0] - 1, time[0] + 1)
    axes.set_xlim((low, high) if time[-1] >= time[0] else (high, low))
    axes.set_ylim(0, 1.05)
    axes.yaxis.set_major_locator(FixedLocator([0, 0.5, 1]))
    label_time(axes, tracks, high - low)


def label_time(axes, tracks, length):
    """Whole hours or days, a dozen at most."""
    step = next((hours for hours in (1 / 12, 1 / 4, 1, 3, 6, 12, 24) if length / 3600 <= 12 * hours), None)
    step = 3600 * (step or 24 * np.ceil(length / 86400 / 12))
    axes.xaxis.set_major_locator(MultipleLocator(step))
    dated = "1970" in tracks["time"].units

    def clock(value, _):
        if step >= 86400:
            return str(netCDF4.num2date(value, tracks["time"].units, "standard"))[:10] if dated else f"day {value / 86400:g}"
        return f"{value // 3600 % 24:02.0f}:{value // 60 % 60:02.0f}"

    axes.xaxis.set_major_formatter(FuncFormatter(clock))
    axes.tick_params(labelsize=10)
    if dated:
        axes.set_xlabel("UTC", fontsize=10, labelpad=1)


def draw(forcing_path, tracks_path, picture_path):
    forcing, tracks = open_file(forcing_path), open_file(tracks_path)
    plane = Plane(forcing, tracks)
    x, y, happiness, status = read_tracks(tracks, plane)
    # Plasma without its palest end, which would be lost on white.
    plasma = plt.get_cmap("plasma")(np.linspace(0, 0.9, 256))
    colours = {"cmap": LinearSegmentedColormap.from_list("mood", plasma), "norm": Normalize(0, 1)}

    plt.rcParams.update({"font.size": 12, "axes.edgecolor": SHORE, "axes.labelcolor": INK,
                         "text.color": INK, "xtick.color": INK, "ytick.color": INK})
    wide, high = plane.figure_size()
    course = 1.9 if hasattr(tracks, "ecstatic") else 0  # inches for it below the map
    figure = plt.figure(figsize=(wide, high + course), dpi=100, constrained_layout=True)
    rows = figure.add_gridspec(2 if course else 1, 1, height_ratios=[high, course] if course else None)
    axes = figure.add_subplot(rows[0])
    axes.set_facecolor(LAND)
    draw_mesh(axes, plane, triangles(forcing))
    axes.margins(0.03)
    axes.autoscale_view()
    label_axes(axes, plane)
    lines = draw_tracks(axes, x, y, happiness, colours)
    draw_ends(axes, tracks, x, y, happiness, status, colours)
    draw_scale(axes, plane)
    bar = figure.colorbar(lines, ax=axes, shrink=0.8, pad=0.015, aspect=35)
    bar.set_label(preference(tracks))
    bar.solids.set_alpha(1)
    if hasattr(tracks, "ecstatic"):
        bar.ax.axhline(tracks.ecstatic, color="white", lw=2)
        bar.ax.text(0.5, tracks.ecstatic + 0.012, "ecstatic", rotation=90, ha="center", va="bottom",
                    color="white", fontsize=10, transform=bar.ax.get_yaxis_transform())
    if course:
        draw_course(figure.add_subplot(rows[1]), tracks, happiness, status, colours)
    axes.set_title(f"{getattr(tracks, 'title', 'Tracks')}\n{x.shape[1]} particles, {date_range(tracks)}",
                   fontsize=15, pad=10)
    try:
        figure.savefig(picture_path)
    except (OSError, ValueError) as error:
        fail(f"{picture_path}: cannot be written: {error}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("forcing", help="FVCOM file that the run read")
    parser.add_argument("tracks", help="output file of happiest_particle")
    parser.add_argument("picture", help="PNG file to write")
    arguments = parser.parse_args()
    draw(arguments.forcing, arguments.tracks, arguments.picture)


if __name__ == "__main__":
    main()
