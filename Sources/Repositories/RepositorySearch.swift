package import Diagnostics
internal import Versions

/// What `search repo` looks for in the copies of all indexes.
package struct RepositorySearch: Sendable {
    /// The words to look for, joined by blanks into one text; empty finds everything.
    package var words: [String]
    /// Which versions count.
    package var query: VersionQuery
    /// Whether every version that counts is given, and not just the newest.
    package var showsAllVersions: Bool

    package init(words: [String] = [], query: VersionQuery = VersionQuery(), showsAllVersions: Bool = false) {
        self.words = words
        self.query = query
        self.showsAllVersions = showsAllVersions
    }

    /// One line of the result.
    package struct Match: Sendable, Hashable {
        package let repository: String
        package let entry: IndexEntry

        /// `repository/chart`, as a reference.
        package var name: String { "\(repository)/\(entry.name)" }
    }

    /// The matches in the index of one repository with their ranks.
    ///
    /// As in Helm a version matches when the text stands in its name, description or keywords, whatever
    /// the case; the earlier of these fields it stands in, the better the rank.
    func ranked(
        _ index: RepositoryIndex,
        repository: String
    ) throws(Failure) -> [(rank: Int, match: Match)] {
        let constraint = try query.constraint()
        let text = words.joined(separator: " ").lowercased()
        var ranked: [(rank: Int, match: Match)] = []
        for name in index.names {
            for entry in index.entries[name] ?? [] {
                let fields = [
                    entry.name, "\(repository)/\(entry.name)", entry.description,
                    entry.keywords.joined(separator: " "),
                ]
                let rank = text.isEmpty ? 0 : fields.firstIndex { $0.lowercased().contains(text) }
                guard let rank, constraint.check(entry.version) else { continue }
                ranked.append((rank, Match(repository: repository, entry: entry)))
                if !showsAllVersions { break }
            }
        }
        return ranked
    }
}

extension RepositoryCatalog {
    /// Looks through the copies of the indexes of all repositories; nothing is fetched.
    ///
    /// - Parameters:
    ///   - search: What to look for.
    ///   - diagnostics: Gets a warning for a repository without a copy.
    /// - Returns: The matches: best first, then by name, newest first.
    /// - Throws: `.notFound` when there are no repositories; `.usage` for a bad version range.
    package func search(
        _ search: RepositorySearch,
        diagnostics: inout DiagnosticCollector
    ) throws(Failure) -> [RepositorySearch.Match] {
        let entries = try entries()
        guard !entries.isEmpty else {
            throw Failure(
                .notFound,
                "there are no repositories",
                hint: "add one with 'davit repo add NAME URL'"
            )
        }
        var ranked: [(rank: Int, match: RepositorySearch.Match)] = []
        for entry in entries {
            guard let cached = try CachedIndex(readingFrom: indexFile(entry), of: entry.url) else {
                diagnostics.warning(
                    "\(entry.title) has not been fetched yet",
                    hint: "run 'davit repo update \(entry.name)'"
                )
                continue
            }
            ranked += try search.ranked(try cached.index(), repository: entry.name)
        }
        // Within one name the versions are newest first already; sorting must not disturb that.
        return ranked.enumerated().sorted { left, right in
            let (a, b) = (left.element, right.element)
            if a.rank != b.rank { return a.rank < b.rank }
            if a.match.name != b.match.name { return a.match.name < b.match.name }
            return left.offset < right.offset
        }.map(\.element.match)
    }
}
