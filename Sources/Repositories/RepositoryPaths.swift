internal import Archives

/// Where the list of repositories and the downloads of one user lie.
package struct RepositoryPaths: Sendable, Hashable {
    /// The list of repositories, as Helm's `repositories.yaml`.
    package var listFile: String
    /// The folder of everything that can be fetched again.
    package var cacheFolder: String

    /// - Parameters:
    ///   - listFile: The path of the list.
    ///   - cacheFolder: The path of the cache.
    package init(listFile: String, cacheFolder: String) {
        self.listFile = listFile
        self.cacheFolder = cacheFolder
    }

    /// The usual places in a user's folders, such as `$XDG_CONFIG_HOME/davit` and `$XDG_CACHE_HOME/davit`.
    package init(config: String, cache: String) {
        self.init(listFile: "\(config)/repositories.yaml", cacheFolder: "\(cache)/repository")
    }

    /// What is locked while the list changes; the list itself is replaced, so a lock on it would not hold.
    var lockFile: String {
        listFile.hasSuffix(".yaml") ? "\(listFile.dropLast(5)).lock" : "\(listFile).lock"
    }

    /// The cached index of a repository of the list.
    func indexFile(repository name: String) -> String { "\(cacheFolder)/\(name).index" }

    /// The cached index of a repository that is known by its URL alone.
    func indexFile(url: String) -> String {
        "\(cacheFolder)/by-url/\(Digest.sha256(Array(url.utf8)).prefix(32)).index"
    }

    /// The cached archive with a digest.
    func archiveFile(_ digest: SHA256Digest) -> String {
        "\(cacheFolder)/archives/\(digest.hexadecimal.prefix(2))/\(digest.hexadecimal).tgz"
    }
}
