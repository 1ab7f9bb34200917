#!/usr/bin/env bash
# From a fresh checkout to the first release: installs the C libraries that are missing, builds
# davit and installs charts/hello on this machine. No Docker is needed.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
cd "$ROOT"

scripts/install-deps.sh build

say "building davit (some minutes the first time)"
davit=$(build_release)
say "built ${davit#"$ROOT"/}"

run() {
    printf '\n$ davit %s\n' "$*"
    "$davit" "$@"
}

if "$davit" --target local status hello >/dev/null 2>&1; then
    run --target local upgrade --install hello charts/hello
else
    run --target local install hello charts/hello
fi
run --target local status hello
