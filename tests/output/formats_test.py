"""What tracks_to writes, read by others.
    python3 formats_test.py tracks PROGRAM DATA WORK        tracks that the others take
    python3 formats_test.py csv|geojson|vtk|page TRACKS_TO DATA WORK
csv: every number of the NetCDF file, bit for bit.  geojson: the same numbers, in the shapes of RFC 7946.  vtk: the files' text and places of arrays by a reader of our own; by VTK's
where Python has it, the same numbers as NetCDF.  page: a headless Chromium, if there is one, plays it.
Where something is missing that a test needs, it says so, and the exit code is 77."""
import base64
import csv
import json
import os
import re
import shutil
import struct
import subprocess
import sys
import xml.etree.ElementTree as xml

try:
    import netCDF4
    import numpy as np
except ModuleNotFoundError as missing:
    print(f"skipped: Python has no {missing.name} (Debian, Ubuntu: apt-get install python3-netcdf4)")
    sys.exit(77)

# San Francisco Bay: two are there from the beginning, one comes after an hour and one shortly before the end.
RELEASE = """id,lon,lat,time
7,-122.490784,37.867908,2024-05-23T00:00:00Z
900719925474099,-122.478361,37.865820,2024-05-23T00:00:00Z
12,-122.460929,37.896887,2024-05-23T01:07:00Z
13,-122.478361,37.865820,2024-05-23T02:50:00Z
"""


def run(*words, fails=False):
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (done.returncode != 0) == fails, f"{' '.join(words)}: exit code {done.returncode}\n{done.stdout}{done.stderr}"
    return done.stderr if fails else done.stdout


def write_tracks(program, data, work):
    os.makedirs(work, exist_ok=True)
    with open(f"{work}/release.csv", "w", encoding="ascii") as to:
        to.write(RELEASE)
    run(program, f"{data}/sfbofs_fvcom.nc", "--release", f"{work}/release.csv", "--three-d", "--open", "auto", "--duration", "10800",
        "--output-every", "900", "--quiet", "--output", f"{work}/tracks.nc")


class Tracks:
    """The NetCDF file: each variable [outputs, particles], and where it is known."""

    def __init__(self, work):
        with netCDF4.Dataset(f"{work}/tracks.nc") as data:
            data.set_auto_mask(False)
            self.ids = data["trajectory"][:]
            self.time = data["time"][:, 0]
            self.words = data["status"].flag_meanings.split()
            self.column = {name: v[:] for name, v in data.variables.items() if v.ndim == 2}
            # A time for each particle alone, told from the output on at which its way has ended: 2 is left.
            ended = self.column["status"] == 2
            self.column["end_time"] = np.where(ended, data["end_time"][:], np.nan)
            assert ended.any() and (self.column["end_time"][ended] < 1e36).all() and not ended.all()
            self.fill = {name: getattr(v, "_FillValue", None) for name, v in data.variables.items()}
        self.known = self.column["lon"] != self.fill["lon"]
        assert self.known.sum(axis=0).tolist() == [13, 8, 1, 13]  # by ascending id

    def values(self):
        return {name: v for name, v in self.column.items() if name not in ("time", "status")}


