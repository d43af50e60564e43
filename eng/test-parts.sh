# shellcheck shell=bash
# The steps of ./test.

PASSED=0 FAILED=0 SKIPPED=0

# test_projects [NAME…]: the directories of the test projects, quick ones first.
test_projects() {
  local order dir name
  for order in Domain Integrations Host '*' EndToEnd; do
    for dir in "$ROOT"/tests/Freshmaker.$order.Tests; do
      [[ -e $dir/$(basename "$dir").csproj ]] || continue
      [[ $order != '*' || ! $dir =~ Freshmaker\.(Domain|Integrations|Host|EndToEnd)\.Tests$ ]] || continue
      (($#)) || printf '%s\n' "$dir"
      for name; do
        [[ $(basename "$dir") != "$name" && $(basename "$dir") != "Freshmaker.$name.Tests" ]] || printf '%s\n' "$dir"
      done
    done
  done
}

# What the end-to-end tests need from npm; without node those tests say themselves what is missing.
install_npm_packages() {
  local dir=$ROOT/tests/Freshmaker.EndToEnd.Tests/graphql-http
  [[ -e $dir/package-lock.json ]] || return 0
  command -v npm >/dev/null || { say "npm: not installed, the tests that need it will say so"; return 0; }
  ! cmp -s "$dir/package-lock.json" "$dir/node_modules/.installed-from" || return 0
  lock_build
  say "npm: installing the end-to-end tests' packages (log in $LOGS/npm.log)"
  cd "$dir"
  start npm "$LOGS/npm.log" npm ci --no-audit --no-fund
  cd "$ROOT"
  await "$SPAWNED" npm || {
    show_tail "$LOGS/npm.log"
    fail "npm ci failed in $dir"
  }
  stop npm
  cp "$dir/package-lock.json" "$dir/node_modules/.installed-from"
  exec 9>&-
}

# figure FILE NAME: the sum of an attribute over all <assembly> elements of xUnit's XML.
figure() {
  grep -o '<assembly [^>]*>' "$1" | grep -o " $2=\"[0-9]*\"" | tr -dc '0-9\n' | awk '{ sum += $1 } END { print sum + 0 }'
}

add_result() {
  PASSED=$((PASSED + $1)) FAILED=$((FAILED + $2)) SKIPPED=$((SKIPPED + $3))
}

# run_project DIRECTORY ARGUMENT…: the project's own test program, whose output goes straight to the reader.
run_project() {
  local dir=$1 name report code=0 passed failed skipped
  name=$(basename "$dir")
  shift
  report=$LOGS/tests/$name.xml
  mkdir -p "$LOGS/tests"
  rm -f "$report"
  say "test: $name"
  cd "$dir"
  start "test-$name" - timeout --kill-after=10 "${FRESHMAKER_TEST_TIMEOUT:-3600}" \
    dotnet "bin/Release/net10.0/$name.dll" -noLogo -noColor -result-xml "$report" "$@"
  cd "$ROOT"
  await "$SPAWNED" "$name" || code=$?
  stop "test-$name"
  if [[ ! -s $report ]]; then
    say "test: $name ended without results (exit code $code$(((code != 124)) || echo ', out of time'))"
    add_result 0 1 0
    return 0
  fi
  passed=$(figure "$report" passed) skipped=$(figure "$report" skipped)
  failed=$(($(figure "$report" failed) + $(figure "$report" errors)))
  if ((failed == 0 && code != 0)); then
    say "test: $name ended with exit code $code though no test failed"
    failed=1
  elif ((passed + failed + skipped == 0)) && (($# == 0)); then
    say "test: $name ran no test at all"
    failed=1
  fi
  say "test: $name: $passed passed, $failed failed, $skipped skipped"
  add_result "$passed" "$failed" "$skipped"
}

# sum_up: the one line that counts, last; .ci/run reads the same figures from FRESHMAKER_TEST_SUMMARY.
sum_up() {
  if ((PASSED + FAILED == 0)); then
    say "test: nothing ran that matches"
    FAILED=1
  fi
  [[ -z ${FRESHMAKER_TEST_SUMMARY:-} ]] || printf '%s %s %s\n' "$PASSED" "$FAILED" "$SKIPPED" >"$FRESHMAKER_TEST_SUMMARY"
  SUMMARY="$PASSED passed, $FAILED failed, $SKIPPED skipped"
  ((FAILED == 0)) || exit 1
}
