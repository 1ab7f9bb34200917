package import Diagnostics
internal import Versions

/// Which version of a chart is wanted.
package struct VersionQuery: Sendable, Hashable {
    /// An exact version or a range; empty is the newest.
    package var version: String
    /// Whether the newest may be a pre-release; without meaning when a version is given, as in Helm.
    package var includesPrereleases: Bool

    package init(version: String = "", includesPrereleases: Bool = false) {
        self.version = version
        self.includesPrereleases = includesPrereleases
    }

    /// The range to check versions against.
    ///
    /// - Throws: `.usage` when the version is no range.
    func constraint() throws(Failure) -> VersionConstraint {
        do throws(Failure) {
            // A range without a pre-release in it admits none.
            let range = version.isEmpty ? (includesPrereleases ? ">0.0.0-0" : "*") : version
            return try VersionConstraint(range)
        } catch {
            throw Failure(
                .usage,
                "'\(version)' is neither a version nor a range of versions",
                hint: "write a version such as '1.2.3' or a range such as '^1.2'",
                cause: error
            )
        }
    }
}

extension RepositoryIndex {
    /// The version of `name` that `query` means: the one written exactly so, else the newest in the range.
    ///
    /// - Parameters:
    ///   - name: The chart.
    ///   - query: The wanted version.
    ///   - repository: What messages call the repository.
    /// - Returns: The entry.
    /// - Throws: `.notFound` that names near misses; `.usage` for a version that cannot be read.
    package func entry(
        for name: String,
        matching query: VersionQuery,
        repository: String
    ) throws(Failure) -> IndexEntry {
        guard let versions = entries[name] else {
            throw Failure(
                .notFound,
                "chart '\(name)' is not in \(repository)",
                hint: suggestion(for: name, among: names).map { "did you mean '\($0)'?" }
            )
        }
        if let exact = versions.first(where: { $0.versionText == query.version }) { return exact }
        let constraint = try query.constraint()
        if let match = versions.first(where: { constraint.check($0.version) }) { return match }
        let newest = versions.prefix(5).map(\.versionText).joined(separator: ", ")
        guard !query.version.isEmpty else {
            throw Failure(
                .notFound,
                "chart '\(name)' has only pre-releases in \(repository): \(newest)",
                hint: "add '--devel' to take the newest of them"
            )
        }
        throw Failure(
            .notFound,
            "no version of chart '\(name)' in \(repository) matches '\(query.version)'",
            notes: ["the newest are \(newest)"],
            hint: "choose another version, or run 'davit repo update' if it was published recently"
        )
    }
}
