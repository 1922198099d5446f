# shellcheck shell=sh disable=SC2034
# Sourced by compare_forms.sh, compare_runs.sh and measure_limits.sh: how to compile, and on what.
compiler=${CXX:-g++}
if "$compiler" --version | grep -q clang; then
  flags=${FLAGS:--O2 -march=native}
else
  flags=${FLAGS:--O2 -march=native -fno-tree-slp-vectorize}
fi
flags="$flags -ffp-contract=off -DEUDRIFT_REPRODUCIBLE=1"

print_machine() {
  echo "machine: $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo 2>/dev/null | head -n 1)," \
    "$(uname -m), $(nproc) cores, load $(cut -d ' ' -f 1 /proc/loadavg 2>/dev/null)"
  echo "huge pages: $(cat /sys/kernel/mm/transparent_hugepage/enabled 2>/dev/null) ${GLIBC_TUNABLES:-}"
  echo "compiler: $("$compiler" --version | head -n 1)"
  echo "flags: $flags"
}
