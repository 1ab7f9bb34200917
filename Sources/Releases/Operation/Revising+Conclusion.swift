internal import Diagnostics

extension Revising {
    /// Brings an attempt that failed or was cancelled to its end: marks, rolls back, gives the lease back.
    ///
    /// - Returns: The failure to show, with notes on what was done about it.
    func conclude(_ attempt: Attempt, _ error: any Error) async -> Failure {
        var failure = Failure(error, of: operation.rawValue, release: release)
        // Who lost the lease has no say any more; the new holder ends what was begun.
        if await attempt.lease.isLost { return failure }
        if let revision = await attempt.revision, revision.status.isInForce {
            // Only the marks after it are missing, and the next operation sets them.
            try? await attempt.lease.release { head in
                head.isUnswept = true
                head.status = revision.status
                head.updated = revision.updated
                head.description = revision.description
            }
            return failure
        }
        do {
            try await attempt.end(failure, in: environment, verb: operation)
            if options.rollbackOnFailure, await attempt.revision != nil {
                failure.notes.append(try await undo(attempt))
            } else {
                if await attempt.revision != nil {
                    try await attempt.pruneHistory(in: ledger, historyMax: options.historyMax)
                }
                try await giveBack(attempt)
            }
        } catch {
            let reason = Failure(error, of: operation.rawValue, release: release).message
            failure.notes.append("ending the \(operation) failed too: \(reason)")
            failure.notes.append("the next command on '\(release)' ends it")
        }
        return failure
    }

    /// Gives the lease back; a head that was made for nothing goes away.
    private func giveBack(_ attempt: Attempt) async throws {
        let loose = await attempt.looseArchive()
        if await attempt.mayLeaveBlobs {
            try await ledger.collectBlobs()
        } else if let loose {
            try await ledger.collectBlobs([loose])
        }
        if await attempt.state.revisions.isEmpty {
            try await attempt.lease.deleteHead()
        } else {
            try await attempt.lease.release { $0.isUnswept = false }
        }
    }

    /// Applies the last deployed revision again, or removes everything where there is none.
    ///
    /// - Returns: What was done, for a person.
    private func undo(_ attempt: Attempt) async throws -> String {
        let state = await attempt.state
        let lease = attempt.lease
        guard let former = state.inForce else {
            let context = OperationContext(
                wait: true,
                timeout: options.timeout,
                checkpoint: { try await lease.checkpoint() },
                report: options.report
            )
            options.report(.step("removing what the failed \(operation) has made"))
            _ = try await orchestrator.remove(release: release, keeping: [], operation: context)
            guard state.revisions.count == 1 else {
                // There is a history from before, kept by an uninstall or of other failures.
                let isUnswept = await attempt.mayLeaveBlobs
                try await lease.release { $0.isUnswept = isUnswept }
                return "everything it had made was removed, the history is kept"
            }
            for revision in state.revisions {
                try await lease.checkpoint()
                try await ledger.delete(revision)
            }
            try await ledger.collectBlobs()
            try await lease.deleteHead()
            return "everything it had made was removed"
        }
        options.report(.step("rolling back to revision \(former.revision)"))
        let record = try await ledger.record(of: former)
        let prepared = try PreparedRevision(
            rollingBackTo: record,
            key: environment.key,
            as: state.nextRevision,
            author: environment.lease.holder
        )
        let rollback = Attempt(
            prepared: prepared,
            state: state,
            lease: lease,
            mayLeaveBlobs: await attempt.mayLeaveBlobs
        )
        var plain = options
        plain.description = nil
        plain.rollbackOnFailure = false
        let again = Revising(
            environment: environment,
            release: release,
            namespace: namespace,
            operation: .rollback,
            options: plain,
            prepare: prepare
        )
        do {
            _ = try await again.apply(rollback)
        } catch {
            let failure = await again.conclude(rollback, error)
            return "rolling back to revision \(former.revision) failed too: \(failure.message)"
        }
        return "revision \(former.revision) is in force again, as revision \(prepared.record.revision)"
    }
}

extension Attempt {
    /// Marks the revision by what ended it, if it was written.
    func end(_ failure: Failure, in environment: ReleaseEnvironment, verb: Verb) async throws {
        let verdict = failure.kind == .interrupted ? "interrupted" : "failed: \(failure.message)"
        // A label is no place for a log.
        let text = String(prepared.redaction.withoutSecrets("\(verb.rawValue) \(verdict)").prefix(500))
        _ = try await fail(in: environment.ledger, status: .failed, description: text)
    }
}

extension Failure {
    /// Any error as a failure of an operation; being cancelled becomes `.interrupted`.
    init(_ error: any Error, of operation: String, release: String) {
        switch error {
        case let failure as Failure:
            self = failure
        case is CancellationError:
            self.init(.interrupted, "the \(operation) of '\(release)' was interrupted")
        default:
            self.init(.internal, "the \(operation) of '\(release)' failed: \(error)", cause: error)
        }
    }
}
