internal import Diagnostics

/// Makes HTTP exchanges with libcurl.
///
/// Nothing happens before the first request: no thread, no libcurl set-up. Proxies come from the
/// environment as for the curl command (`http_proxy`, `https_proxy`, `no_proxy`, …).
package final class HTTPClient: Transport {
    private let configuration: Configuration
    private let pool: ConnectionPool

    package init(_ configuration: Configuration = Configuration()) {
        self.configuration = configuration
        pool = ConnectionPool(maximumConnections: configuration.maximumConnections)
    }

    /// Says that requests are about to be made, so that libcurl can be loaded meanwhile.
    package static func expectRequests() {
        CurlLibrary.preload()
    }

    /// Makes one exchange, following redirects to https or from http to http.
    ///
    /// - Throws: `.usage` for a URL or certificate file that cannot be used, `.refused` for a body over
    ///   the limit or a redirect that drops encryption, and what ``Transport`` says.
    package func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        var attempt = 0
        while true {
            let mayRetry =
                attempt < configuration.retries && (request.method == "GET" || request.method == "HEAD")
            var wait = 0.5 * Double(1 << min(attempt, 6))
            do {
                let response = try await run(request, receive: nil)
                guard mayRetry, [429, 502, 503, 504].contains(response.status) else { return response }
                if let seconds = response.headers["retry-after"].flatMap(Double.init) {
                    wait = min(max(seconds, 0), 30)
                }
            } catch let broken as Exchange.Broken {
                guard mayRetry, broken.isTransient else { throw broken.failure }
            }
            try await Task.sleep(for: .seconds(wait))
            attempt += 1
        }
    }

    package func stream(
        _ request: HTTPRequest,
        receive: @escaping @Sendable ([UInt8]) -> Bool
    ) async throws -> HTTPResponse {
        do {
            return try await run(request, receive: receive)
        } catch let broken as Exchange.Broken {
            throw broken.failure
        }
    }

    private func run(
        _ request: HTTPRequest,
        receive: (@Sendable ([UInt8]) -> Bool)?
    ) async throws -> HTTPResponse {
        let job = ExchangeJob(
            Exchange(request: request, configuration: configuration, receive: receive)
        )
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                job.wait(continuation)
                if receive == nil { pool.submit(job) } else { pool.submitStream(job) }
            }
        } onCancel: {
            job.cancel()
        }
    }
}
