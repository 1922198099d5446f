# Sourced by examples/demo.sh, tests/run.sh and tests/long.sh, which name their log file in $log.
#
# need_packages <Debian package>...: installs those that are missing.  Asks the network for nothing
# where all are there.  apt-get is what is tested; dnf and brew are given as starting points.

need_packages() {
  if command -v apt-get >/dev/null 2>&1; then
    missing=""
    for package in "$@"; do
      case "$(dpkg-query -W -f='${Status}' "$package" 2>/dev/null)" in
        "install ok installed") ;;
        *) missing="$missing $package" ;;
      esac
    done
    if [ -n "$missing" ]; then
      need_root "apt-get install$missing"
      echo "installing$missing"
      phase "package lists" $root apt-get -q update
      # shellcheck disable=SC2086
      phase "installed" $root env DEBIAN_FRONTEND=noninteractive \
        apt-get -q install -y --no-install-recommends $missing
    fi
  elif command -v dnf >/dev/null 2>&1; then
    need_root "dnf install"
    echo "dnf is untested here"
    phase "installed" $root dnf -q install -y $(dnf_names "$@")
  elif command -v brew >/dev/null 2>&1; then
    echo "brew is untested here"
    phase "installed" brew install -q $(brew_names "$@")
  else
    echo "no apt-get, dnf or brew here; install what these Debian packages hold: $*" >&2
    exit 1
  fi
}

# need_root <what for>: how to become root, in $root; asks for the password before any output is
# kept back.
need_root() {
  root=""
  if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null 2>&1; then
      echo "packages are missing, and there is no sudo; as root, run: $1" >&2
      exit 1
    fi
    root=sudo
    sudo -v
  fi
}

# The Debian names above in the words of other systems; what has no counterpart falls away.
dnf_names() {
  for package in "$@"; do
    case "$package" in
      g++) echo gcc-c++ ;;
      make | cmake | ninja-build | doxygen | valgrind | clang | python3 | python3-matplotlib) echo "$package" ;;
      catch2) echo catch-devel ;;
      libnetcdf-dev) echo netcdf-devel ;;
      libcli11-dev) echo cli11-devel ;;
      libbenchmark-dev) echo google-benchmark-devel ;;
      libeigen3-dev) echo eigen3-devel ;;
      libomp-dev) echo libomp-devel ;;
      libopenmpi-dev) echo openmpi-devel ;;
      libmetis-dev) echo metis-devel ;;
      nlohmann-json3-dev) echo json-devel ;;
      libtbb-dev) echo tbb-devel ;;
      gfortran) echo gcc-gfortran ;;
      python3-netcdf4) echo python3-netcdf4 ;;
    esac
  done
}
brew_names() {
  for package in "$@"; do
    case "$package" in
      cmake | doxygen | catch2) echo "$package" ;;
      ninja-build) echo ninja ;;
      libnetcdf-dev) echo netcdf ;;
      libcli11-dev) echo cli11 ;;
      libbenchmark-dev) echo google-benchmark ;;
      libeigen3-dev) echo eigen ;;
      libomp-dev) echo libomp ;;
      libopenmpi-dev) echo open-mpi ;;
      libmetis-dev) echo metis ;;
      nlohmann-json3-dev) echo nlohmann-json ;;
      libtbb-dev) echo tbb ;;
      gfortran) echo gcc ;;
      python3-netcdf4) echo netcdf4-python ;;
      python3-matplotlib) echo python-matplotlib ;;
    esac
  done
}

# need_cmake: stops with a sentence where CMake is too old.
need_cmake() {
  found=$(cmake --version | sed -n '1s/[^0-9]*//p')
  oldest=$(printf '%s\n3.25\n' "$found" | sort -V | sed -n 1p)
  if [ "$oldest" != 3.25 ]; then
    echo "CMake $found is too old, 3.25 or newer is needed (Debian 12 and Ubuntu 24.04 have it)" >&2
    exit 1
  fi
  if [ -z "${CMAKE_GENERATOR:-}" ] && command -v ninja >/dev/null 2>&1; then
    export CMAKE_GENERATOR=Ninja
  fi
}

# phase <name> <command>...: runs the command, and prints one line with the seconds it took; its
# output is shown where it failed.
phase() {
  name=$1
  shift
  began=$(date +%s)
  if "$@" >"$log" 2>&1; then
    echo "$name: $(($(date +%s) - began)) s"
  else
    code=$?
    cat "$log"
    echo "$name failed" >&2
    exit "$code"
  fi
}
