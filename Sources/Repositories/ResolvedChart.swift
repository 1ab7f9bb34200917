package import Archives

/// A chart that a reference led to.
package enum ResolvedChart: Sendable {
    /// A folder or a `.tgz` on this machine, not read yet.
    case path(String)
    case archive(ResolvedArchive)
}

/// The archive of a chart, fetched or from the cache, with its digest checked.
package struct ResolvedArchive: Sendable {
    package var bytes: [UInt8]
    /// Where it comes from, without credentials, for messages and records.
    package var origin: String
    package var digest: SHA256Digest
    /// The chart's name and version by the index; nil for a URL.
    package var name: String?
    package var version: String?
    /// The file name that the archive goes by, such as `web-1.2.3.tgz`.
    package var fileName: String
    /// Whether an index named the digest beforehand; without, the archive is what the server says it is.
    package var isVerified: Bool
}
