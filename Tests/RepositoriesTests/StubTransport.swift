import Diagnostics
import HTTP
import Synchronization

/// Answers from a table, and remembers what it was asked.
final class StubTransport: Transport {
    private let answers: [String: HTTPResponse]
    private let asked = Mutex<[HTTPRequest]>([])

    init(_ answers: [String: HTTPResponse]) {
        self.answers = answers
    }

    convenience init(index: String) {
        self.init([
            "https://charts.example.org/index.yaml": HTTPResponse(status: 200, body: Array(index.utf8))
        ])
    }

    var requests: [HTTPRequest] { asked.withLock { $0 } }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        asked.withLock { $0.append(request) }
        return answers[request.url] ?? HTTPResponse(status: 404)
    }

    func stream(
        _ request: HTTPRequest,
        receive: @escaping @Sendable ([UInt8]) -> Bool
    ) async throws -> HTTPResponse {
        throw Failure(.internal, "no streams here")
    }
}
