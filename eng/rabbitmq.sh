# shellcheck shell=bash
# A private RabbitMQ on loopback: own node, own cookie, own epmd. The broker takes three ports: FRESHMAKER_RABBITMQ_PORT
# for AMQP and the two after it for Erlang's distribution and its port mapper.

rabbitmq_pidfile() { printf '%s' "$DATA/rabbitmq.pid"; }
epmd_pidfile() { printf '%s' "$DATA/epmd.pid"; }

# rabbitmq_environment: everything the machine's own configuration could otherwise change, as arguments for env.
rabbitmq_environment() {
  local home=$DATA/rabbitmq
  RABBITMQ_ENV=(
    env -u RABBITMQ_CONFIG_FILES -u RABBITMQ_NODE_TYPE -u RABBITMQ_PLUGINS -u RABBITMQ_BASE
    HOME="$home" LC_ALL=C.UTF-8
    ERL_EPMD_ADDRESS=127.0.0.1 ERL_EPMD_PORT=$((RABBITMQ_PORT + 2))
    RABBITMQ_NODENAME=freshmaker@localhost
    RABBITMQ_NODE_IP_ADDRESS=127.0.0.1 RABBITMQ_NODE_PORT="$RABBITMQ_PORT"
    RABBITMQ_DIST_PORT=$((RABBITMQ_PORT + 1))
    RABBITMQ_MNESIA_BASE="$home/mnesia" RABBITMQ_LOG_BASE="$LOGS/rabbitmq" RABBITMQ_LOGS=-
    RABBITMQ_CONF_ENV_FILE="$home/rabbitmq-env.conf" RABBITMQ_CONFIG_FILE="$home/rabbitmq.conf"
    RABBITMQ_ADVANCED_CONFIG_FILE="$home/advanced.config"
    RABBITMQ_ENABLED_PLUGINS_FILE="$home/enabled_plugins" RABBITMQ_PID_FILE="$home/beam.pid"
    RABBITMQ_GENERATED_CONFIG_DIR="$home/config" RABBITMQ_FEATURE_FLAGS_FILE="$home/feature_flags"
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS="-kernel inet_dist_use_interface {127,0,0,1}"
  )
}

find_epmd() {
  command -v epmd || printf '%s\n' /usr/lib*/erlang/erts-*/bin/epmd | sort -rV | head -n 1
}

start_rabbitmq() {
  local home=$DATA/rabbitmq offset
  for offset in 0 1 2; do
    require_free_port $((FRESHMAKER_RABBITMQ_PORT + offset)) FRESHMAKER_RABBITMQ_PORT
  done
  mkdir -p "$home" "$LOGS/rabbitmq"
  # Small and quick to start; a full disk or memory of the developer's machine must not silently block publishers at
  # the default of 40 % of a machine that others use as well.
  cat >"$home/rabbitmq.conf" <<CONF
loopback_users.guest = true
disk_free_limit.absolute = 50MB
vm_memory_high_watermark.relative = 0.6
CONF
  : >"$home/rabbitmq-env.conf"
  printf '[].\n' | tee "$home/enabled_plugins" >"$home/advanced.config"
  RABBITMQ_PORT=$FRESHMAKER_RABBITMQ_PORT
  printf '%s' "$RABBITMQ_PORT" >"$DATA/rabbitmq.port"
  rabbitmq_environment
  # Started by Erlang itself it would become a daemon that outlives everybody.
  spawn "$(epmd_pidfile)" "$LOGS/epmd.log" "${RABBITMQ_ENV[@]}" "$(find_epmd)"
  spawn "$(rabbitmq_pidfile)" "$LOGS/rabbitmq.log" "${RABBITMQ_ENV[@]}" "$RABBITMQ_BIN/rabbitmq-server"
}

# amqp_answers PORT: whether a broker greets there (the first octet of its Connection.Start frame is 1).
amqp_answers() {
  local octet
  {
    printf 'AMQP\0\0\011\001' >&3
    LC_ALL=C IFS= read -r -t 2 -N 1 octet <&3
  } 2>/dev/null 3<>"/dev/tcp/127.0.0.1/$1" && [[ $octet == $'\x01' ]]
}

wait_for_rabbitmq() {
  local until=$((SECONDS + 180))
  until amqp_answers "$RABBITMQ_PORT"; do
    sleep 0.2
    if [[ -z $(pid_in "$(rabbitmq_pidfile)") && -e $(rabbitmq_pidfile) ]] || ((SECONDS > until)); then
      show_tail "$LOGS/rabbitmq.log"
      fail "RabbitMQ did not start"
    fi
  done
}

# While it boots it does not hear a request to end; then it has nothing to lose either.
stop_rabbitmq() {
  local patience=3
  if [[ -s $DATA/rabbitmq.port ]] && amqp_answers "$(<"$DATA/rabbitmq.port")"; then patience=60; fi
  stop_recorded "$(rabbitmq_pidfile)" "$patience"
  stop_recorded "$(epmd_pidfile)" 5
  rm -f "$DATA/rabbitmq.port"
}

# rabbitmq_eval ERLANG: on the node, with its cookie.
rabbitmq_eval() {
  rabbitmq_environment
  "${RABBITMQ_ENV[@]}" "$RABBITMQ_BIN/rabbitmqctl" -q eval "$1" >"$LOGS/rabbitmqctl.log" 2>&1 7>&- 8>&- 9>&- || {
    show_tail "$LOGS/rabbitmqctl.log"
    fail "RabbitMQ refused a command"
  }
}

# have_vhost NAME / new_vhost NAME: a space of exchanges and queues of its own, so that a test's messages never reach
# the service of a ./run beside it.
have_vhost() {
  rabbitmq_eval "V = <<\"$1\">>,
    case rabbit_vhost:exists(V) of true -> ok; false -> rabbit_vhost:add(V, <<\"freshmaker\">>) end,
    rabbit_auth_backend_internal:set_permissions(<<\"guest\">>, V, <<\".*\">>, <<\".*\">>, <<\".*\">>, <<\"freshmaker\">>)."
}
new_vhost() {
  rabbitmq_eval "V = <<\"$1\">>,
    case rabbit_vhost:exists(V) of true -> rabbit_vhost:delete(V, <<\"freshmaker\">>); false -> ok end,
    rabbit_vhost:add(V, <<\"freshmaker\">>),
    rabbit_auth_backend_internal:set_permissions(<<\"guest\">>, V, <<\".*\">>, <<\".*\">>, <<\".*\">>, <<\"freshmaker\">>)."
}

rabbitmq_connection() { printf 'amqp://guest:guest@127.0.0.1:%s/%s' "$RABBITMQ_PORT" "${1:-}"; }
