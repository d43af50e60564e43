# shellcheck shell=bash
# Each ./run, ./test and ./bench is a session: a directory that names its process and its children. The private servers
# live as long as there is a living session; whoever is last stops them. A session that was killed is found by its dead
# process, and its children are ended by the next command.

SESSIONS=$DATA/sessions
SESSION=
HOLDS_SERVERS=

# lock FD NAME WORDS: waits for it in short steps, so that Ctrl-C is heard.
lock() {
  local told=
  until flock -w 1 "$1"; do
    [[ -n $told ]] || say "$2: waiting for another command to finish its step"
    told=yes
  done
}

lock_servers() {
  [[ -z $HOLDS_SERVERS ]] || return 0
  exec 8>"$DATA/servers.lock"
  lock 8 servers
  HOLDS_SERVERS=yes
}

unlock_servers() {
  exec 8>&-
  HOLDS_SERVERS=
}

# The directory must be ours: a mix of owners ends in half-written state that neither can repair.
require_own_data() {
  local foreign
  mkdir -p "$DATA" 2>/dev/null || fail "cannot create $DATA: set FRESHMAKER_DATA to a directory you may write"
  [[ -O $DATA ]] || fail "$DATA belongs to $(stat -c %U "$DATA"), from an earlier run as that user:" \
    "remove it as that user (rm -rf '$DATA'), or set FRESHMAKER_DATA to another directory"
  if ((EUID != 0)); then
    foreign=$(find "$ROOT/src" "$ROOT/tests" "$ROOT/eng" "$ROOT/benchmarks" -maxdepth 2 \( -name obj -o -name bin \) \
      ! -writable -print -quit 2>/dev/null || true)
    [[ -z $foreign ]] || fail "$foreign belongs to $(stat -c %U "$foreign"), from an earlier build as that user:" \
      "remove the bin and obj directories as that user (git clean -xdf src tests eng benchmarks)"
  fi
  mkdir -p "$SESSIONS" "$LOGS"
}

open_session() {
  [[ -r /proc/self/stat ]] || fail "this runs on Linux only (/proc is missing)"
  require_ports
  require_own_data
  trap close_session EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  trap 'exit 129' HUP
  lock_servers
  prune_sessions
  SESSION=$SESSIONS/$$
  mkdir "$SESSION.new"
  printf '%s' "$COMMAND" >"$SESSION.new/command"
  identity_of $$ >"$SESSION.new/owner"
  mkdir "$SESSION.new/tmp"
  mv "$SESSION.new" "$SESSION"
  unlock_servers
  # Named pipes are made in TMPDIR, and their paths must stay short.
  if ((${#SESSION} <= 60)); then export TMPDIR=$SESSION/tmp; fi
}

# prune_sessions: ends what killed sessions left running. Call it with the servers' lock.
prune_sessions() {
  local dir file
  rm -rf "$SESSIONS"/*.new
  for dir in "$SESSIONS"/*/; do
    dir=${dir%/}
    [[ -d $dir && -z $(pid_in "$dir/owner") ]] || continue
    for file in "$dir"/*.pid; do
      [[ ! -e $file ]] || stop_recorded "$file"
    done
    rm -rf "$dir"
  done
}

# other_sessions: "command (pid)" of each living session that is not this one.
other_sessions() {
  local dir pid
  for dir in "$SESSIONS"/*/; do
    dir=${dir%/}
    [[ -d $dir && $dir != "$SESSION" ]] || continue
    pid=$(pid_in "$dir/owner")
    [[ -z $pid ]] || printf '%s (pid %s)\n' "$(<"$dir/command")" "$pid"
  done
}

# start NAME OUTPUT COMMAND…: a child of this session.
start() {
  local name=$1 output=$2
  shift 2
  spawn "$SESSION/$name.pid" "$output" "$@"
}

stop() { stop_recorded "$SESSION/$1.pid"; }

close_session() {
  local code=$? file
  trap '' INT TERM HUP
  set +e
  [[ -n $SESSION && -d $SESSION ]] || { rm -rf "$SESSIONS/$$.new"; return "$code"; }
  ((code <= 128)) || say "stopping"
  cancel_installation
  for file in "$SESSION"/*.pid; do
    [[ ! -e $file ]] || stop_recorded "$file"
  done
  lock_servers
  rm -rf "$SESSION"
  prune_sessions
  [[ -n $(other_sessions) ]] || stop_servers
  unlock_servers
  # After everything has ended, so that it is the last line whatever had to be said while stopping.
  [[ -z ${SUMMARY:-} ]] || printf '%s\n' "$SUMMARY"
  exit "$code"
}
