package import Diagnostics

/// What came of installing, upgrading or rolling back.
package struct OperationResult: Sendable {
    package enum Outcome: String, Sendable, Hashable {
        case installed, upgraded, rolledBack
        /// The release is like that already; nothing was written and no revision made.
        case unchanged
        /// A dry run.
        case planned
    }

    package var outcome: Outcome
    /// The revision made, the one in force when nothing has changed, or the one that would be made.
    package var record: RevisionRecord
    /// The status of that revision; nil for a dry run.
    package var status: ReleaseStatus?
    /// The text that lists show with the revision.
    package var description: String
    /// When the status was set, in seconds since 1970; nil for a dry run.
    package var updated: Double?
    package var changes: [PlannedChange]
    package var diagnostics: [Diagnostic]
    /// Whether the record would say something else than that of the revision in force.
    package var hasNewContent = true
    /// The prerequisites that were put in place, or would be.
    package var prerequisites: [PrerequisiteNode] = []
    /// What to do next, such as the command that runs a rendered release.
    package var advice: String?
}
