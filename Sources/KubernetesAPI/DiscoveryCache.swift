import Synchronization

/// What was discovered of a server: everything, or single group versions.
///
/// Concurrent callers wait for the same requests. A failure is not remembered.
final class DiscoveryCache: Sendable {
    private enum Key: Hashable {
        case everything
        case groupVersion(String)
    }

    private struct State {
        var known: [Key: APICatalog] = [:]
        var running: [Key: Task<APICatalog, any Error>] = [:]
        /// Grows with each invalidation, so that what was asked for before one is not kept after it.
        var generation = 0
    }

    private let state = Mutex(State())

    /// Everything, from `load` when it is not known.
    func catalog(load: @escaping @Sendable () async throws -> APICatalog) async throws -> APICatalog {
        try await value(.everything, load).catalog
    }

    /// One group version, and whether it was known before.
    func groupVersion(
        _ name: String,
        load: @escaping @Sendable () async throws -> APICatalog
    ) async throws -> (catalog: APICatalog, wasKnown: Bool) {
        if let everything = state.withLock({ $0.known[.everything] }) { return (everything, true) }
        return try await value(.groupVersion(name), load)
    }

    /// Forgets everything.
    func invalidate() {
        state.withLock { state in
            state.known = [:]
            state.running = [:]
            state.generation += 1
        }
    }

    private func value(
        _ key: Key,
        _ load: @escaping @Sendable () async throws -> APICatalog
    ) async throws -> (catalog: APICatalog, wasKnown: Bool) {
        if let catalog = state.withLock({ $0.known[key] }) { return (catalog, true) }
        let (task, generation) = state.withLock { state in
            let task = state.running[key] ?? Task { try await load() }
            state.running[key] = task
            return (task, state.generation)
        }
        let result = await withTaskCancellationHandler {
            await task.result
        } onCancel: {
            task.cancel()
        }
        state.withLock { state in
            guard state.generation == generation, state.running[key] == task else { return }
            state.running[key] = nil
            state.known[key] = try? result.get()
        }
        do {
            return (try result.get(), false)
        } catch is CancellationError where !Task.isCancelled {
            // Another caller, who waited for the same requests, was cancelled.
            return try await value(key, load)
        }
    }
}
