"""Whether the files of examples/cluster are what clusters take, as far as a machine without one can tell.
    python3 cluster_test.py Kubernetes|Swarm|Slurm|Container|Options [happiest_particle [program...]]
with the programs of the image, as they were built here.
Where what a test needs is missing it says so, and the exit code is 77."""
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
import unittest

try:
    from fixtures import *
except ModuleNotFoundError as missing:
    print(f"skipped: Python has no {missing.name} (Debian, Ubuntu: apt-get install python3-yaml python3-jsonschema)")
    sys.exit(77)


def after(command, word):
    """The words of a command from that one on."""
    return command[command.index(word):]


def launched():
    """The command of each file, as words, from the program on."""
    launcher = kubernetes()["MPIJob"]["spec"]["mpiReplicaSpecs"]["Launcher"]["template"]["spec"]["containers"][0]
    line = re.search(r"^mpirun (.*) &$", text("slurm.sh").replace("\\\n", " "), re.MULTILINE).group(1)
    return {
        "kubernetes.yaml": after(launcher["args"], "happiest_particle"),
        "swarm.yaml": after(swarm()["services"]["launcher"]["command"], "happiest_particle"),
        "slurm.sh": shlex.split(line),
    }


def setting(name, key):
    """A line of an ssh configuration."""
    return re.search(rf"^\s*{key} (.*)$", text(name), re.MULTILINE).group(1)


class Kubernetes(unittest.TestCase):
    def test_manifest(self):
        documents = kubernetes()
        self.assertEqual(sorted(documents), ["MPIJob", "PersistentVolumeClaim"])
        for kind, document in documents.items():
            self.assertEqual(faults(kubernetes_schema(kind), document), [])

    def test_schema_finds_faults(self):
        replicas = "spec.mpiReplicaSpecs"
        pod = f"{replicas}.Worker.template.spec"
        for path, value in [
                ("apiVersion", "kubeflow.org/v1"), ("metadata.name", "Drift_1"), ("metadata.name", None),
                ("spec.slotsPerWorker", "2"), ("spec.cleanPodPolicy", "Running"),
                ("spec.runPolicy.cleanPodPolicy", "Never"), ("spec.runPolicy.backoffLimit", -1),
                ("spec.mpiImplementation", "Open MPI"), (f"{replicas}.Launcher", None),
                (f"{replicas}.Launcher.replicas", 2), (f"{replicas}.Launcher.restartPolicy", "Always"),
                (f"{replicas}.Worker.replicas", 0), (f"{replicas}.Workers", {}), (f"{pod}.containers", []),
                (f"{pod}.containers.0.args", ["-n", 8]), (f"{pod}.containers.0.volumeMounts.0.mountPath", "data"),
                (f"{pod}.containers.0.resources.limits.memory", "4 GB"), (f"{pod}.containers.0.image", None),
                (f"{pod}.volumes.0.persistentVolumeClaim", None)]:
            with self.subTest(path=path, value=value):
                job = changed(kubernetes()["MPIJob"], path, value)
                self.assertNotEqual(faults(kubernetes_schema("MPIJob"), job), [])

    def test_parts_fit_each_other(self):
        documents = kubernetes()
        spec = documents["MPIJob"]["spec"]
        replicas = spec["mpiReplicaSpecs"]
        pods = {name: replicas[name]["template"]["spec"] for name in replicas}
        arguments = pods["Launcher"]["containers"][0]["args"]
        ranks = int(arguments[arguments.index("-n") + 1])
        self.assertEqual(ranks, replicas["Worker"]["replicas"] * spec["slotsPerWorker"])
        worker = pods["Worker"]["containers"][0]
        self.assertEqual([worker["readinessProbe"]["tcpSocket"]["port"]], [int(setting("sshd_config", "Port"))])
        mounts, volumes = worker["volumeMounts"], pods["Worker"]["volumes"]
        self.assertEqual([mount["name"] for mount in mounts], [volume["name"] for volume in volumes])
        claim = volumes[0]["persistentVolumeClaim"]["claimName"]
        self.assertEqual(claim, documents["PersistentVolumeClaim"]["metadata"]["name"])
        self.assertEqual(spec["sshAuthMountPath"], os.path.dirname(setting("sshd_config", "HostKey")))
        for pod in pods.values():
            self.assertIn(f"--uid {pod['securityContext']['runAsUser']} ", text("Containerfile"))

    def test_command_is_that_of_the_others(self):
        plain = {name: [word for word in command if word.startswith("--") and word != "--seed"]
                 for name, command in launched().items()}
        self.assertEqual(plain["kubernetes.yaml"], plain["swarm.yaml"])
        self.assertEqual(plain["kubernetes.yaml"], plain["slurm.sh"])


