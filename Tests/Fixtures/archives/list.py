"""Lists the archive in the first argument: mode, owner, time, size and name of every entry."""

import sys
import tarfile

with tarfile.open(sys.argv[1], "r:gz") as archive:
    for entry in archive:
        owner = f"{entry.uid}:{entry.gid}:{entry.uname}:{entry.gname}"
        print(f"{entry.mode:o} {owner} {int(entry.mtime)} {entry.size} {entry.name}")
