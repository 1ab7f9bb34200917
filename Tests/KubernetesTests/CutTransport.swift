import Diagnostics
import HTTP
import Synchronization

/// A transport that breaks at one exchange: for once, or for good as for a process that is killed.
final class CutTransport: Transport {
    /// Where and how it breaks.
    struct Cut: Sendable, Hashable, CustomStringConvertible {
        enum Moment: String, Sendable, CaseIterable {
            /// The server does not see the request.
            case before
            /// The server has done what was asked, and nobody is told.
            case after
        }

        /// Counted from 1: among the writes, or among all exchanges.
        var number: Int
        var isAmongWrites: Bool
        var moment: Moment
        /// Whether nothing goes through afterwards.
        var isForGood: Bool

        var description: String {
            "\(isForGood ? "for good" : "once") \(moment) \(isAmongWrites ? "write" : "call") \(number)"
        }
    }

    private struct State {
        var calls: [String] = []
        var writes = 0
        var hasCut = false
    }

    private let next: any Transport
    private let cut: Cut?
    private let state = Mutex(State())

    /// - Parameter cut: nil lets everything through and only counts.
    init(_ next: any Transport, _ cut: Cut? = nil) {
        self.next = next
        self.cut = cut
    }

    /// Method and path of every exchange.
    var calls: [String] { state.withLock { $0.calls } }

    /// How many exchanges may have changed something.
    var writes: Int { state.withLock { $0.writes } }

    /// Whether it has broken.
    var hasCut: Bool { state.withLock { $0.hasCut } }

    private enum Fate { case pass, dropRequest, dropAnswer }

    private func fate(of request: HTTPRequest) -> Fate {
        state.withLock { state in
            if state.hasCut, cut?.isForGood == true { return .dropRequest }
            let path = request.url.split(separator: "?").first.map(String.init) ?? ""
            state.calls.append("\(request.method) \(path)")
            // What is only tried out changes nothing.
            let isWrite = request.method != "GET" && !request.url.contains("dryRun=All")
            if isWrite { state.writes += 1 }
            guard let cut, !state.hasCut, !cut.isAmongWrites || isWrite,
                cut.number == (cut.isAmongWrites ? state.writes : state.calls.count)
            else { return .pass }
            state.hasCut = true
            return cut.moment == .before ? .dropRequest : .dropAnswer
        }
    }

    private static var broken: Failure {
        Failure(
            .unavailable,
            "the connection broke in a test",
            cause: ConnectionProblem.relay(status: nil, lines: [])
        )
    }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        switch fate(of: request) {
        case .pass: return try await next.send(request)
        case .dropRequest: throw Self.broken
        case .dropAnswer:
            _ = try await next.send(request)
            throw Self.broken
        }
    }

    func stream(
        _ request: HTTPRequest,
        receive: @escaping @Sendable ([UInt8]) -> Bool
    ) async throws -> HTTPResponse {
        if fate(of: request) != .pass { throw Self.broken }
        return try await next.stream(request, receive: receive)
    }
}
