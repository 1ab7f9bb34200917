internal import CArchive
package import Diagnostics

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension Archive {
    /// Reads the files of a `.tgz`, in the archive's order; folders are implied by paths.
    ///
    /// Nothing of a suspicious archive is given: no links, devices or pipes, no path that leads out of it
    /// or clashes with another, no content over the limits, no damage.
    /// - Parameters:
    ///   - bytes: The compressed archive.
    ///   - name: What messages call the archive.
    ///   - limits: How much it may unpack to.
    /// - Returns: The files, with normal paths.
    /// - Throws: `.invalidInput` that names the offending entry.
    package static func read(
        _ bytes: [UInt8],
        name: String,
        limits: Limits = .chart
    ) throws(Failure) -> [ArchiveEntry] {
        // Headers and padding come on top of the content: a block or two for every file.
        guard let tar = try Gzip.decompressed(bytes, limit: limits.total + (16 << 20), name: name) else {
            throw tooLarge(name, limits)
        }
        guard !tar.isEmpty else {
            throw Failure(.invalidInput, "'\(name)' is empty", hint: "package the chart again")
        }
        guard !TarNames.holdZero(in: tar) else {
            throw Failure(.invalidInput, "'\(name)' is refused: a name holds a zero byte")
        }
        return try UTF8Locale.run { () throws(Failure) in
            try withBytes(tar) { pointer throws(Failure) in
                var reader = try ArchiveReader.open(pointer, as: .tar, name: name)
                return try entries(of: &reader, name: name, limits: limits)
            }
        }
    }

    private static func entries(
        of reader: inout ArchiveReader,
        name: String,
        limits: Limits
    ) throws(Failure) -> [ArchiveEntry] {
        var entries: [ArchiveEntry] = []
        var paths = ArchivePaths(archive: name)
        var remaining = limits.total
        while let entry = try reader.next() {
            guard let pathname = archive_entry_pathname(entry), pathname.pointee != 0 else {
                throw Failure(.invalidInput, "'\(name)' is refused: an entry has no name")
            }
            guard let path = String(validatingCString: pathname) else {
                let shown = ArchivePaths.shown(String(cString: pathname))
                throw Failure(.invalidInput, "'\(name)' is refused: the name '\(shown)' is not UTF-8")
            }
            let normal = try paths.normalized(path)
            guard try isFile(entry, path: path, archive: name) else { continue }
            guard !normal.isEmpty else {
                throw Failure(.invalidInput, "'\(name)' is refused: '\(path)' is not a file name")
            }
            try paths.add(file: normal)
            guard let content = try reader.content(limit: min(limits.file, remaining)) else {
                guard limits.file < remaining else { throw tooLarge(name, limits) }
                throw Failure(
                    .invalidInput,
                    "'\(name)' is refused: '\(normal)' unpacks to more than \(limits.file) bytes",
                    hint: "keep large files out of the chart with a line in '.helmignore'"
                )
            }
            remaining -= content.count
            entries.append(
                ArchiveEntry(
                    path: normal,
                    bytes: content,
                    mode: UInt16(truncatingIfNeeded: archive_entry_perm(entry) & 0o777)
                )
            )
        }
        return entries
    }

    /// Whether the entry is a regular file; false for a folder.
    ///
    /// - Throws: For anything else, links also where they stay inside: what a link means depends on
    ///   what is there when it is followed.
    private static func isFile(
        _ entry: OpaquePointer,
        path: String,
        archive: String
    ) throws(Failure) -> Bool {
        let shown = ArchivePaths.shown(path)
        if let target = archive_entry_hardlink(entry) ?? archive_entry_symlink(entry) {
            throw Failure(
                .invalidInput,
                "'\(archive)' is refused: '\(shown)' is a link to "
                    + "'\(ArchivePaths.shown(String(cString: target)))'",
                hint: "package the chart with the file itself in place of the link"
            )
        }
        switch archive_entry_filetype(entry) {
        case S_IFREG: return true
        case S_IFDIR: return false
        default:
            throw Failure(
                .invalidInput,
                "'\(archive)' is refused: '\(shown)' is a device, a pipe or the like"
            )
        }
    }

    private static func tooLarge(_ name: String, _ limits: Limits) -> Failure {
        Failure(.invalidInput, "'\(name)' is refused: it unpacks to more than \(limits.total) bytes")
    }
}
