"""Writes the archive of the kind that the first argument names to the path in the second."""

import gzip
import io
import sys
import tarfile


def plain(archive, name, content=b"content", **fields):
    info = tarfile.TarInfo(name)
    info.size = len(content)
    for key, value in fields.items():
        setattr(info, key, value)
    archive.addfile(info, io.BytesIO(content))


def special(archive, name, kind, target=""):
    info = tarfile.TarInfo(name)
    info.type = kind
    info.linkname = target
    archive.addfile(info)


def sparse(path):
    """A GNU sparse file of 200 MiB that takes one block in the archive."""
    header = bytearray(tarfile.TarInfo("web/sparse").tobuf(tarfile.GNU_FORMAT))
    header[156:157] = tarfile.GNUTYPE_SPARSE
    header[124:136] = b"%011o\0" % 512
    header[386:410] = b"%011o\0%011o\0" % (0, 512)
    header[483:495] = b"%011o\0" % (200 << 20)
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    with gzip.open(path, "wb") as file:
        file.write(bytes(header) + b"x" * 512 + b"\0" * 1024)


def pax_record(key, value):
    rest = b" " + key + b"=" + value + b"\n"
    length = len(rest)
    while len(b"%d" % length) + len(rest) != length:
        length = len(b"%d" % length) + len(rest)
    return b"%d" % length + rest


def nul(path):
    """A pax header whose path holds a zero byte: tools see different names."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        content = pax_record(b"path", b"web/a\0/../../b")
        plain(archive, "PaxHeaders/a", content, type=tarfile.XHDTYPE)
        plain(archive, "web/a")
    with gzip.open(path, "wb") as file:
        file.write(buffer.getvalue())


def many(path):
    """Five times 25 MiB in files of a size that would each pass with a larger limit."""
    with tarfile.open(path, "w:gz", compresslevel=1) as archive:
        for number in range(25):
            plain(archive, f"web/{number}", b"\0" * (5 << 20))


ENTRIES = {
    "good": lambda a: [
        plain(a, "./web/Chart.yaml", b"name: web\n", mode=0o600),
        special(a, "web/files", tarfile.DIRTYPE),
        plain(a, "web//files/\u00e9.txt", "\u00fc".encode(), mode=0o755),
        plain(a, "web\\templates\\a.yaml", b""),
        plain(a, "web/" + "long-" * 40 + "/name", b"long"),
    ],
    "absolute": lambda a: plain(a, "/etc/cron.d/x"),
    "backslash-absolute": lambda a: plain(a, "\\etc\\x"),
    "parent": lambda a: plain(a, "../x"),
    "inner-parent": lambda a: plain(a, "web/a/../../../x"),
    "harmless-parent": lambda a: plain(a, "web/a/../b"),
    "backslash-parent": lambda a: plain(a, "web\\..\\..\\x"),
    "parent-folder": lambda a: special(a, "../web/", tarfile.DIRTYPE),
    "drive": lambda a: plain(a, "C:\\Windows\\x"),
    "drive-relative": lambda a: plain(a, "c:x"),
    "link-out": lambda a: special(a, "web/link", tarfile.SYMTYPE, "../../etc/passwd"),
    "link-inside": lambda a: special(a, "web/link", tarfile.SYMTYPE, "Chart.yaml"),
    "link-folder": lambda a: special(a, "web", tarfile.SYMTYPE, "/tmp"),
    "hard-link": lambda a: special(a, "web/link", tarfile.LNKTYPE, "web/Chart.yaml"),
    "pipe": lambda a: special(a, "web/pipe", tarfile.FIFOTYPE),
    "character-device": lambda a: special(a, "web/null", tarfile.CHRTYPE),
    "block-device": lambda a: special(a, "web/disk", tarfile.BLKTYPE),
    "twice": lambda a: [plain(a, "web/a"), plain(a, "web/./a")],
    "case": lambda a: [plain(a, "web/README.md"), plain(a, "web/readme.md")],
    "folder-case": lambda a: [plain(a, "web/Files/a"), plain(a, "web/files/b")],
    "accents": lambda a: [plain(a, "web/\u00e9"), plain(a, "web/e\u0301")],
    "file-as-folder": lambda a: [plain(a, "web/a"), plain(a, "web/a/b")],
    "folder-as-file": lambda a: [plain(a, "web/a/b"), plain(a, "web/a")],
    "line-feed": lambda a: plain(a, "web/a\nb"),
    "escape": lambda a: plain(a, "web/\x1b[2Jx"),
    "overlong": lambda a: plain(a, "web/" + "x" * 256),
    "root": lambda a: plain(a, "./."),
    "large-file": lambda a: plain(a, "web/large", b"\0" * ((5 << 20) + 1)),
    "largest-file": lambda a: plain(a, "web/large", b"\0" * (5 << 20)),
}


def main():
    kind, path = sys.argv[1:]
    if kind in ENTRIES:
        with tarfile.open(path, "w:gz", format=tarfile.PAX_FORMAT) as archive:
            ENTRIES[kind](archive)
    elif kind == "latin-1":
        with tarfile.open(path, "w:gz", format=tarfile.USTAR_FORMAT, encoding="latin-1") as archive:
            plain(archive, "web/\u00e9")
    else:
        {"sparse": sparse, "nul": nul, "many": many}[kind](path)


main()
