#!/usr/bin/env bash
# Asks npm's registry for known holes (high or critical) in what the lock files name. A line for each folder:
#   audit: FOLDER: nothing known | FAILED … | skipped, …
# The exit code is 1 when something was found. A registry that cannot be asked is no failure: it says nothing of the packages. NuGet's packages are audited by every
# restore (Directory.Build.props).
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1

found=0
while IFS= read -r lock; do
  folder=$(dirname "$lock")
  if ! command -v npm >/dev/null; then
    echo "audit: $folder: skipped, npm is not installed"
    continue
  fi
  report=$(cd "$folder" && timeout 120 npm audit --package-lock-only --audit-level=high --json --fetch-retries=1 2>/dev/null </dev/null)
  code=$?
  if ! grep -q '"auditReportVersion"' <<<"$report"; then
    echo "audit: $folder: skipped, the registry in use does not tell of holes"
  elif ((code == 0)); then
    echo "audit: $folder: nothing known"
  else
    found=1
    echo "audit: $folder: FAILED, run there: npm audit"
    grep -E '"(name|severity|title|url)": "' <<<"$report" | sed 's/^ */  /' | head -40
  fi
done < <(git -c safe.directory='*' ls-files '*package-lock.json')
((found == 0))
