import Diagnostics

/// Finds out once what the engine says about itself, and remembers it.
///
/// Concurrent first requests wait for the same answer. A failure is not remembered.
actor VersionNegotiation {
    private var known: EnginePing?
    private var running: Task<EnginePing, any Error>?

    func ping(ask: @escaping @Sendable () async throws -> EnginePing) async throws -> EnginePing {
        if let known { return known }
        let task = running ?? Task { try await ask() }
        running = task
        defer { running = nil }
        let ping = try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            task.cancel()
        }
        known = ping
        return ping
    }
}
