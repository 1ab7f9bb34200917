internal import Archives
internal import Diagnostics
internal import HTTP

/// Finds the archive that a reference means, and fetches it if the cache does not have it.
package struct ChartResolver: Sendable {
    private let catalog: RepositoryCatalog
    /// How to be let in where no repository of the list is asked: its URL and name are not used.
    private let access: RepositoryEntry

    /// - Parameters:
    ///   - catalog: The user's repositories.
    ///   - access: Credentials and certificates from the command line; they come before those of the list.
    package init(catalog: RepositoryCatalog, access: RepositoryEntry = RepositoryEntry(url: "")) {
        self.catalog = catalog
        self.access = access
    }

    /// Finds the chart.
    ///
    /// - Parameters:
    ///   - reference: Where to take it from.
    ///   - query: Which version; without meaning for a path or a URL.
    /// - Returns: The path, or the archive with its digest.
    /// - Throws: `.notFound` for an unknown repository, chart or version; `.refused` when the archive is
    ///   not the one that the index lists; and what fetching throws.
    package func resolve(
        _ reference: ChartReference,
        matching query: VersionQuery = VersionQuery()
    ) async throws -> ResolvedChart {
        switch reference {
        case .path(let path):
            return .path(path)
        case .url(let url):
            var server = access
            server.url = url.text
            let bytes = try await catalog.connection(to: server).archive(at: url)
            let fileName = url.path.split(separator: "/").last.map(String.init) ?? "chart.tgz"
            return .archive(
                ResolvedArchive(
                    bytes: bytes,
                    origin: url.redacted,
                    digest: SHA256Digest(of: bytes),
                    fileName: fileName,
                    isVerified: false
                )
            )
        case .listed(let name, let chart):
            let entry = try RepositoryList(readingFrom: catalog.paths.listFile).entry(named: name)
            let repository = overridden(entry)
            return .archive(try await archive(of: chart, in: repository, matching: query))
        case .named(let chart, let url):
            var repository = access
            repository.name = ""
            repository.url = url
            var diagnostics = DiagnosticCollector()
            _ = try await catalog.fetchIndex(of: repository, diagnostics: &diagnostics)
            return .archive(try await archive(of: chart, in: repository, matching: query))
        }
    }

    /// An entry of the list with what the command line gives in place of its own.
    private func overridden(_ entry: RepositoryEntry) -> RepositoryEntry {
        var entry = entry
        if !access.username.isEmpty { entry.username = access.username }
        if !access.password.isEmpty { entry.password = access.password }
        if !access.certFile.isEmpty { entry.certFile = access.certFile }
        if !access.keyFile.isEmpty { entry.keyFile = access.keyFile }
        if !access.caFile.isEmpty { entry.caFile = access.caFile }
        if access.skipsTLSVerification { entry.skipsTLSVerification = true }
        if access.passesCredentialsEverywhere { entry.passesCredentialsEverywhere = true }
        return entry
    }

    private func archive(
        of chart: String,
        in repository: RepositoryEntry,
        matching query: VersionQuery
    ) async throws -> ResolvedArchive {
        let (index, names) = try await catalog.cachedIndex(of: repository).index(ofChart: chart)
        guard index.entries[chart] != nil else {
            let near = suggestion(for: chart, among: names)
            let update = repository.name.isEmpty ? "" : " \(repository.name)"
            throw Failure(
                .notFound,
                "chart '\(chart)' is not in \(repository.title)",
                hint: near.map { "did you mean '\($0)'?" }
                    ?? "run 'davit repo update\(update)' if it was published recently"
            )
        }
        let entry = try index.entry(for: chart, matching: query, repository: repository.title)
        let (bytes, url) = try await ArchiveCache(paths: catalog.paths)
            .archive(entry, from: try catalog.connection(to: repository))
        return ResolvedArchive(
            bytes: bytes,
            origin: url,
            digest: SHA256Digest(of: bytes),
            name: entry.name,
            version: entry.versionText,
            fileName: "\(entry.name)-\(entry.versionText).tgz",
            isVerified: !entry.digestText.isEmpty
        )
    }
}
