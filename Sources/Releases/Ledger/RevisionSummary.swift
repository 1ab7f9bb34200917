internal import Diagnostics

/// A revision at a glance: what the labels of its object say, without the record.
package struct RevisionSummary: Sendable, Hashable {
    package var release: String
    package var namespace: String
    package var revision: Int
    package var status: ReleaseStatus
    package var chart: ChartIdentity
    /// When the status was set, in seconds since 1970 on the engine's clock.
    package var updated: Double
    /// What became of the revision, or what the user said about it.
    package var description: String
    package var labels: [String: String]
    /// The digest of the stored record.
    var digest: String
    /// How many parts the record is cut into.
    var parts: Int
    /// The object as it was read or last written.
    var object: StoredObject

    /// Reads the labels of a revision object.
    ///
    /// - Throws: `.invalidInput` when they are not those of a revision.
    init(_ object: StoredObject) throws(Failure) {
        let labels = object.labels
        guard let release = labels[StoreLabel.release],
            let revision = labels[StoreLabel.revision].flatMap({ Int($0) }),
            let status = labels[StoreLabel.status].flatMap(ReleaseStatus.init(rawValue:)),
            let digest = labels[StoreLabel.digest],
            let parts = labels[StoreLabel.parts].flatMap({ Int($0) }), parts > 0
        else {
            throw Failure(.invalidInput, "'\(object.name)' is not a revision that this Davit can read")
        }
        self.release = release
        self.namespace = labels[StoreLabel.namespace] ?? release
        self.revision = revision
        self.status = status
        self.chart = ChartIdentity(labels: labels)
        self.updated = labels[StoreLabel.updated].flatMap { Double($0) } ?? 0
        self.description = labels[StoreLabel.description] ?? ""
        self.labels = labels.userLabels
        self.digest = digest
        self.parts = parts
        self.object = object
    }

    /// The digests of the blobs that it needs: its chart, and a record that is cut into parts.
    var blobDigests: Set<String> {
        Set([chart.archive, parts > 1 ? digest : nil].compactMap(\.self))
    }

    /// The labels of a new revision object.
    static func labels(
        of record: RevisionRecord,
        status: ReleaseStatus,
        description: String,
        digest: String,
        parts: Int
    ) -> [String: String] {
        var result = [
            StoreLabel.kind: StoreLabel.Kind.revision.rawValue,
            StoreLabel.release: record.release,
            StoreLabel.namespace: record.namespace,
            StoreLabel.revision: String(record.revision),
            StoreLabel.status: status.rawValue,
            StoreLabel.updated: String(record.time),
            StoreLabel.description: description,
            StoreLabel.digest: digest,
            StoreLabel.parts: String(parts),
        ]
        result.merge(record.chart.labels) { first, _ in first }
        for (key, value) in record.labels { result[StoreLabel.userPrefix + key] = value }
        return result
    }
}
