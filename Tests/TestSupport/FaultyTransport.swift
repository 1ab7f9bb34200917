package import Diagnostics
package import HTTP
import Synchronization

/// A transport that does to a real one what networks and engines do at times.
///
/// Which exchange meets with what is decided by a seed.
package final class FaultyTransport: Transport {
    private let real: any Transport
    private let faults: [Fault]
    private let broken: Failure
    private let body: @Sendable (_ status: Int) -> [UInt8]
    private let state: Mutex<(random: SeededRandom, isOn: Bool, count: Int)>

    /// - Parameters:
    ///   - real: What makes the exchanges that go well.
    ///   - seed: Decides what goes wrong.
    ///   - statuses: What the engine answers at times, before or after having done what was asked.
    ///   - broken: How a transport tells of a broken connection.
    ///   - body: What the engine says with such a status.
    package init(
        _ real: any Transport,
        seed: UInt64,
        statuses: [Int] = [409, 500, 503],
        broken: Failure = Failure(.unavailable, "the connection broke in a test", hint: "try again"),
        body: @escaping @Sendable (_ status: Int) -> [UInt8] = { _ in
            Array(#"{"message":"a fault of the test"}"#.utf8)
        }
    ) {
        self.real = real
        self.broken = broken
        self.body = body
        faults =
            [.dropRequest, .dropAnswer, .delay, .truncate]
            + statuses.flatMap { [.refusal($0), .refusalAfter($0)] }
        state = Mutex((SeededRandom(seed: seed), false, 0))
    }

    /// Whether anything goes wrong at the moment.
    package var isOn: Bool {
        get { state.withLock { $0.isOn } }
        set { state.withLock { $0.isOn = newValue } }
    }

    /// How often something has gone wrong.
    package var count: Int { state.withLock { $0.count } }

    private enum Fault: Equatable {
        /// The connection breaks before the engine has seen the request, or before its answer is here.
        case dropRequest, dropAnswer
        case delay
        /// The answer ends in its middle.
        case truncate
        /// An error instead of doing what was asked, or after having done it.
        case refusal(Int)
        case refusalAfter(Int)

        var comesBefore: Bool {
            switch self {
            case .dropRequest, .refusal: true
            default: false
            }
        }
    }

    /// One exchange in twelve meets with something.
    private func next() -> (fault: Fault, delay: Int)? {
        state.withLock { state in
            guard state.isOn, state.random.next() % 12 == 0 else { return nil }
            state.count += 1
            return (
                faults[Int(state.random.next() % UInt64(faults.count))], Int(state.random.next() % 30)
            )
        }
    }

    package func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        guard let (fault, delay) = next() else { return try await real.send(request) }
        if fault == .delay { try await Task.sleep(for: .milliseconds(delay)) }
        var response = HTTPResponse(status: 0)
        if !fault.comesBefore { response = try await real.send(request) }
        switch fault {
        case .refusal(let status), .refusalAfter(let status):
            return HTTPResponse(
                status: status,
                headers: ["content-type": "application/json"],
                body: body(status)
            )
        case .dropRequest, .dropAnswer:
            throw broken
        case .truncate where response.body.count > 1:
            response.body.removeLast(response.body.count / 2)
        default:
            break
        }
        return response
    }

    package func stream(
        _ request: HTTPRequest,
        receive: @escaping @Sendable ([UInt8]) -> Bool
    ) async throws -> HTTPResponse {
        try await real.stream(request, receive: receive)
    }
}
