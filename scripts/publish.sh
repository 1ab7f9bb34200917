#!/usr/bin/env bash
# Makes repo-index/, the repository of the charts in charts/: their packages and the index.
#
#   scripts/publish.sh [--url URL]   URL: where the folder will be served; without it the index
#                                    names the packages relative to itself
#   scripts/publish.sh --check       fails if repo-index/ is not what the charts give
#
# DAVIT names the command to use; without it the release build is made and used.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
cd "$ROOT"

index=repo-index
mode=publish
url=()
while [ $# -gt 0 ]; do
    case $1 in
    --check) mode=check ;;
    --url)
        [ $# -ge 2 ] || die "--url needs a value"
        url=(--url "$2")
        shift
        ;;
    *) die "usage: publish.sh [--check] [--url URL]" ;;
    esac
    shift
done

davit=${DAVIT:-$(build_release)}
fresh=$(mktemp -d)
trap 'rm -rf "$fresh"' EXIT

digest() { sha256sum "$1" | cut -d ' ' -f 1; }

# Whether the folder holds this package and the index names its digest.
current() {
    local name
    name=$(basename "$1")
    [ -f "$index/$name" ] && [ "$(digest "$1")" = "$(digest "$index/$name")" ] &&
        grep -qF "$(digest "$1")" "$index/index.yaml" 2>/dev/null
}

stale=0
for chart in charts/*/; do
    "$davit" package "$chart" -d "$fresh" >/dev/null
done
for package in "$fresh"/*.tgz; do
    name=$(basename "$package")
    if current "$package"; then
        say "$name: up to date"
    else
        say "$name: changed"
        stale=1
    fi
done

if [ "$mode" = check ]; then
    [ "$stale" = 0 ] || die "$index is out of date: run scripts/publish.sh and commit it"
    exit 0
fi
if [ "$stale" = 0 ] && [ ${#url[@]} -eq 0 ]; then
    exit 0
fi
mkdir -p "$index"
cp "$fresh"/*.tgz "$index/"
merge=()
[ ! -f "$index/index.yaml" ] || merge=(--merge "$index/index.yaml")
"$davit" repo index "$index" "${url[@]}" "${merge[@]}"
say "$index: published"
