#!/bin/sh
# Does what docs/quickstart.md says, in an empty directory, and expects what it says:
#   newcomer.sh <tree> <empty directory, made afresh> <heading of the way>
set -eu
page=$1/docs/quickstart.md
rm -rf "$2"
mkdir -p "$2"
ln -s "$1" "$2/eudrift"
cd "$2"

# block <heading> <language>: the lines of the block of that language under that heading.
block() {
  awk -v heading="## $1" -v fence='```'"$2" '
    /^## / { here = $0 == heading }
    $0 == "```" { inside = 0 }
    here && inside { print }
    here && $0 == fence { inside = 1 }' "$page"
}

block "The program" cpp >main.cpp
block "$3" cmake >CMakeLists.txt
block "$3" ini >conanfile.txt
block "$3" sh >commands
block "The program" text >expected
for file in main.cpp CMakeLists.txt commands expected; do
  if [ ! -s "$file" ]; then
    echo "docs/quickstart.md has no $file for the way '$3'" >&2
    exit 1
  fi
done
sh -eu commands >said 2>&1 || { cat said; exit 1; }
tail -n "$(wc -l <expected)" said | diff expected -
