internal import Diagnostics

/// Tells how a release is: what is recorded, what runs, who is at work on it.
package struct Status: Sendable {
    package var release: String
    /// The revision to tell about; nil is the newest.
    package var revision: Int?

    package init(release: String, revision: Int? = nil) {
        self.release = release
        self.revision = revision
    }

    /// - Throws: `.notFound` when there is no such release or revision.
    package func run(in environment: ReleaseEnvironment) async throws -> ReleaseReport {
        let state = try await environment.ledger.state(of: release)
        let summary = try await environment.ledger.revision(revision, in: state)
        let record = try await environment.ledger.record(of: summary)
        async let now = environment.ledger.store.now()
        var report = ReleaseReport(
            record: record,
            status: summary.status,
            description: summary.description,
            updated: summary.updated,
            live: try await environment.orchestrator.status(of: release, desired: record.desired),
            operation: state.head?.lease,
            test: summary.test,
            now: try await now
        )
        if let lease = state.head?.lease, !environment.lease.holds(lease, now: report.now) {
            report.operation = nil
        }
        // Nobody is at work on it any more; the next operation will write down what is shown here.
        if report.status.isPending, report.operation == nil { report.status = .interrupted }
        return report
    }
}

/// How a release is.
package struct ReleaseReport: Sendable {
    package var record: RevisionRecord
    package var status: ReleaseStatus
    package var description: String
    /// When the status was set, in seconds since 1970.
    package var updated: Double
    package var live: LiveStatus
    /// The operation at work.
    package var operation: Lease?
    /// How the revision's last test ended; nil when it was never tested.
    package var test: TestResult?
    /// The engine's clock, in seconds since 1970.
    package var now: Double
}

extension Ledger {
    /// The revision with that number, or the newest.
    ///
    /// - Throws: `.notFound` when there is no such release or revision.
    func revision(_ number: Int?, in state: ReleaseState) async throws -> RevisionSummary {
        guard let newest = state.newest else { throw try await notFound(state.release) }
        guard let number else { return newest }
        if let summary = state.revision(number) { return summary }
        let kept = state.revisions.map { String($0.revision) }.joined(separator: ", ")
        throw Failure(
            .notFound,
            "release '\(state.release)' has no revision \(number) (kept: \(kept))",
            hint: "see 'davit history \(state.release)'"
        )
    }
}
