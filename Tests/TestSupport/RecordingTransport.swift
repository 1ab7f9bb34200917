package import HTTP
import Synchronization

/// Hands every exchange on and remembers what was asked.
package final class RecordingTransport: Transport {
    private let next: any Transport
    private let requests = Mutex<[String]>([])

    package init(_ next: any Transport) { self.next = next }

    /// Method and path of each request, without the API's version and the query.
    package var all: [String] { requests.withLock { $0 } }

    /// The requests that may change something.
    package var writes: [String] { all.filter { !$0.hasPrefix("GET ") && !$0.hasPrefix("HEAD ") } }

    /// Forgets what was asked.
    package func clear() { requests.withLock { $0 = [] } }

    private func record(_ request: HTTPRequest) {
        let path = request.url.split(separator: "?").first.map(String.init) ?? request.url
        requests.withLock { $0.append("\(request.method) \(path)") }
    }

    package func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        record(request)
        return try await next.send(request)
    }

    package func stream(
        _ request: HTTPRequest,
        receive: @escaping @Sendable ([UInt8]) -> Bool
    ) async throws -> HTTPResponse {
        record(request)
        return try await next.stream(request, receive: receive)
    }
}
