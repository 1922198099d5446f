# SPDX-License-Identifier: BSL-1.0
"""eudrift as a package for Conan 2: `conan create . --test-folder packaging/conan_test`."""
import os
import re

from conan import ConanFile
from conan.tools.build import check_min_cppstd
from conan.tools.files import copy, load
from conan.tools.layout import basic_layout


class Eudrift(ConanFile):
    name = "eudrift"
    description = "Header-only kernels for particle tracking on unstructured meshes"
    license = "BSL-1.0"
    topics = ("particle-tracking", "ocean", "fvcom", "header-only")
    package_type = "header-library"
    settings = "os", "arch", "compiler", "build_type"
    options = {
        "with_openmp": [True, False],
        "with_netcdf": [True, False],
        "with_mpi": [True, False],
        "with_metis": [True, False],
        "with_json": [True, False],
        "with_eigen": [True, False],
        "with_testing": [True, False],
    }
    default_options = {
        "with_openmp": True,
        "with_netcdf": False,
        "with_mpi": False,
        "with_metis": False,
        "with_json": False,
        "with_eigen": False,
        "with_testing": False,
    }
    exports = "include/eudrift/version.hpp"
    exports_sources = "include/*", "LICENSE"
    no_copy_source = True

    # What each part asks Conan for; OpenMP comes with the compiler.
    needed = {"netcdf": "netcdf/[>=4.8]", "mpi": "openmpi/[>=4.1]", "metis": "metis/[>=5.1]", "json": "nlohmann_json/[>=3.11]",
              "eigen": "eigen/[>=3.4]", "testing": "catch2/[>=3]"}

    def set_version(self):
        header = load(self, os.path.join(self.recipe_folder, "include", "eudrift", "version.hpp"))
        part = lambda name: re.search(rf"#define EUDRIFT_VERSION_{name} (\d+)", header).group(1)
        self.version = ".".join(part(name) for name in ("MAJOR", "MINOR", "PATCH"))

    def layout(self):
        basic_layout(self)

    def requirements(self):
        for part, package in self.needed.items():
            if self.options.get_safe(f"with_{part}"):
                self.requires(package)

    def validate(self):
        check_min_cppstd(self, 20)

    def package(self):
        copy(self, "LICENSE", self.source_folder, os.path.join(self.package_folder, "licenses"))
        copy(self, "*.hpp", os.path.join(self.source_folder, "include"), os.path.join(self.package_folder, "include"))

    def package_id(self):
        self.info.clear()  # the same headers everywhere

    def package_info(self):
        self.cpp_info.bindirs = []
        self.cpp_info.libdirs = []
        self.cpp_info.set_property("cmake_file_name", "eudrift")
        self._component("core", "eudrift::eudrift", [])
        reproducible = self._component("reproducible", "eudrift::reproducible", [])
        reproducible.cxxflags = ["-ffp-contract=off"]
        reproducible.defines = ["EUDRIFT_REPRODUCIBLE=1"]
        if self.options.with_openmp:
            openmp = self._component("openmp", "eudrift::openmp", ["core"])
            openmp.cxxflags = openmp.sharedlinkflags = openmp.exelinkflags = ["-fopenmp"]
        for part, package in self.needed.items():
            if self.options.get_safe(f"with_{part}"):
                name = package.split("/")[0]
                self._component(part, f"eudrift::{part}", ["core", f"{name}::{name}"])

    def _component(self, name, target, requires):
        component = self.cpp_info.components[name]
        component.set_property("cmake_target_name", target)
        component.bindirs = []
        component.libdirs = []
        component.requires = requires
        return component
