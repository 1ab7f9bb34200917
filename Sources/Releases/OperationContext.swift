package import Diagnostics

/// What carrying out a plan needs to know of the operation that it is part of.
package struct OperationContext: Sendable {
    /// Wait until services run; false only sends the changes.
    package var wait: Bool
    /// The longest time for waiting, in seconds, counted from the start of the operation.
    package var timeout: Double
    /// Called before each write: throws when the operation no longer holds its lease.
    package var checkpoint: @Sendable () async throws -> Void
    /// Tells a person what goes on.
    package var report: @Sendable (ProgressEvent) -> Void

    package init(
        wait: Bool = true,
        timeout: Double = 300,
        checkpoint: @escaping @Sendable () async throws -> Void = {},
        report: @escaping @Sendable (ProgressEvent) -> Void = { _ in }
    ) {
        self.wait = wait
        self.timeout = timeout
        self.checkpoint = checkpoint
        self.report = report
    }
}

/// Something worth showing while an operation goes on.
package enum ProgressEvent: Sendable {
    /// A step of the operation begins: `creating network shop_front`.
    case step(String)
    /// The services of a wave are being started.
    case wave(number: Int, count: Int, services: [String])
    /// The state of a service has changed.
    case service(ServiceProgress)
    /// A hook has written a line.
    case log(LogLine)
    case diagnostic(Diagnostic)
}

/// How far a service is on its way to what is wanted.
package struct ServiceProgress: Sendable, Hashable {
    package enum State: String, Sendable, Hashable {
        case starting, updating, running, completed, rollingBack, failed
    }

    /// The name in the Compose file.
    package var service: String
    package var state: State
    package var running: Int
    package var desired: Int
    /// The engine's message of the task that lags or failed.
    package var message: String?

    package init(
        service: String,
        state: State,
        running: Int,
        desired: Int,
        message: String? = nil
    ) {
        self.service = service
        self.state = state
        self.running = running
        self.desired = desired
        self.message = message
    }
}
