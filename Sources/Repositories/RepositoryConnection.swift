internal import Archives
internal import Diagnostics
internal import HTTP

/// Fetches files of one repository and says in its words what went wrong.
struct RepositoryConnection: Sendable {
    let entry: RepositoryEntry
    let transport: any Transport
    /// Longest time for one file, in seconds; nil is as long as it goes on.
    var timeout: Double?

    /// Archives hold at most 100 MiB unpacked; larger ones could not be read anyway.
    static let maximumArchiveSize = 100 << 20

    /// What fetching an index gave.
    enum IndexResult {
        case notModified
        case fetched(body: [UInt8], entityTag: String?, lastModified: String?)
    }

    /// Fetches the index unless it is still the one that `known` describes.
    ///
    /// - Throws: `.notFound`, `.refused` or `.unavailable`, by the server's status.
    func index(unlessStill known: CachedIndex.Origin?) async throws -> IndexResult {
        let url = try entry.resolve()
        var headers: [(name: String, value: String)] = []
        if let tag = known?.entityTag { headers.append(("If-None-Match", tag)) }
        if let date = known?.lastModified { headers.append(("If-Modified-Since", date)) }
        let response = try await transport.send(
            HTTPRequest(
                url: url.text,
                headers: headers,
                timeout: timeout,
                stallTimeout: 30,
                maximumBodySize: 256 << 20
            )
        )
        if response.status == 304, known != nil { return .notModified }
        guard response.status == 200 else {
            throw failure(
                response.status,
                url,
                what: "index",
                notFoundHint: "check the URL: it is that of the folder in which 'index.yaml' lies"
            )
        }
        return .fetched(
            body: response.body,
            entityTag: response.headers["etag"],
            lastModified: response.headers["last-modified"]
        )
    }

    /// Fetches an archive as it is stored.
    ///
    /// - Throws: `.notFound`, `.refused` or `.unavailable`, by the server's status.
    func archive(at url: HTTPURL) async throws -> [UInt8] {
        let response = try await transport.send(
            HTTPRequest(
                url: url.text,
                timeout: timeout,
                stallTimeout: 30,
                maximumBodySize: Self.maximumArchiveSize,
                acceptsCompression: false
            )
        )
        guard response.status == 200 else {
            throw failure(
                response.status,
                url,
                what: "archive",
                notFoundHint: entry.name.isEmpty
                    ? "check the URL" : "run 'davit repo update \(entry.name)' in case it has moved"
            )
        }
        return response.body
    }

    private func failure(_ status: Int, _ url: HTTPURL, what: String, notFoundHint: String) -> Failure {
        switch status {
        case 404, 410:
            Failure(.notFound, "there is no \(what) at '\(url)' (status \(status))", hint: notFoundHint)
        case 401, 403, 407:
            Failure(
                .refused,
                "the server does not give the \(what) at '\(url)' (status \(status))",
                hint: "give a user name and password with '--username' and '--password', or correct them"
            )
        default:
            Failure(
                .unavailable,
                "the server answered status \(status) for the \(what) at '\(url)'",
                hint: "try again later, or ask whoever runs the server"
            )
        }
    }
}
