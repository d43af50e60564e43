# shellcheck shell=bash
# Processes that can be found again, by someone else, after their starter was killed.
# A pid alone may have been given to another program since; a pid with its start time has not.

# identity_of PID: "pid starttime", or nothing when it is gone (a zombie is gone).
identity_of() {
  local line fields
  { read -r line <"/proc/$1/stat"; } 2>/dev/null || return 0
  read -r -a fields <<<"${line##*) }"
  [[ ${fields[0]} == [ZX] ]] || printf '%s %s\n' "$1" "${fields[19]}"
}

# pid_in FILE: the pid recorded there if that very process still lives, else nothing.
pid_in() {
  local pid start
  { read -r pid start <"$1"; } 2>/dev/null || return 0
  [[ -n $pid && "$(identity_of "$pid")" == "$pid $start" ]] && printf '%s' "$pid" || true
}

# spawn PIDFILE OUTPUT COMMAND…: starts it in a session of its own (Ctrl-C in the terminal does not reach it: its
# owner ends it in order) without the locks of its starter. OUTPUT "-" is the starter's own stdout and stderr.
spawn() {
  local file=$1 output=$2
  shift 2
  if [[ $output == - ]]; then
    setsid bash "$ROOT/eng/spawn.sh" "$file" "$@" </dev/null 7>&- 8>&- 9>&- &
  else
    setsid bash "$ROOT/eng/spawn.sh" "$file" "$@" </dev/null >"$output" 2>&1 7>&- 8>&- 9>&- &
  fi
  SPAWNED=$!
}

# await PID WHAT: its exit code, with a sign of life every half minute.
await() {
  local begun=$SECONDS next=$((SECONDS + 30))
  while kill -0 "$1" 2>/dev/null; do
    sleep 0.2
    if ((SECONDS >= next)); then
      say "$2: still at it after $((SECONDS - begun)) s"
      next=$((SECONDS + 30))
    fi
  done
  wait "$1"
}

# stop_recorded PIDFILE [SECONDS]: asks the process and its group to end, then insists.
stop_recorded() {
  local pid
  pid=$(pid_in "$1")
  if [[ -n $pid ]]; then
    kill -TERM -- "-$pid" 2>/dev/null || kill -TERM "$pid" 2>/dev/null || true
    wait_gone "$1" "${2:-20}" || true
    kill -KILL -- "-$pid" 2>/dev/null || true
    wait_gone "$1" 5 || true
  fi
  rm -f "$1"
}

# wait_gone PIDFILE SECONDS
wait_gone() {
  local until=$((SECONDS + $2))
  while [[ -n $(pid_in "$1") ]]; do
    ((SECONDS <= until)) || return 1
    sleep 0.1
  done
}
