internal import Compose
internal import OrderedCollections
package import Values

/// Reads the record of a revision, for `get values`, `get manifest` and the like.
package struct GetRevision: Sendable {
    package var release: String
    /// nil is the newest.
    package var revision: Int?

    package init(release: String, revision: Int? = nil) {
        self.release = release
        self.revision = revision
    }

    /// - Throws: `.notFound` when there is no such release or revision.
    package func run(in environment: ReleaseEnvironment) async throws -> RecordedRevision {
        let state = try await environment.ledger.state(of: release)
        let summary = try await environment.ledger.revision(revision, in: state)
        return RecordedRevision(
            record: try await environment.ledger.record(of: summary),
            status: summary.status,
            updated: summary.updated,
            description: summary.description
        )
    }
}

/// A revision with its record and what became of it.
package struct RecordedRevision: Sendable {
    package var record: RevisionRecord
    package var status: ReleaseStatus
    /// When the status was set, in seconds since 1970.
    package var updated: Double
    package var description: String

    /// The values for showing: what the user gave, or all that the templates saw; secrets are masked.
    package func values(all: Bool) -> Value {
        all
            ? SecretValues.masked(record.mergedValues, at: record.secretMergedPaths)
            : SecretValues.masked(record.userValues, at: record.secretUserPaths)
    }

    /// What was applied: the normalised Compose project, then Kubernetes objects, one document each.
    package var manifest: [Value] {
        let isHelmChart = record.project.services.isEmpty && !record.objects.isEmpty
        return (isHelmChart ? [] : [record.project.value]) + RevisionRecord.masked(record.objects)
    }

    package var notes: String { record.notes }

    /// What the revision is, without what is in it.
    package var metadata: Value {
        [
            "name": .string(record.release),
            "namespace": .string(record.namespace),
            "revision": .int(Int64(record.revision)),
            "status": .string(status.rawValue),
            "target": .string(record.target.rawValue),
            "chart": .string(record.chart.name),
            "version": .string(record.chart.version),
            "appVersion": .string(record.chart.appVersion),
            "archive": record.chart.archive.map { .string("sha256:\($0)") } ?? .null,
            "author": .string(record.author),
            "description": .string(description),
        ]
    }
}
