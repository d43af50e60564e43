# shellcheck shell=bash
# Everything the commands share, in order.
for part in lib processes session prerequisites postgres rabbitmq servers build; do
  # shellcheck source=/dev/null
  source "$(dirname "${BASH_SOURCE[0]}")/$part.sh"
done
unset part
