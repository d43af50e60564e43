# shellcheck shell=bash
# Builds in Release; the compiler's words go to a log and are shown only when it fails.

# One build at a time in one clone: two would write the same files.
lock_build() {
  exec 9>"$DATA/build.lock"
  lock 9 build
}

# build_projects LABEL PATH…: each project or solution in turn.
build_projects() {
  local label=$1 project
  shift
  lock_build
  for project in "$@"; do
    [[ -e $ROOT/$project ]] || fail "$project is missing from this clone"
    say "build: $label ($project, log in $LOGS/build.log)"
    start build "$LOGS/build.log" dotnet build "$ROOT/$project" -c Release --nologo -v minimal -nodeReuse:false
    await "$SPAWNED" build || {
      show_tail "$LOGS/build.log"
      fail "the build of $project failed"
    }
    stop build
  done
  exec 9>&-
}

# output_of PROJECT-DIRECTORY: the folder with its built files.
output_of() { printf '%s' "$ROOT/$1/bin/Release/net10.0"; }
