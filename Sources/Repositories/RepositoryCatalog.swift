package import Diagnostics
package import HTTP

/// The repositories of one user: the list, the copies of their indexes, and the way to them.
package struct RepositoryCatalog: Sendable {
    package let paths: RepositoryPaths
    /// Makes the way to a repository.
    let transport: @Sendable (RepositoryEntry) throws -> any Transport
    /// Longest time for one index or archive, in seconds; nil is as long as bytes come.
    package var timeout: Double?

    /// - Parameters:
    ///   - paths: Where everything lies.
    ///   - timeout: Longest time for one index or archive, in seconds.
    ///   - transport: How to reach a repository; by default over HTTP as the entry says.
    package init(
        paths: RepositoryPaths,
        timeout: Double? = nil,
        transport: @escaping @Sendable (RepositoryEntry) throws -> any Transport = { entry in
            HTTPClient(try entry.clientConfiguration())
        }
    ) {
        self.paths = paths
        self.timeout = timeout
        self.transport = transport
    }

    /// The user's repositories, in the order they were added.
    ///
    /// - Throws: `.invalidInput` when the list cannot be read.
    package func entries() throws(Failure) -> [RepositoryEntry] {
        try RepositoryList(readingFrom: paths.listFile).entries
    }

    func connection(to entry: RepositoryEntry) throws -> RepositoryConnection {
        RepositoryConnection(entry: entry, transport: try transport(entry), timeout: timeout)
    }

    /// Where the copy of a repository's index lies.
    func indexFile(_ entry: RepositoryEntry) -> String {
        entry.name.isEmpty ? paths.indexFile(url: entry.url) : paths.indexFile(repository: entry.name)
    }
}
