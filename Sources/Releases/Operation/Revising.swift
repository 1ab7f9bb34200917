internal import Compose
internal import Diagnostics

/// The steps that installing, upgrading and rolling back have in common.
///
/// Prepare from what is recorded; take the lease against that very state; plan; preflight; write the
/// revision as pending; apply; delete what is no longer wanted; mark. Each step may be done twice without
/// harm, and whatever breaks is concluded here or by the next operation.
struct Revising: Sendable {
    let environment: ReleaseEnvironment
    let release: String
    let namespace: String
    let operation: Verb
    let options: OperationOptions
    /// Makes the next revision out of the state of the release; called again when a race was lost.
    let prepare: @Sendable (ReleaseState) async throws -> PreparedRevision

    var ledger: Ledger { environment.ledger }
    var orchestrator: any Orchestrator { environment.orchestrator }

    /// Carries the operation out.
    func run() async throws -> OperationResult {
        try ReleaseName.validate(release)
        do {
            return try await attempts()
        } catch is CancellationError {
            // Before anything was begun; what was begun is concluded where it was.
            throw Failure(CancellationError(), of: operation.rawValue, release: release)
        }
    }

    /// Tries until the lease is taken against the state that the revision was prepared from.
    private func attempts() async throws -> OperationResult {
        let deadline = ContinuousClock.now.advanced(by: .seconds(options.lockTimeout))
        while true {
            // A dry run asks for nothing and so waits for nobody.
            let state =
                options.dryRun
                ? try await ledger.state(of: release)
                : try await ledger.freeState(of: release, settings: environment.lease, until: deadline)
            var prepared = try await preparedRevision(state)
            prepared.base = await recorded(prepared, state)
            if !options.ignoreDependents {
                try await environment.requireSuitable(prepared.record.chart.version, for: state.head)
            }
            prepared.recorded = prepared.base.map { base in
                ((try? base.restoringSecrets(with: environment.key)) ?? base).desired
            }
            for record in [prepared.base, prepared.record].compactMap(\.self) {
                prepared.secrets += record.secretTexts(with: environment.key)
            }
            if options.dryRun { return try await dryRun(prepared) }
            if let result = try await unchanged(prepared, state) {
                if state.isSettled { return result }
                if try await state.settle(in: environment, as: operation.rawValue) { return result }
                continue
            }
            if options.rollbackOnFailure, state.inForce != nil {
                _ = try prepared.base?.whole(
                    with: environment.key,
                    to: "be rolled back to on a failure",
                    hint: "repeat the command without '--rollback-on-failure'"
                )
            }
            var head = ReleaseHead(
                release: release,
                namespace: namespace,
                revision: 0,
                status: prepared.verb.pendingStatus,
                chart: prepared.record.chart,
                updated: 0
            )
            head.isAutomatic = options.isAutomatic
            head.requiredBy = options.requiredBy
            if let lease = try await ledger.claim(
                state,
                for: operation.rawValue,
                newHead: head,
                settings: environment.lease
            ) {
                return try await carryOut(prepared, state, lease)
            }
        }
    }

    private func preparedRevision(_ state: ReleaseState) async throws -> PreparedRevision {
        do {
            let prepared = try await prepare(state)
            try throwErrors(in: prepared.diagnostics)
            return prepared
        } catch {
            // Also a command that is refused ends what broke before it.
            if !options.dryRun, state.head?.lease != nil {
                _ = try? await state.settle(in: environment, as: operation.rawValue)
            }
            throw error
        }
    }

    /// The record of the revision in force; one that cannot be read tells nothing of what was changed since.
    private func recorded(_ prepared: PreparedRevision, _ state: ReleaseState) async -> RevisionRecord? {
        guard let current = state.inForce else { return nil }
        if let base = prepared.base, base.revision == current.revision { return base }
        return try? await ledger.record(of: current)
    }

    private func dryRun(_ prepared: PreparedRevision) async throws -> OperationResult {
        let plan = try await orchestrator.plan(prepared.deployment(options))
        try throwErrors(in: plan.diagnostics)
        return OperationResult(
            outcome: .planned,
            record: prepared.record,
            description: options.description ?? prepared.doneDescription,
            changes: prepared.redaction.redacted(plan.changes),
            diagnostics: prepared.diagnostics + plan.diagnostics,
            hasNewContent: prepared.base.map { !$0.hasSameContent(as: prepared.record) } ?? true
        )
    }

