package import Diagnostics
internal import HTTP

extension RepositoryCatalog {
    /// What updating one repository came to.
    package struct Update: Sendable {
        package enum Outcome: Sendable {
            /// The copy was still the server's.
            case unchanged
            /// There is a new copy, with so many charts.
            case fetched(charts: Int)
            case failed(Failure)
        }

        package let entry: RepositoryEntry
        package let outcome: Outcome
        /// What was left out of the index, and why.
        package let diagnostics: [Diagnostic]
    }

    /// How many repositories are asked at once.
    private static let concurrency = 8

    /// Fetches the indexes of the named repositories, or of all, several at once.
    ///
    /// - Parameters:
    ///   - names: The repositories; empty is all.
    ///   - report: Called as each is done, in the order of their ends.
    /// - Returns: What each came to, in the order of the list; a failure of one does not hinder the others.
    /// - Throws: `.notFound` for an unknown name or an empty list, and `CancellationError`.
    @discardableResult
    package func update(
        _ names: [String] = [],
        report: (Update) -> Void = { _ in }
    ) async throws -> [Update] {
        let list = try RepositoryList(readingFrom: paths.listFile)
        guard !list.entries.isEmpty else {
            throw Failure(
                .notFound,
                "there are no repositories",
                hint: "add one with 'davit repo add NAME URL'"
            )
        }
        for name in names { _ = try list.entry(named: name) }
        let entries = list.entries.filter { names.isEmpty || names.contains($0.name) }
        return try await withThrowingTaskGroup(of: (Int, Update).self) { group in
            var updates: [Int: Update] = [:]
            for (number, entry) in entries.enumerated() {
                if number >= Self.concurrency, let (done, update) = try await group.next() {
                    updates[done] = update
                    report(update)
                }
                group.addTask { (number, try await self.update(entry)) }
            }
            for try await (done, update) in group {
                updates[done] = update
                report(update)
            }
            return entries.indices.compactMap { updates[$0] }
        }
    }

    /// Updates one repository; only cancellation is thrown.
    private func update(_ entry: RepositoryEntry) async throws -> Update {
        var diagnostics = DiagnosticCollector()
        let outcome: Update.Outcome
        do {
            outcome = try await fetchIndex(of: entry, diagnostics: &diagnostics)
        } catch let failure as Failure {
            outcome = .failed(failure)
        }
        return Update(entry: entry, outcome: outcome, diagnostics: diagnostics.diagnostics)
    }

    /// Brings the copy of a repository's index up to date.
    ///
    /// - Throws: `Failure` when it cannot be fetched, understood or kept; an older copy is then untouched.
    func fetchIndex(
        of entry: RepositoryEntry,
        diagnostics: inout DiagnosticCollector
    ) async throws -> Update.Outcome {
        let path = indexFile(entry)
        let known = try CachedIndex(readingFrom: path, of: entry.url)
        let connection = try connection(to: entry)
        switch try await connection.index(unlessStill: known?.origin) {
        case .notModified:
            return .unchanged
        case .fetched(let body, let entityTag, let lastModified):
            let url = try entry.resolve()
            let index = try RepositoryIndex(
                decoding: body,
                file: url.redacted,
                diagnostics: &diagnostics
            )
            let origin = CachedIndex.Origin(
                url: entry.url,
                entityTag: entityTag,
                lastModified: lastModified,
                generated: index.generated
            )
            try CachedIndex.write(index, of: origin, to: path)
            return .fetched(charts: index.entries.count)
        }
    }

    /// The copy of a repository's index, fetched when there is none.
    ///
    /// - Throws: `Failure` when there is none and none can be fetched.
    func cachedIndex(of entry: RepositoryEntry) async throws -> CachedIndex {
        let path = indexFile(entry)
        if let cached = try CachedIndex(readingFrom: path, of: entry.url) { return cached }
        var diagnostics = DiagnosticCollector()
        _ = try await fetchIndex(of: entry, diagnostics: &diagnostics)
        guard let fetched = try CachedIndex(readingFrom: path, of: entry.url) else {
            throw Failure(.internal, "the index of \(entry.title) was not kept in '\(path)'")
        }
        return fetched
    }
}
