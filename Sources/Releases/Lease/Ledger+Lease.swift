internal import Diagnostics

extension Ledger {
    /// Reads a release until nobody holds its lease.
    ///
    /// - Parameters:
    ///   - release: The release.
    ///   - settings: Times, and who is known to be gone.
    ///   - deadline: How long to wait for a holder.
    /// - Returns: What is stored. Its head may have a lease still: one that is over.
    /// - Throws: `.conflict` with holder, operation and age when the deadline passes.
    func freeState(
        of release: String,
        settings: LeaseSettings,
        until deadline: ContinuousClock.Instant
    ) async throws -> ReleaseState {
        while true {
            let state = try await state(of: release)
            guard let lease = state.head?.lease else { return state }
            let now = try await store.now()
            guard settings.holds(lease, now: now) else { return state }
            let left = ContinuousClock.now.duration(to: deadline)
            guard left > .zero else { throw Self.held(release, by: lease, now: now) }
            try await Task.sleep(for: min(left, settings.pollEvery))
        }
    }

    private static func held(_ release: String, by lease: Lease, now: Double) -> Failure {
        let age = Int(max(0, now - lease.acquired).rounded())
        return Failure(
            .conflict,
            "release '\(release)' is in use by '\(lease.holder)': \(lease.operation) for \(age) s",
            hint: "wait for it with '--lock-timeout 5m'; 'davit unlock \(release)' ends a lease by force"
        )
    }

    /// Takes the lease of a release, if nothing of it has changed since `state` was read.
    ///
    /// - Parameters:
    ///   - state: What the operation was prepared from; a lease in it is taken over.
    ///   - operation: The verb, for others to read.
    ///   - newHead: The head to make where there is none.
    ///   - settings: Who takes it.
    /// - Returns: The lease, being renewed; nil when somebody else was faster.
    /// - Throws: What the store throws.
    func claim(
        _ state: ReleaseState,
        for operation: String,
        newHead: ReleaseHead,
        settings: LeaseSettings
    ) async throws -> HeldLease? {
        var holder = settings.holder
        holder.id = LeaseHolder.randomID()
        let now = try await store.now()
        let begin = ContinuousClock.now
        var head = state.head ?? newHead
        head.lease = Lease(holder: holder, operation: operation, acquired: now, renewed: now)
        do {
            let object: StoredObject
            if let known = state.headObject {
                object = try await store.update(known, labels: head.storeLabels)
            } else {
                object = try await store.create(
                    name: StoreLabel.head(state.release),
                    labels: head.storeLabels,
                    // Swarm refuses empty configs.
                    data: Array(state.release.utf8)
                )
            }
            let lease = try HeldLease(object, store: store, settings: settings, confirmed: begin)
            await lease.startRenewing()
            return lease
        } catch let failure as Failure
            where failure.kind == .conflict || (failure.kind == .notFound && state.headObject != nil)
        {
            // A place that is not there for a new head will not be there the next time either.
            return nil
        }
    }
}
