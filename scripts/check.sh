#!/usr/bin/env bash
# The checks a change must pass besides the tests. All run; the exit status is 1 if one failed.
# The functions here are called by name, through check.
# shellcheck disable=SC2317
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
cd "$ROOT"

max_lines=500
max_bytes=$((35 * 1000 * 1000))
failed=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT

# check NAME COMMAND...: runs the command, prints the result and, after a failure, the output.
check() {
    local name=$1
    shift
    if "$@" >"$log" 2>&1; then
        printf 'ok      %s%s\n' "$name" "$(sed -n 's/^note: / (/p' "$log" | tail -n 1 | sed 's/$/)/')"
    else
        printf 'FAILED  %s\n' "$name"
        tail -n 40 "$log" | sed 's/^/        /'
        failed=1
    fi
}

format() { swift_cli format lint --strict --parallel --recursive Sources Tests Package.swift; }

scripts_parse() {
    local file
    for file in scripts/*.sh .ci/run; do
        bash -n "$file" || return 1
    done
    ! have shellcheck || shellcheck -x scripts/*.sh .ci/run
}

# FoundationEssentials is fine; the rest brings ICU and doubles the binary.
no_foundation() {
    ! grep -rnE '\bimport +([a-z]+ +)?Foundation(Internationalization|Networking|XML)?([^A-Za-z]|$)' \
        --include '*.swift' Sources
}

short_files() {
    find Sources Tests -name '*.swift' -exec awk -v max="$max_lines" '
        FNR == max + 1 { print FILENAME ": more than " max " lines"; found = 1 }
        END { exit found }' {} +
}

imports() { swift_cli build --build-tests --explicit-target-dependency-import-check error; }

release_build() {
    binary=$(build_release)
    [ -x "$binary" ]
}

size() {
    local bytes
    bytes=$(stat -c %s "$binary")
    echo "note: $((bytes / 1000 / 1000)) MB of $((max_bytes / 1000 / 1000))"
    [ "$bytes" -lt "$max_bytes" ]
}

# The names survive stripping: they are in the data of ICU and in the metadata of the module.
no_icu() {
    if readelf -d "$binary" | grep -E 'NEEDED.*(libicu|libFoundation|libswiftCore)' ||
        LC_ALL=C grep -aoE -m 1 'icudt[0-9]+|_FoundationICU|uloc_getDefault' "$binary"; then
        echo "ICU or a shared Swift library is part of the binary: something imports Foundation"
        return 1
    fi
}

check "scripts: syntax" scripts_parse
check "format: swift format lint --strict" format
check "imports: no Foundation in Sources" no_foundation
check "files: none over $max_lines lines" short_files
check "imports: only from declared dependencies" imports
check "release: static build" release_build
docs() { DAVIT=$binary scripts/docs.sh --check; }
if [ -x "${binary:-}" ]; then
    check "release: size" size
    check "release: no ICU" no_icu
    check "docs: as the command says" docs
fi

exit "$failed"
