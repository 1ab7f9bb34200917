/// One HTTP exchange to be made.
package struct HTTPRequest: Sendable {
    package var method: String
    /// The whole URL; for a Unix socket the host part is only sent as the Host header.
    package var url: String
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]?
    /// Longest time for the whole exchange in seconds, redirects included; nil is no limit (streams).
    package var timeout: Double?
    /// Longest time until the connection stands, in seconds.
    package var connectTimeout: Double
    /// Longest time in whole seconds without a single byte; nil is no limit.
    ///
    /// For large downloads, which may take long as long as they go on. libcurl looks at the last few
    /// seconds, so it notices late.
    package var stallTimeout: Int?
    /// A body that grows past this many bytes ends the exchange with a failure; counted after decompression.
    package var maximumBodySize: Int
    /// Whether to ask for a compressed body, which then arrives decompressed.
    ///
    /// False for archives: some servers call the gzip of a `.tgz` a content encoding, and the digest is
    /// that of the bytes as they are stored.
    package var acceptsCompression: Bool

    package init(
        method: String = "GET",
        url: String,
        headers: [(name: String, value: String)] = [],
        body: [UInt8]? = nil,
        timeout: Double? = 60,
        connectTimeout: Double = 10,
        stallTimeout: Int? = nil,
        maximumBodySize: Int = 256 << 20,
        acceptsCompression: Bool = true
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeout = timeout
        self.connectTimeout = connectTimeout
        self.stallTimeout = stallTimeout
        self.maximumBodySize = maximumBodySize
        self.acceptsCompression = acceptsCompression
    }
}

/// What came back.
package struct HTTPResponse: Sendable {
    package var status: Int
    /// Header fields with lower-case names; of repeated fields the last.
    package var headers: [String: String]
    /// The `Warning` fields, each as it came: servers send one a warning.
    package var warnings: [String]
    package var body: [UInt8]

    package init(
        status: Int,
        headers: [String: String] = [:],
        warnings: [String] = [],
        body: [UInt8] = []
    ) {
        self.status = status
        self.headers = headers
        self.warnings = warnings
        self.body = body
    }
}

/// Something that makes HTTP exchanges: the real client, or a test's fault injector around it.
///
/// A status of any number is a response; a failure is that no response came.
package protocol Transport: Sendable {
    /// Makes one exchange.
    ///
    /// - Throws: `.unavailable` when there is no connection or it breaks, `.timeout`, and
    ///   `CancellationError` within a cancelled task.
    func send(_ request: HTTPRequest) async throws -> HTTPResponse

    /// Makes one exchange and hands the body over in pieces as it arrives.
    ///
    /// Only the body of a success (status 200 to 299) goes to `receive`; any other status comes back as
    /// from ``send(_:)``, its body in the response. While `receive` is at work nothing more is read.
    /// - Returns: The response with an empty body, once the body has ended or `receive` returned false.
    /// - Throws: As ``send(_:)``; the size of the body is not limited.
    func stream(
        _ request: HTTPRequest,
        receive: @escaping @Sendable ([UInt8]) -> Bool
    ) async throws -> HTTPResponse
}
