package import Diagnostics

extension Archive {
    /// The time that every file in a written archive has: 1980-01-01, in seconds since 1970.
    ///
    /// A fixed one, as the same input must give the same bytes; not 1970, which some tools take for
    /// "no time".
    private static let modificationTime = 315_532_800

    /// Writes `entries` in the given order as a `.tgz`.
    ///
    /// The bytes depend on paths, contents and whether a file is executable, and on nothing else.
    /// - Throws: `.invalidInput` for a path that ``read(_:name:limits:)`` would refuse.
    package static func write(_ entries: [ArchiveEntry]) throws(Failure) -> [UInt8] {
        var paths = ArchivePaths(archive: "archive")
        for entry in entries {
            let normal = try paths.normalized(entry.path)
            guard !normal.isEmpty, normal.utf8.elementsEqual(entry.path.utf8) else {
                throw Failure(
                    .invalidInput,
                    "'\(ArchivePaths.shown(entry.path))' is not a plain relative path"
                )
            }
            try paths.add(file: normal)
        }
        return try UTF8Locale.run { () throws(Failure) in
            var writer = try ArchiveWriter.open(.compressedTar)
            for entry in entries {
                try writer.add(
                    path: entry.path,
                    bytes: entry.bytes,
                    mode: entry.mode & 0o111 == 0 ? 0o644 : 0o755,
                    modified: modificationTime
                )
            }
            return try writer.finish()
        }
    }
}
