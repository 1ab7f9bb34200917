import HTTP
import Synchronization
import Values

/// Answers each request from a table, and remembers what was asked.
final class ScriptedTransport: Transport {
    private let answers: @Sendable (HTTPRequest, _ number: Int) throws -> HTTPResponse
    private let log = Mutex<[HTTPRequest]>([])

    /// - Parameter answers: Gives the answer to a request and its number, from 1.
    init(_ answers: @escaping @Sendable (HTTPRequest, Int) throws -> HTTPResponse) {
        self.answers = answers
    }

    /// Every request so far.
    var requests: [HTTPRequest] { log.withLock { $0 } }

    /// `METHOD url` of every request so far.
    var lines: [String] { requests.map { "\($0.method) \($0.url)" } }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        let number = log.withLock { log in
            log.append(request)
            return log.count
        }
        return try answers(request, number)
    }

    func stream(
        _ request: HTTPRequest,
        receive: @escaping @Sendable ([UInt8]) -> Bool
    ) async throws -> HTTPResponse {
        var response = try await send(request)
        guard (200..<300).contains(response.status) else { return response }
        // In pieces that end anywhere, as from a network.
        var rest = response.body[...]
        while !rest.isEmpty {
            guard receive(Array(rest.prefix(7))) else { break }
            rest = rest.dropFirst(7)
        }
        response.body = []
        return response
    }
}

extension HTTPRequest {
    /// The value of a header, whatever its case.
    func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}

extension HTTPResponse {
    /// A success with a JSON body.
    static func ok(_ value: Value, status: Int = 200) -> HTTPResponse {
        HTTPResponse(
            status: status,
            headers: ["content-type": "application/json", "date": "Mon, 23 Nov 2026 08:29:49 GMT"],
            body: JSON.encode(value)
        )
    }

    /// A refusal as the API server words it.
    static func refusal(
        _ status: Int,
        _ reason: String = "",
        _ message: String = "",
        details: Value? = nil,
        headers: [String: String] = [:]
    ) -> HTTPResponse {
        let body = Value.object(
            of: ("kind", "Status"),
            ("apiVersion", "v1"),
            ("status", "Failure"),
            ("message", .string(message)),
            ("reason", .string(reason)),
            ("details", details),
            ("code", .int(Int64(status)))
        )
        return HTTPResponse(status: status, headers: headers, body: JSON.encode(body))
    }
}
