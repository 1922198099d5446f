#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""OceanTracker on the reference case:

    run_oceantracker.py CASE HOURS PARTICLES TO.npy schism|fvcom [THREADS [DIFFUSIVITY]]
"""
import os
import shutil
import sys
import tempfile

import numpy as np
from oceantracker.main import OceanTracker


def by_release(points, begin, end):
    """The ends in the order of the points of release, not a number where a point was discarded."""
    to = np.full(points.shape, np.nan)
    i = 0
    for a, b in zip(begin, end):
        while np.abs(points[i] - a).max() > 1:
            i += 1
        to[i] = b
        i += 1
    return to


def main():
    case, hours, particles, to = sys.argv[1], float(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
    which, threads = sys.argv[5], int(sys.argv[6]) if len(sys.argv) > 6 else 1
    diffusivity = float(sys.argv[7]) if len(sys.argv) > 7 else 0
    points = np.load(f"{case}/points.npy")[:particles]
    out = tempfile.mkdtemp()
    ot = OceanTracker()
    ot.settings(run_output_dir=out, time_step=60.0, processors=threads, use_dispersion=diffusivity > 0,
                use_resuspension=False, use_random_seed=True, particle_buffer_initial_size=len(points),
                screen_output_time_interval=24 * 3600.0, max_run_duration=hours * 3600, NUMBA_cache_code=True)
    ot.add_class("reader", input_dir=os.path.abspath(case), file_mask=f"{which}.nc")
    ot.add_class("release_groups", name="all", class_name="PointRelease", points=points.tolist(), pulse_size=1,
                 release_interval=0.0)
    if diffusivity:
        ot.add_class("dispersion", A_H=diffusivity)
    ot.add_class("tracks_writer", update_interval=hours * 3600)
    info = ot.run()
    from oceantracker.read_output.python import load_output_files  # it may be imported after a run alone
    tracks = load_output_files.load_track_data(info)
    order = np.argsort(tracks["ID"])
    begin, end = tracks["x"][0, order, :2], tracks["x"][-1, order, :2]
    np.save(to, by_release(points, begin, end))
    shutil.rmtree(out)


if __name__ == "__main__":
    main()
