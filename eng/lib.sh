# shellcheck shell=bash
# Names, places and words that every command shares. Sourced, never run.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
DATA=${FRESHMAKER_DATA:-$ROOT/.local}
[[ $DATA == /* ]] || DATA=$PWD/$DATA
LOGS=$DATA/logs

: "${FRESHMAKER_PORT:=5080}"
: "${FRESHMAKER_SANDBOX_PORT:=5090}"
: "${FRESHMAKER_POSTGRES_PORT:=15432}"
: "${FRESHMAKER_RABBITMQ_PORT:=15682}"
export FRESHMAKER_PORT FRESHMAKER_SANDBOX_PORT

# Nothing may stay behind when a command ends: no build nodes, no compiler server, no certificates, no first-run banner.
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 UseSharedCompilation=false
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false

# All progress goes to stderr: stdout belongs to the story, the test results and the figures.
say() { printf '[%3ds] %s\n' "$SECONDS" "$*" >&2; }

fail() {
  printf '%s: %s\n' "${COMMAND:-freshmaker}" "$*" >&2
  exit 1
}

# show_tail FILE: the end of a log, indented, for the reader of a failure.
show_tail() {
  [[ -s $1 ]] || { say "$1 is empty"; return 0; }
  say "the last lines of $1:"
  tail -n 40 "$1" | sed 's/^/    /' >&2
}

# require_port NAME DEFAULT-HOLDING-VARIABLE: refuses what is no port before anything starts.
require_ports() {
  local name
  for name in FRESHMAKER_PORT FRESHMAKER_SANDBOX_PORT FRESHMAKER_POSTGRES_PORT FRESHMAKER_RABBITMQ_PORT; do
    [[ ${!name} =~ ^[1-9][0-9]{0,4}$ ]] && ((${!name} <= 65533)) ||
      fail "$name is '${!name}': it must be a port number from 1 to 65533"
  done
}

port_taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

require_free_port() {
  ! port_taken "$1" || fail "port $1 is taken by another program: set $2 to a free port"
}

# http_status PORT PATH: the status code of a GET on loopback, or nothing. Needs no curl.
http_status() {
  local status
  {
    printf 'GET %s HTTP/1.1\r\nHost: 127.0.0.1:%s\r\nConnection: close\r\n\r\n' "$2" "$1" >&3
    read -r -t 5 _ status _ <&3
  } 2>/dev/null 3<>"/dev/tcp/127.0.0.1/$1" || return 0
  printf '%s' "${status%$'\r'}"
}
