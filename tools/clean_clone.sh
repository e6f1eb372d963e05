#!/bin/sh
# Both commands in a clean clone, with empty caches and an empty home, as whoever runs this. Takes minutes.
#   tools/clean_clone.sh            demo, then test
#   tools/clean_clone.sh demo       only the demo
set -eu
source=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
port=${PORT:-8765}
demo=
trap 'status=$?; trap - EXIT; stop; rm -rf "$work"; exit $status' EXIT INT TERM
chmod 755 "$work"
git clone -q --no-hardlinks "$source" "$work/kring"
mkdir "$work/home"
cd "$work/kring"

# What the machine is told about registries stays; caches and settings of its user do not.
clean() { # for a subshell: it becomes the command, so that a signal reaches it
    exec env -u VIRTUAL_ENV -u PYTHONPATH HOME="$work/home" XDG_CACHE_HOME="$work/home/cache" \
        PIP_CACHE_DIR="$work/home/pip" npm_config_cache="$work/home/npm" PORT="$port" "$@"
}

ready() { # ready SECONDS
    count=0
    until python3 -c "import urllib.request as u; u.urlopen('http://localhost:$port/health/ready', timeout=5)" 2>/dev/null; do
        count=$((count + 1))
        [ "$count" -lt "$1" ] || { echo "not ready after $1 s"; cat "$work/demo.log"; exit 1; }
        kill -0 "$demo" 2>/dev/null || { echo "the demo ended"; cat "$work/demo.log"; exit 1; }
        sleep 1
    done
}

stop() { # make ends at once; the demo below it stops its parts in order, and holds its lock until the last is gone
    [ -n "$demo" ] || return 0
    kill -TERM "$demo" 2>/dev/null || true
    wait "$demo" 2>/dev/null || true
    demo=
    flock -w 60 .kring/demo/lock true || { echo "the demo does not stop"; exit 1; }
}

start_and_stop() { # start_and_stop SECONDS
    clean make demo > "$work/demo.log" 2>&1 &
    demo=$!
    ready "$1"
    cat "$work/demo.log"
    stop
}

echo "== make demo, from nothing"
start_and_stop 600
echo "== make demo, again"
start_and_stop 10
[ -z "$(git status --porcelain)" ] || { echo "the demo left files that git sees:"; git status --short; exit 1; }
[ "${1:-all}" = demo ] && exit 0
echo "== make test"
(clean make test)
[ -z "$(git status --porcelain)" ] || { echo "the tests left files that git sees:"; git status --short; exit 1; }
echo "Both commands work in a clean clone."
