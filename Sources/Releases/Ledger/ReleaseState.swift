/// All that is stored of one release, read at one moment, without payloads.
package struct ReleaseState: Sendable {
    package var release: String
    package var head: ReleaseHead?
    /// Oldest first.
    package var revisions: [RevisionSummary]
    /// The head object as it was read; its version is what a lease is taken against.
    var headObject: StoredObject?

    /// The newest revision, whatever became of it.
    package var newest: RevisionSummary? { revisions.last }

    /// The newest revision that was reached and not undone.
    package var inForce: RevisionSummary? { revisions.last { $0.status.isInForce } }

    /// The number that the next revision gets.
    package var nextRevision: Int { max(head?.revision ?? 0, newest?.revision ?? 0) + 1 }

    package func revision(_ number: Int) -> RevisionSummary? {
        revisions.last { $0.revision == number }
    }

    /// No operation is open, and no more than one revision is said to be in force.
    var isSettled: Bool {
        head?.lease == nil
            && revisions.allSatisfy { summary in
                !summary.status.isPending
                    && (!summary.status.isInForce || summary.revision == inForce?.revision)
            }
    }

    /// An operation broke off or failed so that blobs may be there which no revision refers to.
    var mayLeaveBlobs: Bool { head?.lease != nil || head?.isUnswept == true }

    /// Nothing is stored, or nothing that anything was ever installed with.
    package var isVacant: Bool { revisions.isEmpty }
}
