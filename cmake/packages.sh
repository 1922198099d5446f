# Sourced by examples/demo.sh and tests/run.sh.
#
# need_packages <Debian package>...: installs those that are missing.  Asks the network for nothing
# where all are there.  apt-get is what is tested; dnf and brew are given as starting points.

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif command -v sudo >/dev/null 2>&1; then
    sudo "$@"
  else
    echo "these packages are missing, and there is no sudo; as root, run: $*" >&2
    exit 1
  fi
}

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
      echo "installing$missing"
      as_root apt-get -qq update
      # shellcheck disable=SC2086
      as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends $missing >/dev/null
    fi
  elif command -v dnf >/dev/null 2>&1; then
    echo "dnf is untested here"
    as_root dnf -q install -y $(dnf_names "$@")
  elif command -v brew >/dev/null 2>&1; then
    echo "brew is untested here"
    brew install -q $(brew_names "$@")
  else
    echo "no apt-get, dnf or brew here; install what these Debian packages hold: $*" >&2
    exit 1
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
