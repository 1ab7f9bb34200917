#!/usr/bin/env bash
# Writes docs/commands.md and docs/compose-support.md from what the command says of itself.
#
#   scripts/docs.sh            writes the files
#   scripts/docs.sh --check    fails if a file is not what the command says
#
# DAVIT names the command to use; without it the release build is made and used.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
cd "$ROOT"

mode="write"
case ${1:-} in
--check) mode="check" ;;
'') ;;
*) die "usage: docs.sh [--check]" ;;
esac

have jq || die "needs jq: run scripts/install-deps.sh test"
davit=${DAVIT:-$(build_release)}
fresh=$(mktemp -d)
trap 'rm -rf "$fresh"' EXIT

# The help is as wide as the terminal; the file must not depend on it.
export COLUMNS=100

# The words of each command that is shown in the help, one command a line.
command_names() {
    "$davit" --experimental-dump-help | jq -r '
        def names($before):
            ($before + [.commandName]) as $words
            | if .shouldDisplay == false or .commandName == "help" then empty
              else ($words[1:] | join(" ")), (.subcommands[]? | names($words)) end;
        .command | names([])'
}

commands() {
    local words
    printf '# Commands\n\n'
    # shellcheck disable=SC2016
    printf 'Made by `scripts/docs.sh` from the help of the command itself.\n'
    command_names | while read -r words; do
        printf '\n## davit%s\n\n```\n' "${words:+ $words}"
        # shellcheck disable=SC2086
        "$davit" help $words </dev/null
        printf '```\n'
    done
}

# Help ends with blank lines, and some of its lines with spaces.
commands | sed 's/[[:space:]]*$//' | awk '
    /^$/ { blanks++; next }
    { if ($0 != "```" || !inside) for (; blanks > 0; blanks--) print ""; blanks = 0; print }
    /^```$/ { inside = !inside }' >"$fresh/commands.md"

"$davit" compose-support >"$fresh/compose-support.md"

stale=0
for name in commands compose-support; do
    if [ "$mode" = check ]; then
        if ! diff -u "docs/$name.md" "$fresh/$name.md" >&2; then
            say "docs/$name.md is out of date: run scripts/docs.sh and commit it"
            stale=1
        fi
        continue
    fi
    mkdir -p docs
    cp "$fresh/$name.md" "docs/$name.md"
    say "docs/$name.md: written"
done
exit "$stale"
