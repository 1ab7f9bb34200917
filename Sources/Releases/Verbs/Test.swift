internal import Compose
package import Diagnostics
internal import OrderedCollections

/// Runs the test hooks of a release's deployed revision and writes down how they ended.
package struct Test: Sendable {
    package var release: String
    /// The tests to run by name; empty for all.
    package var names: [String]
    /// The tests to leave out by name.
    package var without: [String]
    package var options: OperationOptions

    package init(
        release: String,
        names: [String] = [],
        without: [String] = [],
        options: OperationOptions = .init()
    ) {
        self.release = release
        self.names = names
        self.without = without
        self.options = options
    }

    /// Runs every test, also after one that fails.
    ///
    /// - Throws: `.notFound` when there is no such release or test, `.refused` when nothing is deployed;
    ///   a test that fails is no error but a result.
    package func run(in environment: ReleaseEnvironment) async throws -> TestReport {
        try ReleaseName.validate(release)
        do {
            return try await attempts(in: environment)
        } catch is CancellationError {
            throw Failure(CancellationError(), of: "test", release: release)
        }
    }

    private func attempts(in environment: ReleaseEnvironment) async throws -> TestReport {
        let ledger = environment.ledger
        let deadline = ContinuousClock.now.advanced(by: .seconds(options.lockTimeout))
        while true {
            let state = try await ledger.freeState(
                of: release,
                settings: environment.lease,
                until: deadline
            )
            guard let head = state.head, state.newest != nil else { throw try await ledger.notFound(release) }
            guard let summary = state.inForce else {
                throw Failure(
                    .refused,
                    "release '\(release)' has no deployed revision to test",
                    hint: "see 'davit history \(release)'"
                )
            }
            let record = try await ledger.record(of: summary)
            let chosen = try selected(hooks(of: record)).map(\.name)
            if chosen.isEmpty { return TestReport(record: record, tests: []) }
            let whole = try record.whole(with: environment.key, to: "be tested", services: chosen)
            let tests = hooks(of: whole).filter { chosen.contains($0.name) }
            if let lease = try await ledger.claim(
                state,
                for: "test",
                newHead: head,
                settings: environment.lease
            ) {
                return try await carryOut(tests, of: whole, state, lease, in: environment)
            }
        }
    }

    private func hooks(of record: RevisionRecord) -> [Hook] {
        record.desired.hooks(for: .test, timeout: options.timeout)
    }

    private func selected(_ tests: [Hook]) throws(Failure) -> [Hook] {
        let known = tests.map(\.name)
        if let unknown = (names + without).first(where: { !known.contains($0) }) {
            throw Failure(
                .notFound,
                "release '\(release)' has no test '\(unknown)'",
                hint: suggestion(for: unknown, among: known).map { "did you mean '\($0)'?" }
                    ?? (known.isEmpty ? nil : "its tests are \(known.joined(separator: ", "))")
            )
        }
        return tests.filter { test in
            (names.isEmpty || names.contains(test.name)) && !without.contains(test.name)
        }
    }

    /// Everything from taking the lease to giving it back.
    private func carryOut(
        _ tests: [Hook],
        of record: RevisionRecord,
        _ state: ReleaseState,
        _ lease: HeldLease,
        in environment: ReleaseEnvironment
    ) async throws -> TestReport {
        do {
            let report = try await run(tests, of: record, state, lease, in: environment)
            try await lease.release()
            return report
        } catch {
            // Also when this task has been cancelled.
            await Task { try? await lease.release() }.value
            throw error
        }
    }

    private func run(
        _ tests: [Hook],
        of record: RevisionRecord,
        _ state: ReleaseState,
        _ lease: HeldLease,
        in environment: ReleaseEnvironment
    ) async throws -> TestReport {
        let context = OperationContext(
            wait: true,
            timeout: options.timeout,
            checkpoint: { try await lease.checkpoint() },
            report: options.report
        )
        if state.head?.lease != nil {
            try await environment.orchestrator.removeHooks(of: release, operation: context)
        }
        let settled = try await state.recover(in: environment.ledger, lease: lease)
        let sequence = HookSequence(
            orchestrator: environment.orchestrator,
            deployment: Deployment(
                recorded: record,
                revision: record.revision,
                imagePolicy: options.imagePolicy
            ),
            operation: context
        )
        let plan = try await sequence.prepare(tests)
        var report = TestReport(record: record, tests: [])
        for test in tests {
            try await context.checkpoint()
            let begin = ContinuousClock.now
            var failure: Failure?
            do {
                try await plan.run(test, operation: context)
            } catch let problem as Failure where problem.kind == .refused || problem.kind == .timeout {
                failure = problem
            }
            report.tests.append(
                .init(name: test.name, seconds: begin.duration(to: .now).inSeconds, failure: failure)
            )
        }
        try await lease.checkpoint()
        let ledger = environment.ledger
        if let summary = settled.revision(record.revision) {
            let result = TestResult(succeeded: report.succeeded, time: try await ledger.store.now())
            _ = try await ledger.note(result.labels, on: summary)
        }
        return report
    }
}

/// How the tests of a release ended.
package struct TestReport: Sendable {
    package struct Outcome: Sendable {
        /// The name of the service in the Compose file.
        package var name: String
        /// How long it took.
        package var seconds: Double
        /// Why it failed; nil when it did not.
        package var failure: Failure?
    }

    /// The revision that was tested.
    package var record: RevisionRecord
    package var tests: [Outcome]

    package var succeeded: Bool { tests.allSatisfy { $0.failure == nil } }
}
