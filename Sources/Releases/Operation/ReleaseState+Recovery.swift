extension ReleaseState {
    /// Ends what a broken operation left open: a pending revision becomes `interrupted`, of several
    /// revisions in force the newest stays.
    ///
    /// - Returns: The state after it, and whether there was anything to do.
    func recover(in ledger: Ledger, lease: HeldLease) async throws -> (state: ReleaseState, hasChanges: Bool) {
        var state = self
        var hasChanges = head?.lease != nil
        guard revisions.contains(where: \.status.isPending) || revisions.count(where: \.status.isInForce) > 1
        else { return (state, hasChanges) }
        let now = try await ledger.store.now()
        for (index, summary) in revisions.enumerated() {
            if summary.status.isPending {
                try await lease.checkpoint()
                let by = head?.lease.map { " by \($0.holder)" } ?? ""
                state.revisions[index] = try await ledger.set(
                    .interrupted, of: summary, description: "\(summary.status.rawValue)\(by) broke off",
                    at: now)
                hasChanges = true
            } else if summary.status.isInForce, summary.revision != inForce?.revision {
                try await lease.checkpoint()
                state.revisions[index] = try await ledger.set(
                    .superseded, of: summary, description: summary.description, at: now)
                hasChanges = true
            }
        }
        if let newest = state.newest {
            try await lease.update { head in
                head.revision = newest.revision
                head.status = newest.status
                head.chart = newest.chart
                head.description = newest.description
                head.updated = newest.updated
            }
        }
        return (state, hasChanges)
    }
}
