import HTTP
import Synchronization
import Values

/// Answers each request as a function says, and remembers what was asked.
final class ScriptedServer: Transport {
    private let answer: @Sendable (HTTPRequest) -> HTTPResponse
    private let log = Mutex<[HTTPRequest]>([])

    init(_ answer: @escaping @Sendable (HTTPRequest) -> HTTPResponse) { self.answer = answer }

    var requests: [HTTPRequest] { log.withLock { $0 } }

    /// Method and path with query of every request, without the host.
    var lines: [String] {
        requests.map { "\($0.method) /" + $0.url.split(separator: "/").dropFirst(2).joined(separator: "/") }
    }

    /// The JSON that the last request carried.
    func lastBody() throws -> Value { try JSON.decode(requests.last?.body ?? [], file: "request") }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        log.withLock { $0.append(request) }
        return answer(request)
    }

    func stream(
        _ request: HTTPRequest,
        receive: @escaping @Sendable ([UInt8]) -> Bool
    ) async throws -> HTTPResponse {
        var response = try await send(request)
        if (200..<300).contains(response.status) {
            _ = receive(response.body)
            response.body = []
        }
        return response
    }
}

extension HTTPResponse {
    /// An answer of the API server with a date.
    static func json(_ value: Value, status: Int = 200) -> HTTPResponse {
        HTTPResponse(
            status: status,
            headers: ["content-type": "application/json", "date": "Mon, 23 Nov 2026 08:29:49 GMT"],
            body: JSON.encode(value)
        )
    }

    /// A refusal as the API server words it.
    static func refusal(_ status: Int, _ reason: String, _ details: Value = .emptyObject) -> HTTPResponse {
        json(
            [
                "kind": "Status", "apiVersion": "v1", "status": "Failure", "message": "refused by a test",
                "reason": .string(reason), "details": details, "code": .int(Int64(status)),
            ],
            status: status
        )
    }
}
