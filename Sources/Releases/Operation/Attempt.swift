internal import Compose
internal import Diagnostics

/// One revision on its way, with what has been written of it so far.
///
/// The operation and its conclusion after a failure share it; they never run at the same time.
actor Attempt {
    nonisolated let lease: HeldLease
    private(set) var prepared: PreparedRevision
    /// The release as this operation has last seen or left it, without its own new revision.
    private(set) var state: ReleaseState
    /// The new revision, as soon as it is stored.
    private(set) var revision: RevisionSummary?
    /// A broken operation was cleared away, or this one broke while writing: blobs may be left behind.
    private(set) var mayLeaveBlobs = false
    /// Stores the chart's archive; the result is whether it was not there before.
    private var storing: Task<Bool, any Error>?

    init(prepared: PreparedRevision, state: ReleaseState, lease: HeldLease, mayLeaveBlobs: Bool = false) {
        self.prepared = prepared
        self.state = state
        self.lease = lease
        self.mayLeaveBlobs = mayLeaveBlobs
    }

    func setTime(_ time: Double) {
        prepared.record.time = time
    }

    /// Takes down what the image references were found to mean.
    func setImages(_ images: [String: String]) {
        prepared.record.images = images
    }

    /// Ends what an earlier operation left open.
    func recover(in environment: ReleaseEnvironment, _ operation: OperationContext) async throws {
        mayLeaveBlobs = state.mayLeaveBlobs
        // A broken operation may have left a hook at work.
        if state.head?.lease != nil || state.revisions.contains(where: \.status.isPending) {
            try await environment.orchestrator.removeHooks(of: state.release, operation: operation)
        }
        state = try await state.recover(in: environment.ledger, lease: lease)
    }

    /// Begins to store the chart's archive, which does not depend on what is planned; `write` waits for it.
    func beginToStoreArchive(in ledger: Ledger) {
        // Never broken off: what is half-way may come to be after it was looked for in vain.
        storing = Task { try await storeArchive(in: ledger) }
    }

    /// Stores the chart's archive, if it is at hand and not there yet.
    ///
    /// - Returns: Whether it was not there.
    private func storeArchive(in ledger: Ledger) async throws -> Bool {
        guard let archive = prepared.archive else { return false }
        return try await ledger.store(archive: archive)
    }

    /// The digest of an archive that was stored for the new revision, which then was not written.
    func looseArchive() async -> String? {
        guard revision == nil, let storing else { return nil }
        let isOld = (try? await storing.value) == false
        return isOld ? nil : prepared.record.chart.archive
    }

    /// Writes the revision as pending.
    func write(in ledger: Ledger, description: String?) async throws {
        _ = try await storing?.value
        let wasBroken = mayLeaveBlobs
        mayLeaveBlobs = true
        revision = try await ledger.write(
            prepared.record,
            status: prepared.verb.pendingStatus,
            description: description ?? ""
        )
        mayLeaveBlobs = wasBroken
    }

    /// Has the head say what `write` has written, and sees that the chart's archive is still there.
    ///
    /// The changes to the cluster need not wait for it: who finds a broken operation goes by the lease and the
    /// revision.
    func announce(in ledger: Ledger, description: String?) async throws {
        let prepared = prepared
        async let isStored = storeArchive(in: ledger)
        try await lease.update { head in
            head.namespace = prepared.record.namespace
            head.revision = prepared.record.revision
            head.status = prepared.verb.pendingStatus
            head.chart = prepared.record.chart
            head.updated = prepared.record.time
            head.description = description ?? ""
            head.labels = prepared.record.labels
        }
        _ = try await isStored
        await lease.prepareUpdate()
        if let written = revision, let known = try? await ledger.preparingUpdate(of: written) {
            revision = known
        }
    }

    /// The configs and secrets that revisions which are kept refer to.
    ///
    /// Only these: a service or network of an old revision that the new one has not is to go.
    func objectsToKeep(
        in environment: ReleaseEnvironment,
        historyMax: Int
    ) async throws -> Set<ObjectReference> {
        let kept = state.revisions.keptForHistory(historyMax, with: prepared.record.revision, inForce: nil)
        var objects: Set<ObjectReference> = []
        for summary in kept where summary.revision != prepared.record.revision {
            guard let record = try? await environment.ledger.record(of: summary) else {
                // What cannot be read cannot be rolled back to, so it needs nothing kept.
                continue
            }
            objects.formUnion(environment.orchestrator.objects(of: record.desired, release: record.release))
        }
        return objects.filter(\.isContent)
    }

    /// Marks the revision as in force, supersedes the former, prunes the history, gives the lease back.
    func finish(
        in environment: ReleaseEnvironment,
        description: String?,
        rendered: Bool,
        historyMax: Int
    ) async throws -> RevisionSummary {
        let ledger = environment.ledger
        guard var revision else { throw Failure(.internal, "a revision was finished before it was written") }
        try await lease.checkpoint()
        let now = try await ledger.store.now()
        let text = description ?? prepared.doneDescription
        revision = try await ledger.set(
            rendered ? .rendered : .deployed,
            of: revision,
            description: text,
            at: now
        )
        self.revision = revision
        for (index, summary) in state.revisions.enumerated() where summary.status.isInForce {
            state.revisions[index] = try await ledger.set(
                .superseded,
                of: summary,
                description: summary.description,
                at: now
            )
        }
        try await pruneHistory(in: ledger, historyMax: historyMax)
        let finished = revision
        try await lease.release { head in
            head.isUnswept = false
            head.status = finished.status
            head.updated = now
            head.description = text
        }
        return revision
    }

    /// Marks the revision as failed, without giving the lease back.
    ///
    /// - Returns: Whether there was a revision to mark.
    func fail(in ledger: Ledger, status: ReleaseStatus, description: String) async throws -> Bool {
        if revision == nil {
            // The answer to writing it may have been lost.
            let name = prepared.record.revision
            revision = try await ledger.state(of: prepared.record.release).revisions.last {
                $0.revision == name && $0.status == prepared.verb.pendingStatus
            }
        }
        guard let revision else { return false }
        let now = try await ledger.store.now()
        let failed = try await ledger.set(status, of: revision, description: description, at: now)
        self.revision = failed
        state.revisions.append(failed)
        try await lease.update { head in
            head.revision = failed.revision
            head.chart = failed.chart
            head.status = status
            head.updated = now
            head.description = description
        }
        return true
    }

    /// Deletes the revisions beyond the history's length, and blobs that nobody needs.
    func pruneHistory(in ledger: Ledger, historyMax: Int) async throws {
        let number = prepared.record.revision
        let inForce = state.inForce?.revision
        let kept = Set(
            state.revisions.keptForHistory(historyMax, with: number, inForce: inForce).map(\.revision)
        )
        let surplus = state.revisions.filter { !kept.contains($0.revision) && $0.revision != number }
        for summary in surplus { try await ledger.delete(summary) }
        state.revisions.removeAll { surplus.contains($0) }
        if mayLeaveBlobs { return try await ledger.collectBlobs() }
        let needed = state.revisions.reduce(revision?.blobDigests ?? []) { $0.union($1.blobDigests) }
        let freed = surplus.reduce(Set()) { $0.union($1.blobDigests) }.subtracting(needed)
        if !freed.isEmpty { try await ledger.collectBlobs(freed) }
    }
}

extension ObjectReference {
    /// The object has content under a name with a hash, so that old and new ones live side by side.
    var isContent: Bool {
        kind == "config" || kind == "secret" || kind == "configmap"
    }
}

extension [RevisionSummary] {
    /// The revisions that a history of `maximum` keeps.
    ///
    /// - Parameters:
    ///   - maximum: The length of the history; 0 keeps all.
    ///   - newest: A revision that counts and is kept in any case, in or outside of this list.
    ///   - inForce: Another one that is kept in any case.
    /// - Returns: Those of this list that stay.
    func keptForHistory(_ maximum: Int, with newest: Int, inForce: Int?) -> [RevisionSummary] {
        guard maximum > 0 else { return self }
        let fixed = Set([newest, inForce].compactMap(\.self))
        let others = filter { !fixed.contains($0.revision) }.map(\.revision)
        let recent = Set(others.suffix(Swift.max(0, maximum - fixed.count)))
        return filter { fixed.contains($0.revision) || recent.contains($0.revision) }
    }
}
