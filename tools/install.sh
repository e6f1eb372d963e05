#!/bin/sh
# Make .venv as locked in requirements/dev.txt (by hash, from whatever index pip is set to). Redone only when the lock changes.
set -eu
cd "$(dirname "$0")/.."
python=${PYTHON:-python3}
stamp=.venv/.kring-installed
lock=$(cat requirements/dev.txt pyproject.toml tools/install.sh | cksum)

say() { printf '%s\n' "$*" >&2; }

if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$lock" ] && .venv/bin/python -c 'import django' 2>/dev/null; then
    exit 0
fi
command -v "$python" >/dev/null || { say "Python ontbreekt. Kring heeft Python 3.11 of nieuwer nodig (Debian: apt-get install python3 python3-venv)."; exit 1; }
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    say "Kring heeft Python 3.11 of nieuwer nodig; $python is $("$python" -V 2>&1). Kies een andere: PYTHON=python3.12 make demo."
    exit 1
}
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        say "python3-venv installeren ..."
        apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends python3-venv >/dev/null
    else
        say "De module venv van Python ontbreekt. Installeer ze als beheerder (Debian: apt-get install python3-venv) en probeer opnieuw."
        exit 1
    fi
fi
say "Pakketten installeren (enkel de eerste keer) ..."
.venv/bin/python -c '' 2>/dev/null || { rm -rf .venv; "$python" -m venv .venv; }
pip() { .venv/bin/python -m pip --disable-pip-version-check --no-input -qq "$@"; }
pip install --require-hashes --no-deps -r requirements/dev.txt
pip install --no-build-isolation --no-deps -e .
printf '%s' "$lock" > "$stamp"
