import Diagnostics

/// Finds out once which API version client and engine share, and remembers it.
///
/// Concurrent first requests wait for the same answer. A failure is not remembered.
actor VersionNegotiation {
    private var agreed: APIVersion?
    private var running: Task<APIVersion, any Error>?

    func version(ask: @escaping @Sendable () async throws -> APIVersion) async throws -> APIVersion {
        if let agreed { return agreed }
        let task = running ?? Task { try await ask() }
        running = task
        defer { running = nil }
        let version = try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            task.cancel()
        }
        agreed = version
        return version
    }
}
