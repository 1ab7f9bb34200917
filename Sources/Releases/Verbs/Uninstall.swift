internal import Compose
package import Diagnostics
internal import OrderedCollections

/// Removes a release: everything that carries its ownership, then everything that is recorded of it.
package struct Uninstall: Sendable {
    package var release: String
    /// Keep the record, so that the release can be rolled back to life.
    package var keepHistory: Bool
    package var options: OperationOptions

    package init(release: String, keepHistory: Bool = false, options: OperationOptions = .init()) {
        self.release = release
        self.keepHistory = keepHistory
        self.options = options
    }

    /// Uninstalls, and waits until everything is gone.
    ///
    /// - Throws: `.notFound` when there is no such release, `.refused` when other releases need it.
    package func run(in environment: ReleaseEnvironment) async throws -> UninstallResult {
        try ReleaseName.validate(release)
        do {
            return try await attempts(in: environment)
        } catch is CancellationError {
            throw Failure(CancellationError(), of: "uninstall", release: release)
        }
    }

    /// Tries until the lease is taken against the state that was read.
    private func attempts(in environment: ReleaseEnvironment) async throws -> UninstallResult {
        let ledger = environment.ledger
        let deadline = ContinuousClock.now.advanced(by: .seconds(options.lockTimeout))
        while true {
            let state =
                options.dryRun
                ? try await ledger.state(of: release)
                : try await ledger.freeState(of: release, settings: environment.lease, until: deadline)
            guard state.head != nil || !state.revisions.isEmpty else {
                throw try await ledger.notFound(release)
            }
            if keepHistory, state.newest?.status == .uninstalled {
                throw Failure(.notFound, "release '\(release)' is uninstalled already")
            }
            if !options.ignoreDependents { try await environment.requireUnneeded(state.head) }
            var result = try await prepare(state, in: environment)
            if options.dryRun { return result }
            guard let lease = try await claim(state, in: environment) else { continue }
            let removal = Removal(
                environment: environment,
                state: state,
                lease: lease,
                kept: result.kept,
                deployment: result.deployment,
                keepHistory: keepHistory,
                options: options
            )
            result.leftovers = try await removal.run()
            let key = environment.key(of: release)
            result.unneeded = await environment.withdraw(key, from: result.prerequisites)
            return result
        }
    }

    private func prepare(
        _ state: ReleaseState,
        in environment: ReleaseEnvironment
    ) async throws -> UninstallResult {
        var result = UninstallResult(
            release: release,
            revision: state.newest?.revision,
            isDryRun: options.dryRun
        )
        guard let summary = state.inForce ?? state.newest else { return result }
        let record: RevisionRecord
        do {
            record = try await environment.ledger.record(of: summary)
        } catch let failure as Failure where failure.kind == .invalidInput || failure.kind == .notFound {
            // A damaged record must not make a release that cannot be removed.
            result.diagnostics.append(
                Diagnostic(
                    .warning,
                    "the record cannot be read, so objects marked to be kept are not known: \(failure)"
                )
            )
            return result
        }
        result.prerequisites = record.prerequisiteKeys
        if !options.noHooks {
            let hooks = [.preDelete, .postDelete]
                .flatMap { record.desired.hooks(for: $0, timeout: options.timeout) }.map(\.name)
            // Where there are no hooks, nothing is run from the record.
            let whole =
                hooks.isEmpty
                ? record
                : try record.whole(
                    with: environment.key,
                    to: "run its hooks",
                    services: hooks,
                    hint: "davit uninstall \(release) --no-hooks"
                )
            result.deployment = Deployment(
                recorded: whole,
                revision: state.newest?.revision ?? record.revision,
                imagePolicy: options.imagePolicy
            )
        }
        let orchestrator = environment.orchestrator
        result.kept = orchestrator.keptObjects(of: record.desired, release: release)
        result.objects = orchestrator.objects(of: record.desired, release: release)
            .subtracting(result.kept).sorted()
        return result
    }

    private func claim(_ state: ReleaseState, in environment: ReleaseEnvironment) async throws -> HeldLease? {
        let head = ReleaseHead(
            release: release,
            namespace: state.newest?.namespace ?? release,
            revision: 0,
            status: .uninstalling,
            chart: state.newest?.chart ?? ChartIdentity(name: "", version: "", appVersion: ""),
            updated: 0
        )
        return try await environment.ledger.claim(
            state,
            for: "uninstall",
            newHead: head,
            settings: environment.lease
        )
    }
}

/// What came of uninstalling.
package struct UninstallResult: Sendable {
    package var release: String
    /// The newest revision that there was.
    package var revision: Int?
    package var isDryRun: Bool
    /// What the record says is removed.
    package var objects: [ObjectReference] = []
    /// What the chart says stays (`x-davit.keep`).
    package var kept: Set<ObjectReference> = []
    /// What the engine left on purpose: kept objects and volumes.
    package var leftovers: [ObjectReference] = []
    package var diagnostics: [Diagnostic] = []
    /// Releases that were installed for this one and that nobody needs now.
    package var unneeded: [ReleaseKey] = []
    /// What the release was installed with.
    var prerequisites: [ReleaseKey] = []
    /// What hooks are run from.
    var deployment: Deployment?
}

extension Orchestrator {
    /// The objects that the chart's marks spare from being removed.
    func keptObjects(of desired: DesiredState, release: String) -> Set<ObjectReference> {
        objects(of: desired, release: release).subtracting(objects(of: desired.removable, release: release))
    }
}
