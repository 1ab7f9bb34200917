import HTTP
import Synchronization

/// Answers each request from a table, and remembers what was asked.
final class ScriptedTransport: Transport {
    private let answers: @Sendable (HTTPRequest) throws -> HTTPResponse
    private let log = Mutex<[HTTPRequest]>([])

    init(_ answers: @escaping @Sendable (HTTPRequest) throws -> HTTPResponse) {
        self.answers = answers
    }

    /// `METHOD url` of every request so far.
    var requests: [String] { log.withLock { $0.map { "\($0.method) \($0.url)" } } }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        log.withLock { $0.append(request) }
        return try answers(request)
    }

    func stream(
        _ request: HTTPRequest,
        receive: @escaping @Sendable ([UInt8]) -> Bool
    ) async throws -> HTTPResponse {
        var response = try await send(request)
        _ = receive(response.body)
        response.body = []
        return response
    }
}