    /// The result of an operation that has nothing to do: content and live state are what they should be.
    ///
    /// Asks for no lease and writes nothing at all.
    private func unchanged(
        _ prepared: PreparedRevision,
        _ state: ReleaseState
    ) async throws -> OperationResult? {
        guard let current = state.inForce, current.revision == state.newest?.revision,
            state.head?.revision == current.revision, state.head?.status == current.status,
            state.head?.lease == nil
        else { return nil }
        guard let record = prepared.base, record.hasSameContent(as: prepared.record) else { return nil }
        // Under the number of the revision in force, because objects may carry it.
        let deployment = prepared.deployment(options, as: current.revision)
        let plan = try await orchestrator.plan(deployment)
        try throwErrors(in: plan.diagnostics)
        guard plan.changes.allSatisfy({ $0.action == .keep }) else { return nil }
        return OperationResult(
            outcome: .unchanged,
            record: record,
            status: current.status,
            description: current.description,
            updated: current.updated,
            changes: plan.changes,
            diagnostics: prepared.diagnostics + plan.diagnostics,
            advice: try await advice(record).text
        )
    }

    /// Everything from taking the lease to giving it back.
    private func carryOut(
        _ prepared: PreparedRevision,
        _ state: ReleaseState,
        _ lease: HeldLease
    ) async throws -> OperationResult {
        let attempt = Attempt(prepared: prepared, state: state, lease: lease)
        do {
            if let broken = state.head?.lease {
                options.report(.diagnostic(Self.takenOver(broken, of: release)))
            }
            try await attempt.recover(in: environment, context(lease))
            return try await apply(attempt)
        } catch {
            // The conclusion must come about also when this task has been cancelled.
            throw await Task { await conclude(attempt, error) }.value
        }
    }

    private static func takenOver(_ lease: Lease, of release: String) -> Diagnostic {
        Diagnostic(
            .note,
            "the \(lease.operation) of '\(release)' by '\(lease.holder)' broke off; it is taken over"
        )
    }

    /// Plans and applies the attempt's revision and marks it as in force.
    func apply(_ attempt: Attempt) async throws -> OperationResult {
        let lease = attempt.lease
        await attempt.setTime(try await ledger.store.now())
        let prepared = await attempt.prepared
        guard prepared.desired.project.placeholder == nil else {
            throw Failure(.internal, "a project with withheld texts was about to be run")
        }
        let context = context(lease)
        var deployment = prepared.deployment(options)
        // Both have nothing to do with what is planned.
        await attempt.beginToStoreArchive(in: ledger)
        async let isPrepared: Void = lease.prepareUpdate()
        let plan = try await orchestrator.plan(deployment)
        try throwErrors(in: plan.diagnostics)
        for warning in try await plan.preflight() { options.report(.diagnostic(warning)) }
        try options.approve(prepared.redaction.redacted(plan.changes))
        for note in plan.changes.repairNotes(redaction: prepared.redaction, operation: operation) {
            options.report(.diagnostic(note))
        }

        await isPrepared
        try await lease.checkpoint()
        await attempt.setImages(plan.images)
        try await attempt.write(in: ledger, description: options.description)
        async let isAnnounced: Void = attempt.announce(in: ledger, description: options.description)
        // What follows is to be of the same images, whatever their registry says by then.
        deployment.images.merge(plan.images) { _, new in new }
        let hooks = HookSequence(orchestrator: orchestrator, deployment: deployment, operation: context)
        if !options.noHooks, try await hooks.run(prepared.verb.before) {
            // Hooks take their time, and they may have changed something.
            try await orchestrator.plan(deployment).apply(context)
        } else {
            try await plan.apply(context)
        }
        try await isAnnounced
        if !options.noHooks { _ = try await hooks.run(prepared.verb.after) }
        let keeping = try await attempt.objectsToKeep(in: environment, historyMax: options.historyMax)
        try await plan.prune(keeping: keeping, operation: context)

        // Everything is as it should be: from here on, being cancelled changes nothing any more.
        let finishing = Task {
            let advice = try await advice(prepared.record)
            let revision = try await attempt.finish(
                in: environment,
                description: options.description,
                rendered: advice.rendered,
                historyMax: options.historyMax
            )
            return (revision, advice.text)
        }
        let (revision, text) = try await finishing.value
        return OperationResult(
            outcome: prepared.verb.outcome,
            record: prepared.record,
            status: revision.status,
            description: revision.description,
            updated: revision.updated,
            changes: prepared.redaction.redacted(plan.changes),
            diagnostics: prepared.diagnostics + plan.diagnostics,
            advice: text
        )
    }

    private func context(_ lease: HeldLease) -> OperationContext {
        OperationContext(
            wait: options.wait,
            timeout: options.timeout,
            checkpoint: { try await lease.checkpoint() },
            report: options.report
        )
    }

    /// Whether the target only wrote the release out, and what it says to do about that.
    private func advice(_ record: RevisionRecord) async throws -> (rendered: Bool, text: String?) {
        // Engines run what they are given; asking them would cost requests for nothing.
        guard orchestrator.kind == .local else { return (false, nil) }
        let live = try await orchestrator.status(of: release, desired: record.desired)
        return (!live.runs, live.advice)
    }
}
