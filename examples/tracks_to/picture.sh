#!/bin/sh
# The picture of docs/output_formats.md, of the page that plays tracks:
#   sh examples/tracks_to/picture.sh BUILD PICTURE.png
# with the programs in BUILD/examples, Chromium and Python's imaging library (Debian, Ubuntu: chromium, python3-pil).
set -eu
cd "$(dirname "$0")/../.."
programs=$1/examples
picture=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$programs/happiest_particle" examples/data/sfbofs_fvcom.nc --particles 400 --prefer temp:12:15.2 --output-every 300 \
  --quiet --output "$work/tracks.nc"
"$programs/tracks_to" "$work/tracks.nc" --output "$work/bay.html" --mesh examples/data/sfbofs_fvcom.nc
chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --window-size=1000,680 --virtual-time-budget=3000 \
  --screenshot="$work/bay.png" "file://$work/bay.html#at=0.55&colour=happiness&trail=long" 2>"$work/log" || {
  cat "$work/log" >&2
  exit 1
}
python3 -c 'import sys; from PIL import Image; Image.open(sys.argv[1]).convert("RGB").quantize(256).save(sys.argv[2], optimize=True)' \
  "$work/bay.png" "$picture"
