# shellcheck shell=bash
# What must be on the machine. Servers that are missing are installed where that is permitted (Debian and Ubuntu, root or
# passwordless sudo, FRESHMAKER_INSTALL not 0); all else gets one line that says what to install.

find_postgres() {
  local dir
  while IFS= read -r dir; do
    if [[ -x $dir/initdb && -x $dir/postgres && -x $dir/psql && -x $dir/pg_isready ]]; then
      POSTGRES_BIN=$dir
      return 0
    fi
  done < <(
    printf '%s\n' /usr/lib/postgresql/*/bin /usr/pgsql-*/bin | sort -rV
    pg_config --bindir 2>/dev/null || true
    dirname "$(command -v postgres 2>/dev/null || echo /nowhere/x)"
  )
  return 1
}

# The packages' wrapper on PATH insists on root or on the user rabbitmq; the script that it wraps does not.
find_rabbitmq() {
  local file
  while IFS= read -r file; do
    if [[ -x $file && -x ${file%-server}ctl ]]; then
      RABBITMQ_BIN=$(dirname "$file")
      return 0
    fi
  done < <(
    printf '%s\n' /usr/lib/rabbitmq/bin/rabbitmq-server
    printf '%s\n' /usr/lib*/rabbitmq/lib/rabbitmq_server-*/sbin/rabbitmq-server /opt/rabbitmq*/sbin/rabbitmq-server |
      sort -rV
  )
  file=$(command -v rabbitmq-server || true)
  [[ -n $file ]] && ! grep -q 'id -u' "$file" && RABBITMQ_BIN=$(dirname "$(readlink -f "$file")")
}

require_tools() {
  local tool
  command -v git >/dev/null || fail "git is missing: install it (Debian/Ubuntu: apt-get install git)"
  command -v dotnet >/dev/null ||
    fail "the .NET SDK is missing: install version 10.0 from https://dotnet.microsoft.com/download/dotnet/10.0"
  (cd "$ROOT" && dotnet --version >/dev/null 2>&1) ||
    fail "no .NET SDK that fits global.json (10.0.100 or newer 10.0) is installed:" \
      "get it from https://dotnet.microsoft.com/download/dotnet/10.0"
  for tool in flock setsid setpriv; do
    command -v "$tool" >/dev/null || fail "$tool is missing: install util-linux"
  done
}

require_servers() {
  local packages=()
  find_postgres || packages+=(postgresql)
  find_rabbitmq || packages+=(rabbitmq-server)
  if ((${#packages[@]})); then
    install_packages "${packages[@]}"
    hash -r
    find_postgres || fail "PostgreSQL's server programs were not found after their installation; see $LOGS/install.log"
    find_rabbitmq || fail "RabbitMQ's server program was not found after its installation; see $LOGS/install.log"
  fi
}

install_packages() {
  local sudo=() names="$*"
  ((EUID == 0)) || sudo=(sudo -n)
  if ! command -v apt-get >/dev/null; then
    fail "missing: $names (server programs). Install them with your package manager, for example: dnf install" \
      "${names/postgresql/postgresql-server}"
  elif [[ ${FRESHMAKER_INSTALL:-1} == 0 ]] || ! "${sudo[@]}" true 2>/dev/null; then
    fail "missing: $names. Install with: sudo apt-get install --no-install-recommends $names"
  fi
  say "prerequisites: installing $names with apt-get (their own services stay off)"
  INSTALL_CANCEL=$SESSION/tmp/cancel-install
  spawn "$SESSION/install" "$LOGS/install.log" \
    "${sudo[@]}" bash "$ROOT/eng/install-packages.sh" "$INSTALL_CANCEL" "$@"
  follow_installation "$SPAWNED" || {
    show_tail "$LOGS/install.log"
    fail "apt-get could not install $names; install them yourself with: apt-get install --no-install-recommends $names"
  }
}

# follow_installation PID: passes the installer's own steps on as progress.
follow_installation() {
  local seen=0 now line
  while kill -0 "$1" 2>/dev/null || ((seen < $(grep -c '^step: ' "$LOGS/install.log" || true))); do
    now=$(grep -c '^step: ' "$LOGS/install.log" || true)
    if ((now > seen)); then
      line=$(grep '^step: ' "$LOGS/install.log" | sed -n "$((seen + 1))p")
      say "prerequisites: ${line#step: }"
      seen=$((seen + 1))
    else
      sleep 0.2
    fi
  done
  wait "$1"
}

# A package manager is never killed at work: it is told to stop, and does so where that is safe.
cancel_installation() {
  [[ -n ${INSTALL_CANCEL:-} && -n $(pid_in "$SESSION/install") ]] || return 0
  : >"$INSTALL_CANCEL"
  say "prerequisites: letting apt-get end cleanly"
  wait_gone "$SESSION/install" 900
}
