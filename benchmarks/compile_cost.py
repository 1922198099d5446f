#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""What it costs a translation unit to include the library, beyond the standard headers that come with it.

    python3 benchmarks/compile_cost.py [COMPILER...]      (default: g++ clang++)

For each set of headers: CPU time of the compiler for a file that includes them and nothing else, less that for a file that includes
the standard headers that they do; the least of several pairs..  Then the umbrella's
headers that cost most by themselves."""
import os
import re
import resource
import subprocess
import sys
import tempfile

ROOT = os.path.normpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
INCLUDE = os.path.join(ROOT, "include")
FLAGS = ["-std=c++20", "-O2", "-c", "-o", os.devnull, "-I", INCLUDE]
UMBRELLA = ["eudrift/eudrift.hpp"]


def own_includes(path):
    """Headers of the library, and standard ones, that a file includes by itself."""
    text = open(path).read()
    names = re.findall(r"^\s*#\s*include\s*<([^>]+)>", text, re.M)
    return [n for n in names if n.startswith("eudrift/")], [n for n in names if not n.startswith("eudrift/")]


def standard_headers(headers):
    """All standard headers that some headers of the library lead to."""
    seen, standard, todo = set(), set(), list(headers)
    while todo:
        name = todo.pop()
        if name in seen:
            continue
        seen.add(name)
        ours, others = own_includes(os.path.join(INCLUDE, name))
        todo += ours
        standard.update(others)
    return sorted(standard)


def seconds(compiler, headers, folder):
    """CPU time of one compilation."""
    path = os.path.join(folder, "unit.cpp")
    with open(path, "w") as unit:
        unit.write("".join(f"#if __has_include(<{h}>)\n#include <{h}>\n#endif\n" for h in headers))
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([compiler, *FLAGS, path], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def cost(compiler, headers, folder, pairs):
    """Least time with the library's headers, and with the standard ones alone."""
    standard = standard_headers(headers)
    both = [(seconds(compiler, standard + headers, folder), seconds(compiler, standard, folder)) for _ in range(pairs)]
    return min(b[0] for b in both), min(b[1] for b in both)


def main():
    quickstart = own_includes(os.path.join(ROOT, "examples", "quickstart", "main.cpp"))[0]
    core = sorted("eudrift/core/" + n for n in os.listdir(os.path.join(INCLUDE, "eudrift", "core")))
    kernels = sorted("eudrift/kernels/" + n for n in os.listdir(os.path.join(INCLUDE, "eudrift", "kernels")))
    sets = [("eudrift/core, all", core), ("what the quickstart includes", quickstart),
            ("eudrift/kernels, all, and the serial executor", kernels + ["eudrift/exec/serial.hpp"]),
            ("the umbrella, eudrift/eudrift.hpp", UMBRELLA)]
    with tempfile.TemporaryDirectory() as folder:
        for compiler in sys.argv[1:] or ["g++", "clang++"]:
            version = subprocess.run([compiler, "--version"], capture_output=True, text=True, check=True).stdout.split("\n")[0]
            print(f"{version}, {' '.join(FLAGS[:2])}; CPU seconds, least of 5 pairs")
            print(f"{'':46} {'all':>6} {'standard headers':>17} {'the library':>12}")
            for name, headers in sets:
                whole, standard = cost(compiler, headers, folder, 5)
                print(f"{name:46} {whole:6.2f} {standard:17.2f} {whole - standard:12.2f}")
            each = []
            for header in own_includes(os.path.join(INCLUDE, UMBRELLA[0]))[0]:
                whole, standard = cost(compiler, [header], folder, 1)
                each.append((whole - standard, header))
            print("heaviest alone, with all that they include (one pair):")
            for extra, header in sorted(each, reverse=True)[:8]:
                print(f"  {extra:5.2f}  {header}")


if __name__ == "__main__":
    main()
