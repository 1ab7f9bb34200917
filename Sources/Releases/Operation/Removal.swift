internal import Compose
internal import Diagnostics
internal import OrderedCollections

/// Uninstalling under a lease: engine objects first, then revisions, blobs and at last the head.
///
/// Whatever breaks it leaves the head, so that the next `uninstall` goes on, and an `upgrade` puts the
/// release back.
struct Removal: Sendable {
    let environment: ReleaseEnvironment
    let state: ReleaseState
    let lease: HeldLease
    let kept: Set<ObjectReference>
    /// What the hooks of the release are part of; nil when none are to be run.
    let deployment: Deployment?
    let keepHistory: Bool
    let options: OperationOptions

    private var ledger: Ledger { environment.ledger }

    /// - Returns: What was left on purpose.
    func run() async throws -> [ObjectReference] {
        do {
            return try await remove()
        } catch {
            throw await Task { await conclude(error) }.value
        }
    }

    private func remove() async throws -> [ObjectReference] {
        let lease = lease
        let context = OperationContext(
            wait: options.wait,
            timeout: options.timeout,
            checkpoint: { try await lease.checkpoint() },
            report: options.report
        )
        let wasBroken = state.head?.lease != nil
        if wasBroken {
            try await environment.orchestrator.removeHooks(of: state.release, operation: context)
        }
        var state = try await state.recover(in: ledger, lease: lease)
        try await lease.checkpoint()
        if let newest = state.newest {
            let now = try await ledger.store.now()
            let marked = try await ledger.set(
                .uninstalling,
                of: newest,
                description: newest.description,
                at: now
            )
            state.revisions[state.revisions.count - 1] = marked
            try await lease.update { head in
                head.status = .uninstalling
                head.updated = now
            }
        }
        try await runHooks(.preDelete, &state, context)
        // What the last hooks need stays until they have run.
        let needed = neededAtTheEnd(state)
        var leftovers = try await environment.orchestrator.remove(
            release: state.release,
            keeping: kept.union(needed),
            operation: context
        )
        try await runHooks(.postDelete, &state, context)
        if hasHooks(.postDelete) {
            leftovers = try await environment.orchestrator.remove(
                release: state.release,
                keeping: kept,
                operation: context
            )
        }
        let remaining = state
        try await Task { try await forget(remaining) }.value
        return leftovers
    }

    // MARK: Hooks

    private func hasHooks(_ event: Directives.Hook) -> Bool {
        deployment?.desired.hasHooks(for: event) ?? false
    }

    /// Runs the hooks of an event, unless an uninstall that broke off later has run them.
    private func runHooks(
        _ event: Directives.Hook,
        _ state: inout ReleaseState,
        _ context: OperationContext
    ) async throws {
        guard let deployment, let newest = state.newest, hasHooks(event),
            !newest.doneHooks.contains(event.rawValue)
        else { return }
        let hooks = HookSequence(
            orchestrator: environment.orchestrator,
            deployment: deployment,
            operation: context
        )
        _ = try await hooks.run(event)
        try await lease.checkpoint()
        let done = newest.doneHooks.union([event.rawValue]).sorted().joined(separator: ",")
        state.revisions[state.revisions.count - 1] = try await ledger.note(
            [StoreLabel.doneHooks: done],
            on: newest
        )
    }

    private func neededAtTheEnd(_ state: ReleaseState) -> Set<ObjectReference> {
        guard let deployment, state.newest?.doneHooks.contains(Directives.Hook.postDelete.rawValue) == false
        else { return [] }
        let project = deployment.project.reduced(toHooksOf: .postDelete)
        guard !project.services.isEmpty else { return [] }
        return environment.orchestrator.objects(of: DesiredState(project: project), release: state.release)
            .filter { $0.kind != "service" }
    }

    private func forget(_ state: ReleaseState) async throws {
        guard keepHistory, let newest = state.newest else {
            // Oldest first: if this breaks, what is left is the newest.
            for revision in state.revisions {
                try await lease.checkpoint()
                try await ledger.delete(revision)
            }
            // What broke off may have left blobs that no revision tells of.
            let isUnswept = self.state.mayLeaveBlobs
            try await ledger.collectBlobs(
                isUnswept ? nil : state.revisions.reduce(Set()) { $0.union($1.blobDigests) }
            )
            try await lease.checkpoint()
            return try await lease.deleteHead()
        }
        try await lease.checkpoint()
        let now = try await ledger.store.now()
        for revision in state.revisions where revision.status.isInForce {
            _ = try await ledger.set(
                .superseded,
                of: revision,
                description: revision.description,
                at: now
            )
        }
        let text = options.description ?? "uninstalled"
        let isUnswept = self.state.mayLeaveBlobs
        _ = try await ledger.set(.uninstalled, of: newest, description: text, at: now)
        try await lease.release { head in
            head.isUnswept = isUnswept
            head.status = .uninstalled
            head.updated = now
            head.description = text
        }
    }

    /// Marks what was not finished as failed and gives the lease back.
    private func conclude(_ error: any Error) async -> Failure {
        var failure = Failure(error, of: "uninstall", release: state.release)
        if await lease.isLost { return failure }
        let text =
            "uninstall " + (failure.kind == .interrupted ? "interrupted" : "failed: \(failure.message)")
        do {
            let current = try await ledger.state(of: state.release)
            let now = try await ledger.store.now()
            if let newest = current.newest, newest.status == .uninstalling {
                _ = try await ledger.set(.failed, of: newest, description: text, at: now)
            }
            try await lease.release { head in
                head.isUnswept = true
                guard head.status == .uninstalling else { return }
                head.status = .failed
                head.updated = now
                head.description = text
            }
            failure.hint = failure.hint ?? "repeat 'davit uninstall \(state.release)'"
        } catch {
            failure.notes.append("the next command on '\(state.release)' ends the broken uninstall")
        }
        return failure
    }
}
