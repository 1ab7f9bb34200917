package import Diagnostics

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension RepositoryCatalog {
    /// What adding a repository came to.
    package enum Addition: Sendable, Hashable {
        case added
        /// It was there already, exactly so.
        case unchanged
        /// Its entry was replaced.
        case replaced
    }

    /// How long to wait for another process that changes the list, in seconds.
    private static let lockTimeout = 30.0

    /// Adds a repository after fetching its index, which shows that it is one.
    ///
    /// - Parameters:
    ///   - entry: The repository.
    ///   - replacing: Whether an entry of the same name may be changed.
    ///   - diagnostics: Gets what was left out of the index.
    /// - Returns: Whether anything changed.
    /// - Throws: `.conflict` for a name that is taken, `.usage` for a bad name or URL, and what fetching
    ///   throws; the list is then unchanged.
    package func add(
        _ entry: RepositoryEntry,
        replacing: Bool = false,
        diagnostics: inout DiagnosticCollector
    ) async throws -> Addition {
        // A clash is told before anything is fetched, and looked for again under the lock.
        var list = try RepositoryList(readingFrom: paths.listFile)
        try list.add(entry, replacing: replacing)
        _ = try entry.resolve()
        _ = try await fetchIndex(of: entry, diagnostics: &diagnostics)
        return try await FileLock.hold(paths.lockFile, timeout: Self.lockTimeout) {
            var list = try RepositoryList(readingFrom: paths.listFile)
            let former = list.entries.first { $0.name == entry.name }
            if former == entry { return .unchanged }
            try list.add(entry, replacing: replacing)
            try list.write(to: paths.listFile)
            return former == nil ? .added : .replaced
        }
    }

    /// Removes repositories and the copies of their indexes.
    ///
    /// - Throws: `.notFound` when one of them is not there; none is removed then.
    package func remove(_ names: [String]) async throws {
        try await FileLock.hold(paths.lockFile, timeout: Self.lockTimeout) {
            var list = try RepositoryList(readingFrom: paths.listFile)
            try list.remove(names)
            try list.write(to: paths.listFile)
        }
        // The copies can be fetched again, so one that cannot be removed does no harm.
        for name in names { unlink(paths.indexFile(repository: name)) }
    }
}
