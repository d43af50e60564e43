#!/usr/bin/env bash
# install-packages.sh CANCEL-FILE PACKAGE…: as root, installs packages without starting their services. Downloads stop as
# soon as CANCEL-FILE appears; the installation itself always runs to its end, also when its caller is killed.
set -euo pipefail

cancel=$1
shift
packages=("$@")
policy=/usr/sbin/policy-rc.d
ours='# put here by freshmaker for the time of one installation'
export DEBIAN_FRONTEND=noninteractive
apt=(apt-get -q -y -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 -o Dpkg::Options::=--force-confold)
trap '' INT TERM HUP

# Two installations at once would restore each other's policy.
exec 9>/run/lock/freshmaker-install.lock
flock 9

cancellable() {
  "$@" &
  local pid=$!
  while kill -0 "$pid" 2>/dev/null; do
    if [[ -e $cancel ]]; then
      kill -KILL "$pid" 2>/dev/null || true
      echo "canceled"
      exit 1
    fi
    sleep 0.2
  done
  wait "$pid"
}

restore_policy() {
  if [[ -e $policy ]] && grep -qF "$ours" "$policy"; then rm -f "$policy"; fi
  if [[ -e $policy.freshmaker-saved ]]; then mv -f "$policy.freshmaker-saved" "$policy"; fi
}

forbid_services() {
  restore_policy # from an installation that lost its power
  # Containers often forbid already; what forbids stays as it is.
  local answer=0
  if [[ -x $policy ]]; then "$policy" rabbitmq-server start >/dev/null 2>&1 || answer=$?; fi
  ((answer != 101)) || return 0
  trap restore_policy EXIT
  if [[ -e $policy ]]; then mv "$policy" "$policy.freshmaker-saved"; fi
  printf '#!/bin/sh\n%s\nexit 101\n' "$ours" >"$policy"
  chmod 755 "$policy"
}

# Not now, and not at the next boot either: nobody asked for these services, only for their programs.
disable_services() {
  command -v systemctl >/dev/null || return 0
  local package
  for package in "${packages[@]}"; do
    systemctl disable "$package" >/dev/null 2>&1 || true
  done
}

echo "step: reading the package lists"
cancellable "${apt[@]}" update || echo "apt-get update failed; trying with the lists that are here"
echo "step: downloading ${packages[*]}"
cancellable "${apt[@]}" install --no-install-recommends --download-only "${packages[@]}"
echo "step: unpacking and configuring ${packages[*]}"
forbid_services
"${apt[@]}" install --no-install-recommends "${packages[@]}"
disable_services
