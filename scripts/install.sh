#!/usr/bin/env bash
# Installs locked packages into a virtual environment: install.sh VENV_PYTHON [development]
#
# Every file is checked against a SHA-256 of requirements/*.txt. Everything but durable-rules is a wheel.
# A Python named by a relative path is looked for from the repository's root.
set -euo pipefail
cd "$(dirname "$0")/.."
python=$1
development=${2:-}

locked() {
    "$python" -m pip install --quiet --disable-pip-version-check --require-hashes "$@"
}

locked --only-binary=:all: -r requirements/build.txt

# Python 3.13 took PyEval_CallObject away, and durable-rules 2.0.28 names it: without the define it
# compiles and then cannot be imported. Before 3.13 both names mean the same call. The cache is passed
# by, for it may hold a wheel that was built here without the define.
CPPFLAGS="${CPPFLAGS:-} -DPyEval_CallObject=PyObject_CallObject" \
    locked --no-cache-dir --no-build-isolation --no-binary=durable-rules -r requirements/compiled.txt
"$python" -c 'import durable_rules_engine'

locked --only-binary=:all: -r requirements/runtime.txt
if [ "$development" = development ]; then
    locked --only-binary=:all: -r requirements/development.txt
fi
