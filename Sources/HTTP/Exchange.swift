internal import CCurl
internal import Diagnostics

/// One request with all its redirects, made on one connection handle.
struct Exchange: Sendable {
    let request: HTTPRequest
    let configuration: HTTPClient.Configuration
    let receive: (@Sendable ([UInt8]) -> Bool)?
    let cancellation = Cancellation()

    /// Why no response came, and whether it may come when asked again.
    struct Broken: Error {
        var failure: Failure
        var isTransient: Bool
    }

    /// Makes the exchange; blocks the thread until it is over.
    ///
    /// - Throws: ``Broken``, or `CancellationError` once the cancellation is set.
    func perform(on connection: inout Connection) throws -> HTTPResponse {
        try checkHeaders()
        let start = ContinuousClock.now
        var hop = try firstHop()
        var redirects = 0
        while true {
            if cancellation.isCancelled { throw CancellationError() }
            hop.timeout = request.timeout.map { $0 - (ContinuousClock.now - start).seconds }
            let transfer = Transfer(maximumBodySize: request.maximumBodySize, receive: receive)
            let outcome: Connection.Outcome
            do throws(Failure) {
                outcome = try connection.perform(hop, into: transfer, cancellation: cancellation)
            } catch {
                throw Broken(failure: error, isTransient: false)
            }
            if outcome.isCancelled { throw CancellationError() }
            if outcome.code != CURLE_OK, !transfer.isStopped {
                throw ExchangeProblem(hop: hop, transfer: transfer, outcome: outcome, request: request).broken
            }
            guard let next = try redirected(hop, status: transfer.status, to: outcome.redirect) else {
                return HTTPResponse(
                    status: transfer.status,
                    headers: transfer.headers,
                    warnings: transfer.warnings,
                    body: transfer.body
                )
            }
            redirects += 1
            guard redirects <= configuration.maximumRedirects else {
                throw Broken(
                    failure: Failure(
                        .unavailable,
                        "'\(HTTPURL.redacted(request.url))' redirects more than "
                            + "\(configuration.maximumRedirects) times",
                        hint: "check the URL, and the server's redirects with "
                            + "'curl -sIL \(HTTPURL.redacted(request.url))'"
                    ),
                    isTransient: false
                )
            }
            hop = next
        }
    }

    private func firstHop() throws(Broken) -> Hop {
        let url: HTTPURL
        do throws(Failure) {
            url = try HTTPURL(parsing: request.url)
        } catch {
            throw Broken(failure: error, isTransient: false)
        }
        return Hop(
            method: request.method,
            url: url,
            headers: request.headers,
            body: request.body,
            timeout: request.timeout,
            connectTimeout: request.connectTimeout,
            stallTimeout: request.stallTimeout,
            acceptsCompression: request.acceptsCompression,
            configuration: configuration
        )
    }

    /// Refuses a line end in a header: it would begin another header, or another request.
    private func checkHeaders() throws(Broken) {
        let texts = request.headers.flatMap { [$0.name, $0.value] } + [request.method]
        for text in texts where text.utf8.contains(where: { $0 < 0x20 && $0 != 0x09 || $0 == 0x7F }) {
            throw Broken(
                failure: Failure(
                    .invalidInput,
                    "a header of the request to '\(HTTPURL.redacted(request.url))' holds a control character",
                    hint: "remove line ends from user names, tokens and header values"
                ),
                isTransient: false
            )
        }
    }

    /// The hop that follows a redirecting response, or nil when the response is the answer.
    ///
    /// RFC 9110, 15.4: 303 asks with GET, 307 and 308 repeat the request; 301 and 302 are followed only
    /// for requests without effect.
    private func redirected(_ hop: Hop, status: Int, to target: String?) throws(Broken) -> Hop? {
        guard let target, configuration.unixSocket == nil, configuration.tls.serverName == nil else {
            return nil
        }
        let isPlain = hop.method == "GET" || hop.method == "HEAD"
        guard status == 303 || status == 307 || status == 308 || isPlain && (301...302).contains(status)
        else { return nil }
        var next = hop
        do throws(Failure) {
            next.url = try HTTPURL(parsing: target)
        } catch {
            let message = "'\(hop.url)' redirects to '\(HTTPURL.redacted(target))', which is not an HTTP URL"
            throw Broken(failure: Failure(.refused, message, cause: error), isTransient: false)
        }
        guard next.url.scheme == "https" || hop.url.scheme == "http" else {
            throw Broken(
                failure: Failure(
                    .refused,
                    "'\(hop.url)' redirects to '\(next.url)', which is not encrypted",
                    hint: "give the final URL yourself if you trust that network"
                ),
                isTransient: false
            )
        }
        if status == 303, !isPlain {
            next.method = "GET"
            next.body = nil
        }
        if !next.url.hasSameOrigin(as: hop.url) {
            // Tokens hide in headers of any name, so only what is known to be harmless goes along.
            let harmless = ["accept", "range", "if-none-match", "if-modified-since", "content-type"]
            next.headers = hop.headers.filter { harmless.contains($0.name.lowercased()) }
        }
        return next
    }
}

extension Duration {
    fileprivate var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
