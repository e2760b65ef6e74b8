#!/bin/sh
# Checks the machine, then makes or refreshes the virtual environment. Safe to call every time: with nothing to do it
# takes a moment. PYTHON=/path/to/python chooses the interpreter.
set -eu
cd "$(dirname "$0")/../.."

apt_packages=""
problems=""

say_missing() {
    problems="$problems
  - $1"
    [ -z "${2:-}" ] || apt_packages="$apt_packages $2"
}

new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

find_python() {
    if [ -n "${PYTHON:-}" ]; then
        candidates="$PYTHON"
    else
        candidates="python3 python3.13 python3.12 python3.11 python"
    fi
    for candidate in $candidates; do
        if command -v "$candidate" >/dev/null 2>&1 && new_enough "$candidate"; then
            command -v "$candidate"
            return
        fi
    done
}

python=$(find_python)
if [ -z "$python" ]; then
    if command -v "${PYTHON:-python3}" >/dev/null 2>&1; then
        say_missing "${PYTHON:-python3} is too old: Python 3.11 or newer is needed" "python3 python3-venv"
    else
        say_missing "Python 3.11 or newer" "python3 python3-venv"
    fi
elif ! "$python" -c 'import venv, ensurepip' >/dev/null 2>&1; then
    say_missing "Python's venv module" "python3-venv"
fi
command -v make >/dev/null 2>&1 || say_missing "make" "make"

case "$(uname -s)-$(uname -m)" in
    Linux-x86_64 | Linux-aarch64 | Linux-arm64 | Darwin-*) ;;
    *) [ -n "${DATABASE_URL:-}" ] || say_missing "a PostgreSQL for this kind of machine: set DATABASE_URL" ;;
esac
if [ -e /lib/ld-musl-x86_64.so.1 ] && [ -z "${DATABASE_URL:-}" ]; then
    say_missing "a PostgreSQL: the embedded one needs glibc, and this is a musl system (Alpine). Set DATABASE_URL"
fi

if [ -n "$problems" ]; then
    printf 'Missing on this machine:%s\n' "$problems" >&2
    if [ -n "$apt_packages" ]; then
        sudo=""
        [ "$(id -u)" = 0 ] || sudo="sudo "
        printf '\nOn Debian or Ubuntu this installs it:\n\n  %sapt-get update && %sapt-get install -y%s\n' \
            "$sudo" "$sudo" "$apt_packages" >&2
    fi
    exit 1
fi

exec "$python" tools/setup/environment.py "$@"
