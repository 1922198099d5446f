"""What the tests of examples/cluster share: the files, their schemas, and programs that stand in for a cluster's."""
import copy
import json
import os
import pathlib
import subprocess
import tempfile

import jsonschema
import yaml

here = pathlib.Path(__file__).parent
root = here.parent.parent
folder = root / "examples" / "cluster"


def text(name):
    return (folder / name).read_text()


def kubernetes():
    """The documents of the manifest by their kind."""
    return {document["kind"]: document for document in yaml.safe_load_all(text("kubernetes.yaml"))}


def swarm():
    return yaml.safe_load(text("swarm.yaml"))


def faults(schema, instance):
    """What the schema has against it, a sentence each."""
    jsonschema.Draft202012Validator.check_schema(schema)
    errors = jsonschema.Draft202012Validator(schema).iter_errors(instance)
    return [f"{error.json_path}: {error.message}" for error in errors]


def schema(name):
    return json.loads((here / name).read_text())


def kubernetes_schema(kind):
    whole = schema("kubernetes.schema.json")
    return {"$defs": whole["$defs"], "$ref": f"#/$defs/{kind}"}


def changed(document, path, value):
    """A copy with one entry set, or, where the value is None, taken out; the path's entries are joined by dots."""
    document = copy.deepcopy(document)
    *way, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    at = document
    for step in way:
        at = at[step]
    if value is None:
        del at[last]
    else:
        at[last] = value
    return document


class stand_ins:
    """A folder of small shell scripts by the names of a cluster's programs; they write what they do into `log`."""

    def __init__(self, **scripts):
        self.place = tempfile.TemporaryDirectory()
        self.log = pathlib.Path(self.place.name) / "log"
        self.log.touch()
        for name, body in scripts.items():
            script = pathlib.Path(self.place.name) / name
            script.write_text("#!/bin/sh\n" + body)
            script.chmod(0o755)

    def start(self, script, *words, **environment):
        paths = self.place.name + os.pathsep + os.environ["PATH"]
        return subprocess.Popen(
            ["sh", folder / script, *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            env={**os.environ, "PATH": paths, "LOG": str(self.log), "TMPDIR": self.place.name, **environment})
