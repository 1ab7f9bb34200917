#!/usr/bin/env bash
# Renders real charts and compares the SHA-256 of every rendered file with what Helm gave.
#
#   scripts/corpus.sh LIST FOLDER
#
# LIST is a JSON array of charts: {id, repo: "owner/name", path, values_files, release_name, namespace,
# rendered: {file: {sha256}}}, or `error` with Helm's text instead of `rendered`. FOLDER has the charts as
# owner+name/path; they are other people's and are no part of the project. DAVIT names the command to try;
# without it the release build is made and used. The exit status is 1 if anything differs.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

[ $# -eq 2 ] || die "usage: scripts/corpus.sh LIST FOLDER"
have python3 || die "needs python3: run scripts/install-deps.sh test"
davit=${DAVIT:-$(build_release)}

exec python3 - "$davit" "$1" "$2" <<'END'
import hashlib, json, os, subprocess, sys, time

davit, listing, folder = sys.argv[1:]
charts = json.load(open(listing))
right = files = right_files = 0
start = time.monotonic()
for chart in charts:
    path = os.path.join(folder, chart["repo"].replace("/", "+"), chart["path"])
    # Helm's library, which made the digests, calls itself v4.2.
    command = [davit, "template", "--raw", "-o", "json", "--helm-errors", "--release-service", "Helm",
               "--helm-version", "v4.2", "-n", chart["namespace"], chart["release_name"], path]
    for name in chart["values_files"]:
        command += ["-f", os.path.join(path, name)]
    run = subprocess.run(command, capture_output=True)
    problems = []
    if "error" in chart:
        text = run.stderr.decode("utf-8", "replace")
        if run.returncode == 0 or text != f"Error: {chart['error']}\n":
            problems.append(f"another error: {text.strip()}")
    elif run.returncode != 0:
        problems.append(run.stderr.decode("utf-8", "replace").strip())
    else:
        rendered = json.loads(run.stdout)
        wanted = chart["rendered"]
        files += len(wanted)
        problems += [f"{name}: not wanted" for name in rendered if name not in wanted]
        for name, digest in wanted.items():
            text = rendered.get(name)
            if text is None:
                problems.append(f"{name}: missing")
            elif hashlib.sha256(text.encode()).hexdigest() != digest["sha256"]:
                problems.append(f"{name}: differs")
            else:
                right_files += 1
    if problems:
        print(f"{chart['id']}:", *problems, sep="\n  ")
    else:
        right += 1
seconds = time.monotonic() - start
print(f"{right} of {len(charts)} charts, {right_files} of {files} files, {seconds:.1f} s")
sys.exit(right != len(charts))
END
