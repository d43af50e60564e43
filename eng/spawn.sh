#!/usr/bin/env bash
# spawn.sh PIDFILE COMMAND…: records who it is, then becomes COMMAND. The record exists before the command does,
# so that nothing can be started and then forgotten.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/processes.sh"
identity_of $$ >"$1.new"
mv "$1.new" "$1"
shift
exec "$@"
