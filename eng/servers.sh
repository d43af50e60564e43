# shellcheck shell=bash
# Both private servers at once: shared by the sessions, started by whoever comes first.

need_servers() {
  lock_servers
  say "prerequisites: .NET SDK, git, PostgreSQL, RabbitMQ"
  require_tools
  require_servers
  POSTGRES_PORT=$(running_port postgres)
  RABBITMQ_PORT=$(running_port rabbitmq)
  if [[ -z $POSTGRES_PORT ]]; then
    stop_postgres
    start_postgres
    POSTGRES_PORT=$FRESHMAKER_POSTGRES_PORT
  fi
  if [[ -z $RABBITMQ_PORT ]]; then
    stop_rabbitmq
    start_rabbitmq
  fi
  wait_for_postgres
  say "servers: PostgreSQL on 127.0.0.1:$POSTGRES_PORT"
  wait_for_rabbitmq
  say "servers: RabbitMQ on 127.0.0.1:$RABBITMQ_PORT"
  unlock_servers
}

# running_port NAME: where the server of another session listens, if there is one. Its port counts, not our wish.
running_port() {
  if [[ -n $(pid_in "$DATA/$1.pid") ]]; then cat "$DATA/$1.port"; fi
}

stop_servers() {
  if [[ -e $DATA/rabbitmq.pid || -e $DATA/epmd.pid ]]; then stop_rabbitmq; fi
  if [[ -e $DATA/postgres.pid ]]; then stop_postgres; fi
}
