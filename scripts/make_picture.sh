#!/bin/sh
# The picture of the report in the README, taken of the example batch by Chromium: make picture
set -eu
python=$1
cd "$(dirname "$0")/.."
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
"$python" cli.py check examples/batch.837 --format html --out "$scratch/report.html" --runs "$scratch/runs" || [ $? -eq 1 ]
sandbox=
[ "$(id -u)" -ne 0 ] || sandbox=--no-sandbox  # Chromium refuses to sandbox itself for root
${CHROMIUM:-chromium} --headless $sandbox --disable-gpu --no-first-run --disable-background-networking --disable-sync \
    --user-data-dir="$scratch/profile" --window-size=1180,1720 --hide-scrollbars \
    --screenshot="$PWD/docs/report.png" "file://$scratch/report.html"
