import Diagnostics
import HTTP
import Synchronization

/// A transport that does to a real one what networks and engines do at times.
///
/// Which exchange meets with what is decided by a seed.
final class FaultyTransport: Transport {
    private let real: any Transport
    private let state: Mutex<(random: SeededRandom, isOn: Bool, count: Int)>

    init(_ real: any Transport, seed: UInt64) {
        self.real = real
        state = Mutex((SeededRandom(seed: seed), false, 0))
    }

    /// Whether anything goes wrong at the moment.
    var isOn: Bool {
        get { state.withLock { $0.isOn } }
        set { state.withLock { $0.isOn = newValue } }
    }

    /// How often something has gone wrong.
    var count: Int { state.withLock { $0.count } }

    private enum Fault: CaseIterable {
        /// The connection breaks before the engine has seen the request, or before its answer is here.
        case dropRequest, dropAnswer
        case delay
        /// The answer ends in its middle.
        case truncate
        /// An error instead of doing what was asked, or after having done it.
        case conflict, failure, unavailable, conflictAfter, failureAfter, unavailableAfter

        var status: Int? {
            switch self {
            case .conflict, .conflictAfter: 409
            case .failure, .failureAfter: 500
            case .unavailable, .unavailableAfter: 503
            default: nil
            }
        }

        var comesBefore: Bool {
            switch self {
            case .dropRequest, .conflict, .failure, .unavailable: true
            default: false
            }
        }
    }

    /// One exchange in twelve meets with something.
    private func next() -> (fault: Fault, delay: Int)? {
        state.withLock { state in
            guard state.isOn, state.random.next() % 12 == 0 else { return nil }
            state.count += 1
            let faults = Fault.allCases
            return (faults[Int(state.random.next() % UInt64(faults.count))], Int(state.random.next() % 30))
        }
    }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        guard let (fault, delay) = next() else { return try await real.send(request) }
        if fault == .delay { try await Task.sleep(for: .milliseconds(delay)) }
        var response = HTTPResponse(status: 0)
        if !fault.comesBefore { response = try await real.send(request) }
        if let status = fault.status {
            return HTTPResponse(status: status, body: Array(#"{"message":"a fault of the test"}"#.utf8))
        }
        switch fault {
        case .dropRequest, .dropAnswer:
            throw Failure(.unavailable, "the connection broke in a test", hint: "try again")
        case .truncate where response.body.count > 1:
            response.body.removeLast(response.body.count / 2)
        default:
            break
        }
        return response
    }

    func stream(
        _ request: HTTPRequest,
        receive: @escaping @Sendable ([UInt8]) -> Bool
    ) async throws -> HTTPResponse {
        try await real.stream(request, receive: receive)
    }
}

/// A random number generator that gives the same numbers for the same seed (SplitMix64).
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