def try_csv(program, _, work):
    print(run(program, f"{work}/tracks.nc", "--output", f"{work}/tracks.csv"))
    tracks = Tracks(work)
    with open(f"{work}/tracks.csv", newline="", encoding="ascii") as text:
        rows = list(csv.DictReader(text))
    assert len(rows) == tracks.known.size
    for row, (k, i) in zip(rows, np.ndindex(tracks.known.shape)):
        assert int(row["id"]) == tracks.ids[i]
        assert np.datetime64(row["time"].rstrip("Z"), "ms") == np.datetime64(round(tracks.time[k] * 1000), "ms")
        assert row["status"] == tracks.words[tracks.column["status"][k, i]]
        for name, all_values in tracks.values().items():
            value = all_values[k, i]
            if not tracks.known[k, i] or value == tracks.fill[name] or value != value:
                assert row[name] == "", (name, row)
            else:
                assert np.dtype(value.dtype).type(row[name]).tobytes() == value.tobytes(), (name, row[name], value)
    assert set(rows[0]) == {"id", "time", "status", *tracks.values()}

    # Sentences, each of one line.
    shutil.copy(f"{work}/tracks.nc", f"{work}/input.csv")
    for words, said in (((f"{work}/release.csv", "--output", f"{work}/x.csv"), "release.csv: cannot be opened as NetCDF"),
                        ((f"{work}/tracks.nc", "--output", f"{work}/x.txt"), "its ending is none of"),
                        ((f"{work}/tracks.nc", "--output", f"{work}/x", "--format", "kml"), "is not known"),
                        ((f"{work}/input.csv", "--output", f"{work}/input.csv"), "is an input of this command"),
                        ((f"{work}/tracks.nc", "--output", "/dev/full", "--format", "csv"), "No space left"),
                        ((f"{work}/tracks.nc", "--output", f"{work}/x", "--format", "vtk", "--mesh", f"{work}/tracks.nc"),
                         "tracks.nc")):
        sentence = run(program, *words, fails=True)
        assert said in sentence and sentence.count("\n") == 1, sentence


def try_geojson(program, _, work):
    print(run(program, f"{work}/tracks.nc", "--output", f"{work}/tracks.geojson"))
    tracks = Tracks(work)
    with open(f"{work}/tracks.geojson", encoding="utf-8") as text:
        collection = json.load(text)
    assert collection["type"] == "FeatureCollection" and collection["units"]["z"] == "m"
    assert [feature["id"] for feature in collection["features"]] == tracks.ids.tolist()
    for i, feature in enumerate(collection["features"]):
        known = tracks.known[:, i]
        told, places = feature["properties"], np.stack((tracks.column["lon"][known, i], tracks.column["lat"][known, i]), 1).tolist()
        single = known.sum() == 1
        assert feature["type"] == "Feature" and feature["geometry"]["type"] == ("Point" if single else "LineString")
        assert feature["geometry"]["coordinates"] == (places[0] if single else places)
        assert told["status"] == tracks.words[tracks.column["status"][-1, i]]
        assert [np.datetime64(time.rstrip("Z"), "s") for time in told["coordTimes"]] == list(tracks.time[known].astype("datetime64[s]"))
        for name in ("z", "sigma", "happiness", "element", "layer", "end_time"):
            values = tracks.column[name][known, i]
            assert np.array(told[name], values.dtype).tobytes() == values.tobytes(), name


