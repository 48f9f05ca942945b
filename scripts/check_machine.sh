#!/bin/sh
# Says what this machine lacks before anything is installed: check_machine.sh PYTHON
#
# Plain sh, and Python that even version 2 can read: it runs where nothing is known yet.
python=${1:-python3}

lacks() {
    printf '\nclaimscrub cannot be installed yet: %s\n  %s\n\n' "$1" "$2" >&2
    exit 1
}

"$python" -c 'pass' >/dev/null 2>&1 ||
    lacks "the command '$python' does not run." \
        "Install Python 3.11 or newer, or name one that is installed: make demo PYTHON=/path/to/python3.12"

version=$("$python" -c 'import sys; print(".".join(map(str, sys.version_info[:3])))')
minor=${version%.*}
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    lacks "it needs Python 3.11 or newer, and '$python' is Python $version." \
        "Install a newer one, or name one that is installed: make demo PYTHON=python3.12"

"$python" -c 'import venv, ensurepip' >/dev/null 2>&1 ||
    lacks "Python $version has no venv module to make a virtual environment with." \
        "Debian, Ubuntu: apt-get install python$minor-venv"

compiler=${CC:-$("$python" -c 'import sysconfig; print((sysconfig.get_config_var("CC") or "cc").split()[0])')}
command -v "${compiler%% *}" >/dev/null 2>&1 ||
    lacks "the C compiler '$compiler' is not there; the package durable-rules comes as C source." \
        "Debian, Ubuntu: apt-get install build-essential.  Fedora, RHEL: dnf install gcc.  macOS: xcode-select --install"

include=$("$python" -c 'import sysconfig; print(sysconfig.get_paths()["include"])')
[ -f "$include/Python.h" ] ||
    lacks "the headers of Python $version (Python.h) are not there; durable-rules is compiled against them." \
        "Debian, Ubuntu: apt-get install python$minor-dev.  Fedora, RHEL: dnf install python3-devel"

probe=$(mktemp -d) || exit 1
trap 'rm -rf "$probe"' EXIT
printf '#include <Python.h>\nint main(void) { return 0; }\n' >"$probe/probe.c"
# Unquoted on purpose: CC may carry options, as in CC="gcc -m64".
# shellcheck disable=SC2086
(cd "$probe" && $compiler -I"$include" -c probe.c) >"$probe/log" 2>&1 || {
    cat "$probe/log" >&2
    lacks "the C compiler '$compiler' cannot compile a file of one line; its own words stand above." \
        "The C library's headers may be missing. Debian, Ubuntu: apt-get install build-essential"
}

echo "Python $version, venv, $compiler and Python.h are there."