class Swarm(unittest.TestCase):
    def test_file(self):
        self.assertEqual(faults(schema("compose.schema.json"), swarm()), [])

    def test_docker_takes_it(self):
        if shutil.which("docker") is None:
            self.skipTest("there is no docker, whose client would read the file too")
        command = ["docker", "stack", "config", "-c", folder / "swarm.yaml"]
        done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "NFS_SERVER": "files"})
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_schema_finds_faults(self):
        worker = "services.worker"
        for path, value in [
                ("version", None), ("services", {}), (f"{worker}.image", None), (f"{worker}.restart", "always"),
                (f"{worker}.command", [1]), (f"{worker}.volumes", ["data"]), (f"{worker}.deploy.replica", 4),
                (f"{worker}.deploy.replicas", "4"), (f"{worker}.deploy.restart_policy.condition", "on_failure"),
                (f"{worker}.deploy.restart_policy.delay", 5), (f"{worker}.secrets.0.uid", 1000),
                ("volumes.data.driver_opts.o", 1), ("secrets.drift_key.external", None)]:
            with self.subTest(path=path, value=value):
                self.assertNotEqual(faults(schema("compose.schema.json"), changed(swarm(), path, value)), [])

    def test_parts_fit_each_other(self):
        stack = swarm()
        worker, launcher = stack["services"]["worker"], stack["services"]["launcher"]
        service, workers = launcher["command"][1:3]
        self.assertEqual(worker, stack["services"][service])
        self.assertEqual(int(workers), worker["deploy"]["replicas"])
        for part in worker, launcher:
            self.assertEqual(part["secrets"][0]["target"], setting("sshd_config", "HostKey"))
            self.assertEqual(part["secrets"][0]["target"], setting("ssh_config", "IdentityFile"))
            self.assertEqual(part["configs"][0]["target"], setting("sshd_config", "AuthorizedKeysFile"))
            self.assertIn(part["secrets"][0]["source"], stack["secrets"])
            self.assertIn(part["configs"][0]["source"], stack["configs"])
            self.assertTrue(set(part["networks"]) <= set(stack["networks"]))
        self.assertEqual(setting("ssh_config", "Port"), setting("sshd_config", "Port"))

    def test_launcher_waits_for_all_workers(self):
        cluster = stand_ins(
            getent='echo "$@" >>"$LOG"; echo "10.0.0.2 STREAM"; echo "10.0.0.2 DGRAM"\n'
                   '[ "$(wc -l <"$LOG")" -lt 3 ] || echo "10.0.0.3 STREAM"\n',
            mpirun='cat "$2"; echo "$@"; exit 3\n')
        job = cluster.start("launch.sh", "worker", "2", "4", "program", "an argument", LAUNCH_PAUSE="0")
        said, _ = job.communicate(timeout=30)
        lines = said.splitlines()
        self.assertEqual(job.returncode, 3)
        self.assertEqual(lines[:2], ["launch: 1 of 2 workers are there"] * 2)
        self.assertEqual(lines[2:4], ["10.0.0.2 slots=4", "10.0.0.3 slots=4"])
        self.assertRegex(lines[4], "^--hostfile .* -n 8 --bind-to none program an argument$")
        self.assertEqual(cluster.log.read_text(), "ahostsv4 tasks.worker\n" * 3)


class Slurm(unittest.TestCase):
    def test_options_are_known(self):
        known = set(re.findall(r"[a-z][a-z-]+", re.sub("#.*", "", (here / "sbatch_options.txt").read_text())))
        lines = text("slurm.sh").splitlines()
        first_command = next(n for n, line in enumerate(lines) if line and not line.startswith("#"))
        options = [n for n, line in enumerate(lines) if line.startswith("#SBATCH")]
        self.assertGreater(len(options), 5)
        self.assertLess(options[-1], first_command, "sbatch reads no options after the first command")
        for n in options:
            word = re.fullmatch(r"#SBATCH --([a-z-]+)(=\S+)?", lines[n])
            self.assertIsNotNone(word, lines[n])
            self.assertIn(word.group(1), known)
        self.assertIn("requeue", {re.match("#SBATCH --([a-z-]+)", lines[n]).group(1) for n in options})

    def test_shell_takes_it(self):
        subprocess.run(["sh", "-n", folder / "slurm.sh"], check=True)

    def job(self, mpirun):
        cluster = stand_ins(mpirun='echo "mpirun $*" >>"$LOG"\n' + mpirun, scontrol='echo "scontrol $*" >>"$LOG"\n')
        return cluster, cluster.start("slurm.sh", SLURM_SUBMIT_DIR="/data", SLURM_JOB_ID="71", SLURM_ARRAY_TASK_ID="4")

    def test_end_of_the_command_is_the_jobs(self):
        for code in 0, 3:
            cluster, job = self.job(f"exit {code}\n")
            job.communicate(timeout=30)
            self.assertEqual(job.returncode, code)
            self.assertEqual(len(cluster.log.read_text().splitlines()), 1)

    def test_queued_again_before_its_time_is_over(self):
        cluster, job = self.job('trap \'echo "mpirun ends" >>"$LOG"; kill $!; exit 1\' TERM\nsleep 60 & wait\n')
        while "mpirun" not in cluster.log.read_text():
            time.sleep(0.05)
        time.sleep(0.2)
        job.send_signal(signal.SIGUSR1)
        job.communicate(timeout=30)
        self.assertEqual(job.returncode, 0)
        begun, *rest = cluster.log.read_text().splitlines()
        self.assertIn(" --seed 4 ", begun)
        self.assertEqual(rest, ["mpirun ends", "scontrol requeue 71"])


