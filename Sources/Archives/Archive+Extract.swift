package import Diagnostics

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension Archive {
    /// Writes `entries` below `folder`, which is made if it is missing.
    ///
    /// Everything is written beside its place first and then renamed, so that no half of a chart is left
    /// after a failure, and no link that is already there is followed.
    /// - Throws: `.invalidInput` for a file outside any folder of the archive, `.conflict` when one of
    ///   its folders exists, `.unavailable` when writing fails.
    package static func extract(_ entries: [ArchiveEntry], into folder: String) throws(Failure) {
        var paths = ArchivePaths(archive: "archive")
        var files: [(components: [Substring], entry: ArchiveEntry)] = []
        for entry in entries {
            let path = try paths.normalized(entry.path)
            try paths.add(file: path)
            files.append((path.split(separator: "/"), entry))
            guard path.contains("/") else {
                throw Failure(
                    .invalidInput,
                    "'\(ArchivePaths.shown(entry.path))' lies outside any folder of the archive"
                )
            }
        }
        let tops = Set(files.compactMap(\.components.first)).sorted()
        try AtomicFile.makeFolder(folder)
        for top in tops where exists("\(folder)/\(top)") {
            throw Failure(
                .conflict,
                "'\(folder)/\(top)' already exists",
                hint: "remove it or choose another folder"
            )
        }
        var template = AtomicFile.template("\(folder)/.unpacking")
        guard mkdtemp(&template) != nil else { throw AtomicFile.failure(folder, errno) }
        let temporary = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        do throws(Failure) {
            for (components, entry) in files {
                try AtomicFile.makeFolder("\(temporary)/\(components.dropLast().joined(separator: "/"))")
                try AtomicFile.create(
                    "\(temporary)/\(components.joined(separator: "/"))",
                    entry.bytes,
                    mode: entry.mode & 0o111 == 0 ? 0o644 : 0o755
                )
            }
            for top in tops where rename("\(temporary)/\(top)", "\(folder)/\(top)") != 0 {
                throw AtomicFile.failure("\(folder)/\(top)", errno)
            }
        } catch {
            remove(files.map(\.components), below: temporary)
            throw error
        }
        rmdir(temporary)
    }

    private static func exists(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0
    }

    /// Removes what an unfinished extraction wrote, as far as possible.
    private static func remove(_ files: [[Substring]], below temporary: String) {
        for components in files {
            unlink("\(temporary)/\(components.joined(separator: "/"))")
        }
        let folders = Set(
            files.flatMap { components in
                (1..<components.count).map { components.prefix($0).joined(separator: "/") }
            }
        )
        // A folder's path is longer than those of the folders around it.
        for folder in folders.sorted(by: { $0.utf8.count > $1.utf8.count }) {
            rmdir("\(temporary)/\(folder)")
        }
        rmdir(temporary)
    }
}
