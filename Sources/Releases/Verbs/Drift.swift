internal import Compose
package import Diagnostics

/// Compares what is live with what the revision in force has recorded.
package struct Drift: Sendable {
    package var release: String

    package init(release: String) {
        self.release = release
    }

    /// Writes nothing and asks for no lease.
    ///
    /// - Throws: `.notFound` when there is no such release, or no revision of it was ever reached.
    package func run(in environment: ReleaseEnvironment) async throws -> DriftReport {
        let ledger = environment.ledger
        let state = try await ledger.state(of: release)
        guard state.newest != nil else { throw try await ledger.notFound(release) }
        guard let summary = state.inForce else {
            throw Failure(
                .notFound,
                "release '\(release)' has no revision in force to compare with",
                hint: "see 'davit history \(release)'"
            )
        }
        let record = try await ledger.record(of: summary)
        let desired = try record.restoringSecrets(with: environment.key).desired
        let plan = try await environment.orchestrator.plan(
            Deployment(
                release: release,
                namespace: record.namespace,
                revision: record.revision,
                chart: record.chart.label,
                desired: desired,
                images: record.images,
                recorded: desired
            )
        )
        let changes = plan.changes.filter { $0.repairsSomething || !$0.differences.isEmpty }
        let surplus = try await surplus(
            beside: Set(changes.map(\.object))
                .union(environment.orchestrator.objects(of: record.desired, release: release)),
            state,
            in: environment
        )
        return DriftReport(
            record: record,
            changes: Redaction(secrets: record.secretTexts(with: environment.key)).redacted(changes)
                + surplus,
            surplus: surplus.map(\.object),
            diagnostics: plan.diagnostics.filter { $0.severity != .note },
            isBusy: state.head?.lease != nil
        )
    }

    /// What is the release's and neither known nor the data of a revision that is kept.
    private func surplus(
        beside known: Set<ObjectReference>,
        _ state: ReleaseState,
        in environment: ReleaseEnvironment
    ) async throws -> [PlannedChange] {
        var owned = try await environment.orchestrator.owned(by: release).filter { !known.contains($0.key) }
        for summary in state.revisions.reversed() where owned.keys.contains(where: \.isContent) {
            // What cannot be read cannot be rolled back to, so nothing is kept for it.
            guard let record = try? await environment.ledger.record(of: summary) else { continue }
            let objects = environment.orchestrator.objects(of: record.desired, release: release)
            for object in objects where object.isContent { owned[object] = nil }
        }
        return owned.sorted { $0.key < $1.key }.map { object, trace in
            var change = PlannedChange(.delete, object)
            change.isRepair = true
            change.trace = trace
            return change
        }
    }
}

/// How a release as it is differs from its record.
package struct DriftReport: Sendable {
    /// The revision in force.
    package var record: RevisionRecord
    /// What an upgrade would do to have it as recorded: in the differences `old` is live and `new` is recorded.
    ///
    /// A change of `.keep` cannot be put back: a network stays as it is.
    package var changes: [PlannedChange]
    /// Those of the changed objects that are only removed together with something else: for their sake alone an
    /// upgrade does nothing.
    package var surplus: [ObjectReference]
    package var diagnostics: [Diagnostic]
    /// An operation is at work, or broke off; what differs may be its work.
    package var isBusy: Bool
}
