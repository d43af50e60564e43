#!/usr/bin/env bash
# Bundles the page: build.sh DIRECTORY. The normal build of the Host calls it when something of the page has changed. It never fails the build: without npm, or
# where npm cannot get the packages, the directory holds no page, and says why on the last line of its log.
set -uo pipefail
mkdir -p "$1"
out=$(cd "$1" && pwd)
cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1

# Builds of several configurations or projects may come here at once.
exec 8>"$out/lock"
! command -v flock >/dev/null || flock 8

sources=(package.json package-lock.json build.sh ./*.jsx ./*.js ./*.css)
state=$(cat "${sources[@]}" | cksum)
if [[ $(cat "$out/built-from" 2>/dev/null) == "$state" ]]; then
  touch "$out/built-from"
  exit 0
fi

rm -f "$out"/graphiql.*
if ! command -v npm >/dev/null; then
  echo "GraphiQL: not built, because npm is not installed (Debian/Ubuntu: apt-get install nodejs npm)"
  exit 0
fi

npm ci --ignore-scripts --no-audit --no-fund --fetch-retries=1 >"$out/log" 2>&1 && npm run build >>"$out/log" 2>&1 && cp dist/graphiql.* "$out" ||
  echo "GraphiQL: not built (see $out/log); delete $out to have it tried again"
# Also after a failure: builds without a network must not wait for npm each time.
printf '%s' "$state" >"$out/built-from"
