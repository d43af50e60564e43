# shellcheck shell=bash
# A private PostgreSQL on loopback. Only loopback TCP and no socket file: the path of a socket has a length limit that a
# deeply nested clone would break.

postgres_pidfile() { printf '%s' "$DATA/postgres.pid"; }

# PostgreSQL refuses to run as root, so root lends it the package's own user.
as_postgres() {
  if ((EUID == 0)); then
    (cd / && HOME=/ setpriv --reuid=postgres --regid=postgres --init-groups "$@")
  else
    "$@"
  fi
}

# postgres_home: one directory per major version, so that a newer server never meets an older one's files. Where the
# server's user cannot reach the data directory (a clone below /root), it lives below /var/tmp.
postgres_home() {
  local major parent=$DATA
  major=$("$POSTGRES_BIN/postgres" --version | sed -E 's/.* ([0-9]+)[.a-z].*/\1/')
  if ((EUID == 0)) && ! as_postgres test -x "$DATA"; then
    parent=/var/tmp/freshmaker-$(printf '%s' "$DATA" | cksum | cut -d' ' -f1)
    mkdir -p -m 755 "$parent"
    [[ -O $parent && ! -L $parent ]] || fail "$parent belongs to someone else: set FRESHMAKER_DATA to a directory" \
      "that the user postgres can reach"
  fi
  printf '%s' "$parent/postgres-$major"
}

init_postgres() {
  local home=$1
  [[ ! -e $home/PG_VERSION ]] || return 0
  say "servers: creating the database cluster"
  rm -rf "$home.new" "$home"
  mkdir -m 700 "$home.new"
  ((EUID != 0)) || chown postgres: "$home.new"
  as_postgres "$POSTGRES_BIN/initdb" -D "$home.new" -U freshmaker -A trust -E UTF8 --locale=C \
    >"$LOGS/initdb.log" 2>&1 || {
    show_tail "$LOGS/initdb.log"
    fail "PostgreSQL's initdb failed"
  }
  mv "$home.new" "$home"
}

# A server that its starter lost (or that lost its power) leaves postmaster.pid, and its pid may be another's by now.
clear_stale_postmaster() {
  local file=$1/postmaster.pid pid
  [[ -e $file ]] || return 0
  read -r pid <"$file" || true
  if [[ $(tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null || true) != *postgres*"$1"* ]]; then rm -f "$file"; fi
}

start_postgres() {
  local home run=()
  ((EUID != 0)) || getent passwd postgres >/dev/null ||
    fail "PostgreSQL does not run as root and there is no user postgres: create it (useradd -r postgres), or run as a user"
  require_free_port "$FRESHMAKER_POSTGRES_PORT" FRESHMAKER_POSTGRES_PORT
  home=$(postgres_home)
  init_postgres "$home"
  clear_stale_postmaster "$home"
  ((EUID != 0)) || run=(env HOME=/ setpriv --reuid=postgres --regid=postgres --init-groups)
  printf '%s' "$FRESHMAKER_POSTGRES_PORT" >"$DATA/postgres.port"
  (
    cd /
    spawn "$(postgres_pidfile)" "$LOGS/postgres.log" "${run[@]}" "$POSTGRES_BIN/postgres" -D "$home" \
      -c listen_addresses=127.0.0.1 -c "port=$FRESHMAKER_POSTGRES_PORT" -c unix_socket_directories= \
      -c max_connections=300 -c idle_in_transaction_session_timeout=60s -c logging_collector=off
  )
}

wait_for_postgres() {
  local until=$((SECONDS + 120))
  until "$POSTGRES_BIN/pg_isready" -q -h 127.0.0.1 -p "$POSTGRES_PORT"; do
    sleep 0.2
    if [[ -z $(pid_in "$(postgres_pidfile)") && -e $(postgres_pidfile) ]] || ((SECONDS > until)); then
      show_tail "$LOGS/postgres.log"
      fail "PostgreSQL did not start"
    fi
  done
}

# A fast shutdown: open connections are ended, what is committed stays.
stop_postgres() {
  local file pid
  file=$(postgres_pidfile)
  pid=$(pid_in "$file")
  if [[ -n $pid ]]; then
    kill -INT "$pid" 2>/dev/null || true
    wait_gone "$file" 60 || kill -QUIT "$pid" 2>/dev/null || true
    wait_gone "$file" 10 || true
  fi
  rm -f "$file" "$DATA/postgres.port"
}

sql() { "$POSTGRES_BIN/psql" -X -q -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$POSTGRES_PORT" -U freshmaker -d postgres -Atc "$1"; }

have_database() { [[ -n $(sql "select 1 from pg_database where datname = '$1'") ]] || sql "create database $1"; }
new_database() {
  PGOPTIONS='-c client_min_messages=warning' sql "drop database if exists $1 with (force)"
  sql "create database $1"
}

postgres_connection() { printf 'Host=127.0.0.1;Port=%s;Database=%s;Username=freshmaker' "$POSTGRES_PORT" "$1"; }