def instructions():
    """Of the Containerfile: each as its name and the rest of the line."""
    lines = re.sub(r"\\\n", " ", re.sub(r"(?m)^#.*\n", "", text("Containerfile"))).splitlines()
    return [line.split(None, 1) for line in lines if line.strip()]


def stages():
    """The instructions of each stage."""
    found = []
    for name, rest in instructions():
        if name == "FROM":
            found.append([])
        found[-1].append((name, rest))
    return found


def packages(stage):
    runs = " && ".join(rest for name, rest in stage if name == "RUN")
    return re.search(r"apt-get install -y --no-install-recommends ([^&]*)", runs).group(1).split()


class Container(unittest.TestCase):
    def test_instructions(self):
        build, final = stages()
        names = {name for name, _ in build + final}
        self.assertLessEqual(names, {"FROM", "ARG", "RUN", "COPY", "USER", "WORKDIR", "CMD"})
        self.assertEqual(build[0][1].split()[0], final[0][1], "a program runs on the system that it was built on")
        self.assertEqual(build[0][1].split()[1:], ["AS", "build"])
        self.assertEqual([rest for name, rest in final if name == "USER"], ["drifter"])
        self.assertIn(" drifter", next(rest for name, rest in final if "useradd" in rest))
        for name, rest in build + final:
            if name == "RUN":
                self.assertEqual(subprocess.run(["sh", "-n", "-c", rest]).returncode, 0, rest)
            words = [word for word in rest.split() if not word.startswith("--")]
            if name == "COPY" and "--from=build" not in rest:
                for source in words[:-1]:
                    self.assertTrue((root / source).exists(), source)

    def test_packages_are_in_debian(self):
        system = dict(re.findall(r'(?m)^(\w+)="?([^"\n]*)', open("/etc/os-release").read()))
        image = stages()[0][0][1].split()[0]
        if shutil.which("apt-cache") is None or system.get("VERSION_CODENAME", "-") not in image:
            self.skipTest(f"the image is of {image}, whose packages only that system knows")
        for stage in stages():
            known = subprocess.run(["apt-cache", "show", *packages(stage)], capture_output=True, text=True)
            self.assertEqual(known.returncode, 0, known.stderr)
        final = packages(stages()[1])
        closure = subprocess.run(
            ["apt-cache", "depends", "--recurse", "--no-recommends", "--no-suggests", "--no-conflicts", "--no-breaks",
             "--no-replaces", "--no-enhances", *final], capture_output=True, text=True, check=True).stdout
        installed = {line.strip() for line in closure.splitlines()}
        for program in sys.argv[2:]:
            needed = subprocess.run(["ldd", program], capture_output=True, text=True, check=True).stdout
            direct = subprocess.run(["readelf", "-d", program], capture_output=True, text=True, check=True).stdout
            for library in re.findall(r"NEEDED.*\[(.*)\]", direct):
                if library.startswith(("ld-", "libasan", "libubsan")):
                    continue
                path = re.search(rf"{re.escape(library)} => (\S+)", needed).group(1)
                file = "*/" + os.path.basename(os.path.realpath(path))
                owners = subprocess.run(["dpkg", "-S", file], capture_output=True, text=True, check=True).stdout
                self.assertTrue(set(re.findall(r"(?m)^([^:]+):", owners)) & installed,
                                f"{os.path.basename(program)} needs {library}, which the image lacks")


class Options(unittest.TestCase):
    def test_program_has_them(self):
        if len(sys.argv) < 3:
            self.skipTest("happiest_particle is not built")
        program = sys.argv[2]
        manual = subprocess.run([program, "--help"], capture_output=True, text=True, check=True).stdout
        known = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", manual))
        if "--checkpoint" not in known:
            self.skipTest("happiest_particle has no --checkpoint")
        for name, command in launched().items():
            used = {word for word in command if word.startswith("--")}
            self.assertEqual(used - known, set(), f"{name} uses options that happiest_particle does not have")
            self.assertEqual(command[command.index("--checkpoint") + 1], command[command.index("--restart") + 1], name)
        versions = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
        self.assertIn(" mpi", versions)


if __name__ == "__main__":
    tests = unittest.defaultTestLoader.loadTestsFromTestCase(globals()[sys.argv[1]])
    result = unittest.TextTestRunner(stream=sys.stdout, verbosity=2).run(tests)
    for _, reason in result.skipped:
        print(f"skipped: {reason}")
    sys.exit(1 if not result.wasSuccessful() else 77 if len(result.skipped) == result.testsRun else 0)
