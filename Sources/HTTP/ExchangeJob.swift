import Synchronization

/// An exchange on its way through the pool: waiting, under way, or over.
final class ExchangeJob: Sendable {
    let exchange: Exchange

    private enum State {
        case created
        case waiting(CheckedContinuation<HTTPResponse, any Error>)
        case running(CheckedContinuation<HTTPResponse, any Error>)
        /// Over for the caller, be the thread still at it or not.
        case over
    }

    private let state = Mutex(State.created)

    init(_ exchange: Exchange) {
        self.exchange = exchange
    }

    /// Takes the continuation that the exchange's end will resume.
    func wait(_ continuation: CheckedContinuation<HTTPResponse, any Error>) {
        let isCancelled = state.withLock { state in
            if exchange.cancellation.isCancelled {
                state = .over
                return true
            }
            state = .waiting(continuation)
            return false
        }
        if isCancelled { continuation.resume(throwing: CancellationError()) }
    }

    /// Ends the exchange: at once while it waits, as soon as its thread notices when it is under way.
    func cancel() {
        exchange.cancellation.cancel()
        let waiting = state.withLock { state -> CheckedContinuation<HTTPResponse, any Error>? in
            guard case .waiting(let continuation) = state else { return nil }
            state = .over
            return continuation
        }
        waiting?.resume(throwing: CancellationError())
    }

    /// Makes the exchange; nothing happens when the caller has gone.
    ///
    /// - Returns: Whether the connection may be used again, and what resumes the caller. That is to be called
    ///   when the connection is free, for the caller's next exchange may come at once.
    func run(on connection: inout Connection) -> (isReusable: Bool, resume: @Sendable () -> Void) {
        let continuation = state.withLock { state -> CheckedContinuation<HTTPResponse, any Error>? in
            guard case .waiting(let continuation) = state else { return nil }
            state = .running(continuation)
            return continuation
        }
        guard let continuation else { return (true, {}) }
        let result = Result { try exchange.perform(on: &connection) }
        state.withLock { $0 = .over }
        // A wake-up may still lie in the pipe.
        return (!exchange.cancellation.isCancelled, { continuation.resume(with: result) })
    }

    /// Ends the exchange with an error before it began.
    func fail(_ error: any Error) {
        let continuation = state.withLock { state -> CheckedContinuation<HTTPResponse, any Error>? in
            guard case .waiting(let continuation) = state else { return nil }
            state = .over
            return continuation
        }
        continuation?.resume(throwing: error)
    }
}
