extension ReleaseState {
    /// Ends what a broken operation left open: a pending revision becomes `interrupted`, of several
    /// revisions in force the newest stays, and the head says what the newest revision is.
    ///
    /// - Returns: The state after it.
    func recover(in ledger: Ledger, lease: HeldLease) async throws -> ReleaseState {
        var state = self
        for (index, summary) in revisions.enumerated() {
            let by = head?.lease.map { " by \($0.holder)" } ?? ""
            let verdict: (status: ReleaseStatus, description: String)
            if summary.status.isPending {
                verdict = (.interrupted, "\(summary.status.rawValue)\(by) broke off")
            } else if summary.status.isInForce, summary.revision != inForce?.revision {
                verdict = (.superseded, summary.description)
            } else {
                continue
            }
            try await lease.checkpoint()
            state.revisions[index] = try await ledger.set(
                verdict.status,
                of: summary,
                description: verdict.description,
                at: try await ledger.store.now()
            )
        }
        guard let newest = state.newest, head?.revision != newest.revision || head?.status != newest.status
        else { return state }
        try await lease.update { head in
            head.revision = newest.revision
            head.status = newest.status
            head.chart = newest.chart
            head.description = newest.description
            head.updated = newest.updated
            head.labels = newest.labels
        }
        return state
    }

    /// Takes the lease only to end what is broken.
    ///
    /// - Returns: False when somebody else was faster.
    func settle(in environment: ReleaseEnvironment, as operation: String) async throws -> Bool {
        guard let head,
            let lease = try await environment.ledger.claim(
                self,
                for: operation,
                newHead: head,
                settings: environment.lease
            )
        else { return false }
        _ = try await recover(in: environment.ledger, lease: lease)
        if revisions.isEmpty {
            try await lease.deleteHead()
        } else {
            try await lease.release { $0.isUnswept = true }
        }
        return true
    }
}
