internal import Compose
internal import Diagnostics
internal import OrderedCollections

/// Shows what the services of a release write.
package struct Logs: Sendable {
    package var release: String
    package var query: LogQuery
    /// Instead of `query.since`: only what was written in the last so many seconds.
    package var age: Double?

    package init(release: String, query: LogQuery = .init(), age: Double? = nil) {
        self.release = release
        self.query = query
        self.age = age
    }

    /// Hands the lines over; with `query.follow` until the task is cancelled or the release is gone.
    ///
    /// - Throws: `.notFound` when there is no such release or service.
    package func run(
        in environment: ReleaseEnvironment,
        receive: @escaping @Sendable (LogLine) -> Void
    ) async throws {
        let ledger = environment.ledger
        let state = try await ledger.state(of: release)
        guard let summary = state.inForce ?? state.newest else { throw try await ledger.notFound(release) }
        let desired = try await ledger.record(of: summary).desired
        if !query.services.isEmpty {
            let known = Array(desired.project.services.keys) + desired.ownWorkloads
            if let unknown = query.services.first(where: { !known.contains($0) }) {
                throw Failure(
                    .notFound,
                    "release '\(release)' has no service '\(unknown)'",
                    hint: suggestion(for: unknown, among: known).map { "did you mean '\($0)'?" }
                        ?? "its services are \(known.joined(separator: ", "))"
                )
            }
        }
        var query = query
        query.namespaces = desired.workloadNamespaces
        if let age { query.since = try await ledger.store.now() - age }
        try await environment.orchestrator.logs(of: release, query, receive: receive)
    }
}
