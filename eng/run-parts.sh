# shellcheck shell=bash
# The steps of ./run.

DATABASE=freshmaker_run
VHOST=freshmaker_run

lock_run() {
  exec 7>>"$DATA/run.lock"
  flock -n 7 || fail "another ./run of this clone is running (pid $(<"$DATA/run.lock"));" \
    "stop it with Ctrl-C there, or with ./run --down"
  printf '%s' $$ >"$DATA/run.lock"
}

# prepare_state KEEP: the world always begins anew, so with a kept history its module build ids must not begin at the same
# number again: they begin at the seconds since 2026.
prepare_state() {
  rm -rf "$DATA/sandbox"
  if [[ -n $1 ]]; then
    say "servers: keeping the database and the queues of the last run"
    have_database "$DATABASE"
    have_vhost "$VHOST"
    export Sandbox__Mbs__FirstId=$(($(date +%s) - 1767225600))
  else
    say "servers: an empty database and empty queues"
    new_database "$DATABASE"
    new_vhost "$VHOST"
  fi
  mkdir -p "$DATA/sandbox"
  ConnectionStrings__postgres=$(postgres_connection "$DATABASE")
  ConnectionStrings__rabbitmq=$(rabbitmq_connection "$VHOST")
  export ConnectionStrings__postgres ConnectionStrings__rabbitmq
  export SANDBOX_STATE=$DATA/sandbox
}

# copy_of PROJECT: processes run from a copy, so that building beside a running service does not pull its files away.
copy_of() {
  mkdir -p "$SESSION/app"
  cp -R --reflink=auto "$(output_of "src/$1")" "$SESSION/app/$1"
  printf '%s' "$SESSION/app/$1"
}

# wait_until NAME SECONDS TEST…: until the test succeeds; the process must live meanwhile.
wait_until() {
  local name=$1 pid=$SPAWNED until=$((SECONDS + $2)) next=$((SECONDS + 10))
  shift 2
  until "$@"; do
    if ! kill -0 "$pid" 2>/dev/null; then
      show_tail "$LOGS/$name.log"
      fail "the $name ended while starting"
    elif ((SECONDS > until)); then
      show_tail "$LOGS/$name.log"
      fail "the $name was not ready in time"
    elif ((SECONDS >= next)); then
      say "$name: not ready yet"
      next=$((SECONDS + 10))
    fi
    sleep 0.2
  done
}

sandbox_ready() { port_taken "$FRESHMAKER_SANDBOX_PORT"; }
host_ready() { [[ $(http_status "$FRESHMAKER_PORT" /health/ready) == 200 ]]; }

start_sandbox() {
  local app
  app=$(copy_of Freshmaker.Sandbox)
  say "sandbox: starting (log in $LOGS/sandbox.log)"
  cd "$app"
  start sandbox "$LOGS/sandbox.log" dotnet Freshmaker.Sandbox.dll
  cd "$ROOT"
  wait_until sandbox 60 sandbox_ready
  SANDBOX_PID=$SPAWNED
}

start_host() {
  local app sandbox=http://127.0.0.1:$FRESHMAKER_SANDBOX_PORT
  app=$(copy_of Freshmaker.Host)
  say "host: starting (log in $LOGS/host.log)"
  cd "$app"
  start host "$LOGS/host.log" env \
    DOTNET_ENVIRONMENT=Development \
    Freshmaker__Security__Authentication=none \
    FRESHMAKER_SETTINGS="$ROOT/src/Freshmaker.Sandbox/sandbox.settings.json" \
    Freshmaker__Pdc__Url="$sandbox/pdc/rest_api/v1" \
    Freshmaker__Mbs__Url="$sandbox/mbs" \
    Freshmaker__Mbs__Token=sandbox-token \
    Freshmaker__DistGit__Url="file://$SANDBOX_STATE/git" \
    Freshmaker__DistGit__PushUrl="file://$SANDBOX_STATE/git" \
    Freshmaker__DistGit__Author="Freshmaker <freshmaker@sandbox.invalid>" \
    Freshmaker__Koji__HubUrl="$sandbox/kojihub" \
    Freshmaker__Koji__SourceUrl=git://dist-git.sandbox.invalid \
    Freshmaker__Koji__Auth=password \
    Freshmaker__Koji__User=freshmaker \
    Freshmaker__Koji__Password=sandbox-password \
    Freshmaker__Odcs__Url="$sandbox/odcs" \
    Freshmaker__ImageCatalogue=pyxis \
    Freshmaker__Pyxis__GraphQLUrl="$sandbox/pyxis/graphql" \
    Freshmaker__Pyxis__RestUrl="$sandbox/pyxis" \
    Freshmaker__Errata__Url="$sandbox/errata" \
    Freshmaker__Pulp__Url="$sandbox" \
    dotnet Freshmaker.Host.dll
  cd "$ROOT"
  wait_until host 120 host_ready
  HOST_PID=$SPAWNED
  say "host: ready"
}

# tell_story ONCE: with --once an untold story is a failure; else the service stays up for whoever wants to look.
tell_story() {
  local code=0
  say "stories: a push to the sandbox's dist-git, then an advisory that ships, followed through the Host's GraphQL"
  start story - timeout 900 dotnet "$SESSION/app/Freshmaker.Sandbox/Freshmaker.Sandbox.dll" story \
    --host "http://127.0.0.1:$FRESHMAKER_PORT" --sandbox "http://127.0.0.1:$FRESHMAKER_SANDBOX_PORT"
  await "$SPAWNED" story || code=$?
  stop story
  ((code != 0)) || return 0
  show_tail "$LOGS/host.log"
  [[ -z $1 ]] || fail "the story was not told (exit code $code); see $LOGS/host.log and $LOGS/sandbox.log"
  say "story: not told (exit code $code); the service stays up"
}

show_addresses() {
  cat <<EOT

Running until Ctrl-C:
  GraphQL    http://127.0.0.1:$FRESHMAKER_PORT/graphql
  GraphiQL   http://127.0.0.1:$FRESHMAKER_PORT/graphql/ui
  health     http://127.0.0.1:$FRESHMAKER_PORT/health/ready
  sandbox    http://127.0.0.1:$FRESHMAKER_SANDBOX_PORT/
  PostgreSQL psql -h 127.0.0.1 -p $POSTGRES_PORT -U freshmaker $DATABASE
  logs       $LOGS
EOT
}

# stay: until a signal, or until a part ends by itself.
stay() {
  local name
  wait -n "$SANDBOX_PID" "$HOST_PID" || true
  name=$(kill -0 "$HOST_PID" 2>/dev/null && echo sandbox || echo host)
  show_tail "$LOGS/$name.log"
  fail "the $name ended by itself"
}

down() {
  local dir pid others
  [[ -d $SESSIONS ]] || { say "nothing runs here"; return 0; }
  require_own_data
  for dir in "$SESSIONS"/*/; do
    dir=${dir%/}
    pid=$(pid_in "$dir/owner")
    if [[ -n $pid && $(<"$dir/command") == ./run ]]; then
      say "down: stopping ./run (pid $pid)"
      kill -TERM "$pid" 2>/dev/null || true
      wait_gone "$dir/owner" 120 || kill -KILL "$pid" 2>/dev/null || true
    fi
  done
  lock_servers
  prune_sessions
  others=$(other_sessions)
  if [[ -z $others ]]; then
    stop_servers
    say "down: nothing runs any more"
  else
    say "down: the servers stay, in use by ${others//$'\n'/, }"
  fi
  unlock_servers
}
