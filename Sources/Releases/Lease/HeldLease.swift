internal import Diagnostics

/// The lease of a release while an operation holds it: renewed in the background, checked before writes.
///
/// All changes of the head go through here, because head and lease are one object: each change is a
/// compare-and-set on the version last seen, and a change that lost a race is made again if the lease
/// is still there.
package actor HeldLease {
    package nonisolated let release: String
    private let store: any ReleaseStore
    private let settings: LeaseSettings
    private let id: String
    private let operation: String
    private var object: StoredObject
    private var head: ReleaseHead
    /// When the store last confirmed the lease; taken before the request, so never too late.
    private var confirmed: ContinuousClock.Instant
    private var renewal: Task<Void, Never>?
    private var loss: Failure?

    /// A lease that was written into the head `object`, which was begun at `confirmed`.
    ///
    /// - Throws: `.invalidInput` when the object is no head.
    init(
        _ object: StoredObject,
        store: any ReleaseStore,
        settings: LeaseSettings,
        confirmed: ContinuousClock.Instant
    ) throws(Failure) {
        let head = try ReleaseHead(object)
        self.object = object
        self.head = head
        self.release = head.release
        self.id = head.lease?.holder.id ?? ""
        self.operation = head.lease?.operation ?? ""
        self.store = store
        self.settings = settings
        self.confirmed = confirmed
    }

    deinit {
        renewal?.cancel()
    }

    /// Whether somebody else has taken the lease, or may have.
    package var isLost: Bool { loss != nil }

    /// Begins to renew the lease, until it is released or lost.
    func startRenewing() {
        let interval = settings.renewEvery
        renewal = Task { [weak self] in
            while !Task.isCancelled {
                try? await Task.sleep(for: interval)
                guard !Task.isCancelled, let self, await !self.isLost else { return }
                // A store that does not answer is tried again; `checkpoint` judges how long that may go on.
                try? await self.renew()
            }
        }
    }

    /// Throws when the operation must not write: it was cancelled, or it no longer holds the lease.
    ///
    /// Asks the store, unless that has confirmed the lease just now; a process that slept for long, or
    /// whose lease was ended by force, finds out here.
    ///
    /// - Throws: `CancellationError`; `.conflict` when the lease is lost, `.unavailable` when the store
    ///   has not answered for as long as a lease holds.
    package func checkpoint() async throws {
        try Task.checkCancellation()
        if let loss { throw loss }
        guard confirmed.duration(to: .now) > settings.confirmAfter else { return }
        do {
            try await readAgain()
        } catch {
            if let loss { throw loss }
            guard confirmed.duration(to: .now) > settings.expiry else { return }
            throw lose(
                Failure(
                    .unavailable,
                    "the lease of '\(release)' could not be confirmed in time, so the \(operation) stops",
                    cause: error
                )
            )
        }
    }

    /// Changes the head.
    ///
    /// - Throws: `.conflict` when the lease is lost.
    func update(_ change: @Sendable (inout ReleaseHead) -> Void) async throws {
        for _ in 0..<10 {
            if let loss { throw loss }
            var next = head
            change(&next)
            let begin = ContinuousClock.now
            do {
                let written = try await store.update(object, labels: next.storeLabels)
                object = written
                head = next
                confirmed = begin
                return
            } catch let failure as Failure where failure.kind == .conflict || failure.kind == .notFound {
                try await readAgain()
            }
        }
        throw Failure(.conflict, "the release '\(release)' is being changed by somebody else all the time")
    }

    /// Asks for what the next change of the head must name, so that it is at hand by then.
    ///
    /// What goes wrong here is found again by that change.
    func prepareUpdate() async {
        let asked = object
        guard let known = try? await store.withVersion(asked), object == asked else { return }
        object = known
    }

    /// Gives the lease back with a last change of the head.
    func release(_ change: @escaping @Sendable (inout ReleaseHead) -> Void = { _ in }) async throws {
        renewal?.cancel()
        try await update { head in
            change(&head)
            head.lease = nil
        }
    }

    /// Deletes the head and with it the lease: nothing is known of the release any more.
    func deleteHead() async throws {
        if let loss { throw loss }
        renewal?.cancel()
        try await store.delete(object)
    }

    private func renew() async throws {
        let now = try await store.now()
        try await update { $0.lease?.renewed = now }
    }

    private func readAgain() async throws {
        let begin = ContinuousClock.now
        guard let current = try await store.object(named: object.name) else {
            throw lose(
                Failure(.conflict, "the release '\(release)' was deleted while its \(operation) was at work")
            )
        }
        let currentHead = try ReleaseHead(current)
        guard currentHead.lease?.holder.id == id else {
            let taker = currentHead.lease.map { " by '\($0.holder)' for its \($0.operation)" } ?? ""
            throw lose(
                Failure(
                    .conflict,
                    "the lease of '\(release)' was taken over\(taker), so the \(operation) stops",
                    hint: "see 'davit status \(release)'"
                )
            )
        }
        object = current
        head = currentHead
        confirmed = begin
    }

    private func lose(_ failure: Failure) -> Failure {
        loss = failure
        renewal?.cancel()
        return failure
    }
}