def arrays_of(path):
    """All arrays of a .vtu file with raw appended data, by section and name."""
    with open(path, "rb") as file:
        text, raw = file.read().split(b'<AppendedData encoding="raw">\n_', 1)
    end = raw.rindex(b"\n</AppendedData>")
    root = xml.fromstring(text + b"<AppendedData>" + raw[end:])
    assert root.attrib["byte_order"] == "LittleEndian" and root.attrib["header_type"] == "UInt64"
    kinds = {"Float64": "f8", "Float32": "f4", "Int64": "i8", "Int32": "i4", "UInt8": "u1"}
    found, at = {}, 0
    piece = root.find("UnstructuredGrid/Piece")
    for section in (root.find("UnstructuredGrid/FieldData"), *piece):
        for array in section:
            about = array.attrib
            assert int(about["offset"]) == at, f"{path}: {about['Name']} begins elsewhere than the one before ends"
            size, = struct.unpack_from("<Q", raw, at)
            values = np.frombuffer(raw, kinds[about["type"]], size // np.dtype(kinds[about["type"]]).itemsize, at + 8)
            found[section.tag, about["Name"]] = values.reshape(-1, int(about["NumberOfComponents"])).squeeze(1) \
                if about["NumberOfComponents"] == "1" else values.reshape(-1, int(about["NumberOfComponents"]))
            at += 8 + size
    assert at == end
    points, cells = int(piece.attrib["NumberOfPoints"]), int(piece.attrib["NumberOfCells"])
    assert len(found["Points", "Points"]) == points and len(found["Cells", "types"]) == len(found["Cells", "offsets"]) == cells
    assert len(found["Cells", "connectivity"]) == (found["Cells", "offsets"][-1] if cells else 0)
    return found


def files_of(path):
    """Times and files of a .pvd."""
    folder = os.path.dirname(path)
    return [(float(d.attrib["timestep"]), f"{folder}/{d.attrib['file']}") for d in xml.parse(path).getroot().find("Collection")]


def check_by_vtk(path, found):
    """VTK reads the same arrays."""
    reader = vtkXMLUnstructuredGridReader()
    reader.SetFileName(path)
    reader.Update()
    grid = reader.GetOutput()
    assert reader.GetErrorCode() == 0
    assert (vtk_to_numpy(grid.GetPoints().GetData()) == found["Points", "Points"]).all()
    assert grid.GetNumberOfCells() == len(found["Cells", "types"])
    assert grid.GetNumberOfCells() == 0 or grid.GetCellType(0) == found["Cells", "types"][0]
    for (section, name), values in found.items():
        of = {"PointData": grid.GetPointData(), "CellData": grid.GetCellData(), "FieldData": grid.GetFieldData()}.get(section)
        if of:
            read = vtk_to_numpy(of.GetArray(name))
            assert read.dtype == values.dtype and read.tobytes() == values.tobytes(), (path, name)


def try_vtk(program, data, work):
    forcing = f"{data}/sfbofs_fvcom.nc"
    print(run(program, f"{work}/tracks.nc", "--format", "vtk", "--output", f"{work}/bay", "--mesh", forcing, "--field", "temp"))
    tracks = Tracks(work)
    files = files_of(f"{work}/bay.pvd")
    assert [time for time, _ in files] == list(tracks.time - tracks.time[0])
    checked = list(files)
    for k, (_, path) in enumerate(files):
        found, known = arrays_of(path), tracks.known[k]
        column = {name: values[k, known] for name, values in tracks.column.items()}
        assert found["FieldData", "nowhere"] == (~known).sum()
        assert (found["PointData", "id"] == tracks.ids[known]).all()
        assert (found["PointData", "status"] == column["status"]).all()
        assert (found["Points", "Points"] == np.stack((column["lon"], column["lat"], 0 * column["lon"]), 1)).all()
        for name in ("z", "sigma", "happiness", "element", "layer", "end_time"):
            assert found["PointData", name].tobytes() == column[name].tobytes(), name
    sea = files_of(f"{work}/bay_mesh.pvd")
    checked += sea
    with netCDF4.Dataset(forcing) as of:
        assert len(sea) == 4  # of 00:00 to 03:00
        for k, (time, path) in enumerate(sea):
            found = arrays_of(path)
            assert time == 3600 * k
            assert len(found["Cells", "types"]) == len(of.dimensions["nele"]) and (found["Cells", "types"] == 5).all()
            assert (found["PointData", "depth"] == of["h"][:]).all()
            assert (found["PointData", "zeta"] == of["zeta"][k]).all() and (found["PointData", "temp"] == of["temp"][k, 0]).all()
            assert (found["CellData", "current"][:, 0] == of["u"][k, 0]).all() and (found["CellData", "current"][:, 2] == 0).all()
            assert abs(found["Points", "Points"][:, 1] - of["lat"][:]).max() < 1e-9
            corners = found["Cells", "connectivity"].reshape(-1, 3)
            assert {frozenset(c) for c in corners.tolist()} == {frozenset(c) for c in (of["nv"][:].T - 1).tolist()}
    if vtkXMLUnstructuredGridReader is None:
        print("skipped: Python has no VTK (Debian, Ubuntu: apt-get install python3-vtk9); read by this script alone")
        return
    for _, path in checked:
        check_by_vtk(path, arrays_of(path))
    print(f"VTK reads the same from {len(checked)} files")


# Put before the page's own script, and behind it: what went wrong, and what a hand does.
WATCH = """<script>window.wrong = []; window.onerror = m => { wrong.push(m); };
for (const f of ["error", "warn"]) console[f] = m => { wrong.push(String(m)); };
document.addEventListener("securitypolicyviolation", e => wrong.push(e.violatedDirective));</script>"""
HAND = """<script>
const seen = { wrong, first: document.body.dataset.drawn, begin: document.body.dataset.position };
const tints = () => { const d = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data, all = new Set();
 for (let i = 0; i < d.length; i += 4) all.add(d[i] << 16 | d[i + 1] << 8 | d[i + 2]);
 return all.size; };
seen.colours = tints();
at("time").value = 0.9; at("time").oninput();
seen.late = document.body.dataset.drawn; seen.clock = at("clock").textContent;
at("colour").value = at("colour").options[1].value; at("colour").onchange();
seen.legend = at("legend").textContent; seen.notes = at("notes").textContent;
at("time").value = 0; at("time").oninput();
at("play").onclick();
seen.playing = document.body.dataset.playing;
setTimeout(() => { at("play").onclick(); seen.moved = +at("time").value; seen.paused = document.body.dataset.playing;
 const told = document.createElement("pre"); told.id = "told"; told.textContent = btoa(JSON.stringify(seen)); document.body.append(told);
}, 1000);</script>"""


def try_page(program, data, work):
    page = f"{work}/bay.html"
    print(run(program, f"{work}/tracks.nc", "--output", page, "--mesh", f"{data}/sfbofs_fvcom.nc"))
    with open(page, encoding="utf-8") as file:
        text = file.read()
    assert len(text) < 200_000
    # Its places are those of the file, rounded.
    block = lambda name, kind: np.frombuffer(base64.b64decode(re.search(f'id="{name}">([^<]*)<', text)[1]), kind)
    about = re.search(r'id="about">(.*)</script>', text)[1]
    step, tracks = float(re.search(r'"step":([^,]*)', about)[1]), Tracks(work)
    places = block("places", "<u2").reshape(*tracks.known.shape, 2)
    assert ((places[:, :, 0] != 65535) == tracks.known).all()
    for d, name in enumerate(("lon", "lat")):
        low = tracks.column[name][tracks.known] - places[tracks.known][:, d] * step
        assert np.ptp(low) <= step * 1.001

    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if browser is None:
        print("skipped: there is no Chromium (Debian, Ubuntu: apt-get install chromium); the page was not played")
        sys.exit(77)
    tried = f"{work}/tried.html"
    with open(tried, "w", encoding="utf-8") as file:
        file.write(text.replace("</head>", "</head>" + WATCH, 1).replace("</body>", HAND + "</body>"))
    shown = run(browser, "--headless", "--no-sandbox", "--disable-gpu", "--window-size=900,700", f"--user-data-dir={work}/browser",
                "--virtual-time-budget=4000", "--dump-dom", f"file://{os.path.abspath(tried)}")
    shutil.rmtree(f"{work}/browser", ignore_errors=True)
    told = re.search('<pre id="told">([^<]*)<', shown)
    assert told, "the page's script did not come to its end"
    seen = base64.b64decode(told[1]).decode("latin-1")
    print(seen)
    seen = json.loads(seen)
    assert seen["wrong"] == []
    assert seen["first"] == "2" and seen["late"] == "3"
    assert seen["colours"] > 20
    assert seen["clock"] == "2024-05-23 02:42:00 UTC"
    assert "happiness" in seen["legend"] and "waiting1" in seen["legend"] and "depth" in seen["legend"]
    assert seen["notes"].startswith("Places are drawn to within 0.0")
    assert seen["playing"] == "true" and seen["paused"] == "false" and 0 < seen["moved"] < 0.5


try:
    from vtkmodules.util.numpy_support import vtk_to_numpy
    from vtkmodules.vtkIOXML import vtkXMLUnstructuredGridReader
except ImportError:
    vtkXMLUnstructuredGridReader = None

{"tracks": write_tracks, "csv": try_csv, "geojson": try_geojson, "vtk": try_vtk, "page": try_page}[sys.argv[1]](*sys.argv[2:])
