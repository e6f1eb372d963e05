#!/bin/sh
# need.sh COMMAND:PACKAGE ... : as root on Debian install what is missing; else say exactly what is, and go on.
set -eu
missing=
for pair in "$@"; do
    command -v "${pair%%:*}" >/dev/null 2>&1 || missing="$missing ${pair#*:}"
done
[ -n "$missing" ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installeren:$missing ..." >&2
    # shellcheck disable=SC2086 - one word per package
    if apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $missing >/dev/null; then
        exit 0
    fi
fi
echo "Ontbreekt:$missing. Wat ervan afhangt, wordt overgeslagen en geteld (Debian: apt-get install$missing)." >&2
