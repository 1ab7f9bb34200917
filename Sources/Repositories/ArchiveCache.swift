internal import Archives
internal import Diagnostics
internal import HTTP

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The archives that were fetched, by digest; what comes out has that digest.
struct ArchiveCache {
    let paths: RepositoryPaths

    /// The archive of an index entry, from the cache or from the first of its URLs that has it.
    ///
    /// - Returns: The bytes, and the URL without credentials.
    /// - Throws: `.refused` when the archive has not the digest that the index gives; nothing is kept then.
    func archive(
        _ entry: IndexEntry,
        from connection: RepositoryConnection
    ) async throws -> (bytes: [UInt8], url: String) {
        let title = "\(entry.name)-\(entry.versionText)"
        guard let first = entry.urls.first else {
            throw Failure(
                .invalidInput,
                "the index of \(connection.entry.title) gives no URL for '\(title)'",
                hint: "ask the repository's owner to publish the chart again"
            )
        }
        let digest = try wantedDigest(entry, title: title, repository: connection.entry)
        let firstURL = try connection.entry.resolve(first)
        if let digest, let bytes = try read(digest) { return (bytes, firstURL.redacted) }
        var lastError: (any Error)?
        for reference in entry.urls {
            let url = try connection.entry.resolve(reference)
            let bytes: [UInt8]
            do {
                bytes = try await connection.archive(at: url)
            } catch let failure as Failure where [.unavailable, .notFound, .timeout].contains(failure.kind) {
                // Further URLs are mirrors of the first; its error is the one to tell.
                lastError = lastError ?? failure
                continue
            }
            guard let digest else { return (bytes, url.redacted) }
            let found = SHA256Digest(of: bytes)
            guard found == digest else {
                throw mismatch(title, url: url, wanted: digest, found: found, connection.entry)
            }
            try keep(bytes, digest)
            return (bytes, url.redacted)
        }
        throw lastError ?? Failure(.internal, "no URL of '\(title)' was tried")
    }

    /// The digest that the index gives; nil when it gives none at all.
    private func wantedDigest(
        _ entry: IndexEntry,
        title: String,
        repository: RepositoryEntry
    ) throws(Failure) -> SHA256Digest? {
        if entry.digestText.isEmpty { return nil }
        guard let digest = entry.digest else {
            throw Failure(
                .invalidInput,
                "the index of \(repository.title) gives '\(title)' the digest '\(entry.digestText)', "
                    + "which is not a SHA-256 digest",
                hint: "ask the repository's owner to make the index anew"
            )
        }
        return digest
    }

    /// The kept archive; one that no longer has its digest is removed.
    private func read(_ digest: SHA256Digest) throws(Failure) -> [UInt8]? {
        let path = paths.archiveFile(digest)
        guard let bytes = try AtomicFile.read(path) else { return nil }
        if SHA256Digest(of: bytes) == digest { return bytes }
        unlink(path)
        return nil
    }

    private func keep(_ bytes: [UInt8], _ digest: SHA256Digest) throws(Failure) {
        let path = paths.archiveFile(digest)
        if let slash = path.lastIndex(of: "/") { try AtomicFile.makeFolder(String(path[..<slash])) }
        try AtomicFile.write(bytes, to: path)
    }

    private func mismatch(
        _ title: String,
        url: HTTPURL,
        wanted: SHA256Digest,
        found: SHA256Digest,
        _ entry: RepositoryEntry
    ) -> Failure {
        let update =
            entry.name.isEmpty ? "try again" : "run 'davit repo update \(entry.name)' and try again"
        return Failure(
            .refused,
            "the archive of '\(title)' is not the one that the index of \(entry.title) lists",
            notes: ["the index lists \(wanted)", "'\(url)' has \(found)"],
            hint: "\(update); if it stays so, do not use the chart and tell the repository's owner"
        )
    }
}
