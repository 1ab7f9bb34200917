internal import Diagnostics

/// Makes a new revision with the content of an old one.
package struct Rollback: Sendable {
    package var release: String
    /// The revision to go back to; nil is the one that was deployed before.
    package var revision: Int?
    package var options: OperationOptions

    package init(release: String, revision: Int? = nil, options: OperationOptions = .init()) {
        self.release = release
        self.revision = revision
        self.options = options
    }

    /// Rolls back, and waits until it runs.
    ///
    /// - Throws: `.notFound` when there is no such release or revision, and whatever the engine is against.
    package func run(in environment: ReleaseEnvironment) async throws -> OperationResult {
        try ReleaseName.validate(release)
        let revising = Revising(
            environment: environment,
            release: release,
            namespace: environment.namespace(of: release),
            operation: .rollback,
            options: options,
            prepare: { try await prepare($0, in: environment) }
        )
        return try await revising.run()
    }

    private func prepare(
        _ state: ReleaseState,
        in environment: ReleaseEnvironment
    ) async throws -> PreparedRevision {
        guard let newest = state.newest else { throw try await environment.ledger.notFound(release) }
        let target =
            revision == nil
            ? try former(in: state, newest: newest)
            : try await environment.ledger.revision(revision, in: state)
        let record = try await environment.ledger.record(of: target)
        var prepared = try PreparedRevision(
            rollingBackTo: record,
            key: environment.key,
            as: state.nextRevision,
            author: environment.lease.holder
        )
        prepared.record.description = options.description ?? ""
        if let labels = options.labels { prepared.record.labels = labels }
        return prepared
    }

    /// The revision that was deployed before the newest one.
    private func former(
        in state: ReleaseState,
        newest: RevisionSummary
    ) throws(Failure) -> RevisionSummary {
        if newest.status == .uninstalled { return newest }
        let former = state.revisions.last {
            $0.revision < newest.revision && ($0.status.isInForce || $0.status == .superseded)
        }
        guard let former else {
            throw Failure(
                .notFound,
                "release '\(release)' has no earlier revision that was deployed",
                hint: "see 'davit history \(release)'; 'davit uninstall \(release)' removes it"
            )
        }
        return former
    }
}
