package import Diagnostics
package import HTTP

/// Where a chart is to be taken from.
package enum ChartReference: Sendable, Hashable {
    /// A folder or a `.tgz` on this machine.
    case path(String)
    /// A chart of a repository of the user's list: `repository/chart`.
    case listed(repository: String, chart: String)
    /// A chart of a repository that is given by its URL, with `--repo`.
    case named(chart: String, repositoryURL: String)
    /// The URL of a `.tgz`.
    case url(HTTPURL)

    /// Reads a reference in Helm's order: what exists as a file, then `--repo`, then URLs, then the list.
    ///
    /// - Parameters:
    ///   - text: The reference as typed.
    ///   - repositoryURL: The value of `--repo`, if any.
    ///   - exists: Whether there is a file or folder of that name.
    /// - Throws: `.usage` for anything else, `.notFound` for a path at which there is nothing.
    package init(
        parsing text: String,
        repositoryURL: String? = nil,
        exists: (String) -> Bool
    ) throws(Failure) {
        if let repositoryURL, !repositoryURL.isEmpty {
            guard IndexEntry.isName(text) else {
                throw Failure(
                    .usage,
                    "'\(text)' is not a chart's name",
                    hint: "with '--repo', give the name alone, such as 'web'"
                )
            }
            guard !repositoryURL.hasPrefix("oci://") else { throw RepositoryEntry.ociFailure }
            self = .named(chart: text, repositoryURL: repositoryURL)
            return
        }
        guard !text.hasPrefix("oci://") else { throw RepositoryEntry.ociFailure }
        if text.hasPrefix("http://") || text.hasPrefix("https://") {
            self = .url(try HTTPURL(parsing: text))
            return
        }
        if exists(text) {
            self = .path(text)
            return
        }
        if text.hasPrefix("/") || text.hasPrefix(".") {
            throw Failure(
                .notFound,
                "there is no chart at '\(text)'",
                hint: "check the path with 'ls -d \(text)'"
            )
        }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, parts.allSatisfy(IndexEntry.isName) else {
            throw Failure(
                .usage,
                "'\(text)' is not a chart: there is no such file, and it is no 'repository/chart'",
                hint: "give a path such as './web', 'repository/chart', or the URL of a .tgz"
            )
        }
        self = .listed(repository: parts[0], chart: parts[1])
    }
}
