internal import Diagnostics

/// Compares what is recorded of two revisions, of one release or of two.
///
/// What runs is not asked; `Upgrade` and `Rollback` as a dry run compare with that.
package struct DiffRevisions: Sendable {
    /// A revision by release and number; nil is the newest.
    package struct Side: Sendable, Hashable {
        package var release: String
        package var revision: Int?

        package init(release: String, revision: Int? = nil) {
            self.release = release
            self.revision = revision
        }
    }

    package var old: Side
    package var new: Side

    package init(from old: Side, to new: Side) {
        self.old = old
        self.new = new
    }

    /// - Throws: `.notFound` when there is no such release or revision.
    package func run(in environment: ReleaseEnvironment) async throws -> RevisionDifference {
        async let first = record(old, in: environment)
        async let second = record(new, in: environment)
        let (before, after) = (try await first, try await second)
        let one = try before.record.restoringSecrets(with: environment.key)
        let other = try after.record.restoringSecrets(with: environment.key)
        return RevisionDifference(
            old: before,
            new: after,
            changes: Redaction(
                secrets: before.record.secretTexts(with: environment.key)
                    + after.record.secretTexts(with: environment.key)
            ).redacted(
                ProjectComparison.changes(from: one.project, to: other.project)
                    + ObjectsComparison.changes(
                        from: one.objects + one.hooks,
                        to: other.objects + other.hooks
                    )
            )
        )
    }

    private func record(_ side: Side, in environment: ReleaseEnvironment) async throws -> RecordedRevision {
        try await GetRevision(release: side.release, revision: side.revision).run(in: environment)
    }
}

/// Two revisions and what differs between them.
package struct RevisionDifference: Sendable {
    package var old: RecordedRevision
    package var new: RecordedRevision
    /// What would have to change of the old one; secrets are not in it.
    package var changes: [PlannedChange]
}
