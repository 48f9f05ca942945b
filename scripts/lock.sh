#!/usr/bin/env bash
# Makes requirements/*.txt anew from requirements/*.in: lock.sh VENV_PYTHON [--upgrade]
#
# One resolution serves Python 3.11 to 3.13 on every platform (`--universal`), and one version of a
# package serves them all (`--fork-strategy fewest`), so that a finding does not depend on the machine.
# Pins move only where they must; `--upgrade` takes the newest releases. A Python named by a relative path is
# looked for from the repository's root.
set -euo pipefail
cd "$(dirname "$0")/.."
python=$1
shift

lock() {
    local name=$1
    shift
    "$python" -m uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest --generate-hashes \
        --no-emit-index-url --no-header "$@" "requirements/$name.in" --output-file "requirements/$name.txt"
    echo "requirements/$name.txt: $(grep -c '^[a-z]' "requirements/$name.txt") packages"
}

lock build "$@"
lock compiled "$@"
lock runtime "$@"
lock fuzzing --constraints requirements/runtime.txt "$@"
lock development --constraints requirements/runtime.txt --constraints requirements/build.txt "$@"
