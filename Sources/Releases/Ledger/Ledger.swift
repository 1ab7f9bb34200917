internal import Archives
internal import Diagnostics
internal import Values

/// The releases of one target: heads, revisions and blobs on a `ReleaseStore`.
package struct Ledger: Sendable {
    package let store: any ReleaseStore

    package init(store: any ReleaseStore) {
        self.store = store
    }

    /// Every release, sorted by name; one request, no payload is read.
    ///
    /// - Parameter mayLag: Whether it is for looking only, so that what was changed a moment ago may be missing.
    package func heads(mayLag: Bool = false) async throws -> [ReleaseHead] {
        let labels = [StoreLabel.kind: StoreLabel.Kind.head.rawValue]
        let names = [StoreLabel.headPrefix]
        let objects =
            mayLag
            ? try await store.overview(labels: labels, named: names)
            : try await store.objects(labels: labels, named: names, withData: false)
        return try objects.map { try ReleaseHead($0) }.sorted { $0.release < $1.release }
    }

    /// What is stored of one release; one request, no payload is read.
    package func state(of release: String) async throws -> ReleaseState {
        let objects = try await store.objects(
            labels: [StoreLabel.release: release],
            named: [StoreLabel.head(release), StoreLabel.revisionPrefix(of: release)],
            withData: false
        )
        var state = ReleaseState(release: release, revisions: [])
        for object in objects {
            switch object.labels[StoreLabel.kind].flatMap(StoreLabel.Kind.init(rawValue:)) {
            case .head:
                state.head = try ReleaseHead(object)
                state.headObject = object
            case .revision:
                state.revisions.append(try RevisionSummary(object))
            case .blob, nil:
                break
            }
        }
        state.revisions.sort { $0.revision < $1.revision }
        return state
    }

    /// The record of a revision, put together of its parts and checked.
    ///
    /// - Throws: `.invalidInput` when a part is missing or damaged.
    package func record(of summary: RevisionSummary) async throws -> RevisionRecord {
        var first = summary.object.data
        if first == nil { first = try await store.object(named: summary.object.name)?.data }
        guard let first else {
            throw Failure(
                .notFound,
                "revision \(summary.revision) of '\(summary.release)' is gone from the store"
            )
        }
        let rest = try await parts(1..<summary.parts, of: summary.digest)
        let bytes = rest.reduce(into: first) { $0 += $1 }
        try check(bytes, digest: summary.digest, name: summary.object.name)
        var record = try RevisionRecord(encoded: bytes, name: summary.object.name)
        if summary.object.labels[StoreLabel.confidential] != nil,
            let data = try await store.confidential(with: summary.object)
        {
            let text = try Gzip.decompress(data, limit: RevisionRecord.maximumSize, name: summary.object.name)
            record.putBackConfidential(try JSON.decode(text, file: summary.object.name))
        }
        return record
    }

    /// Writes a new revision: blobs first, so that a revision that is seen is whole.
    ///
    /// The chart's archive has to be there before, see `store(archive:)`; and as somebody who collects blobs may
    /// not have seen the revision yet, that is to be called once more after this.
    ///
    /// - Parameters:
    ///   - record: The record.
    ///   - status: The status it begins with.
    ///   - description: What lists show.
    /// - Returns: The revision as stored.
    /// - Throws: `.conflict` when the revision exists.
    package func write(
        _ record: RevisionRecord,
        status: ReleaseStatus,
        description: String
    ) async throws -> RevisionSummary {
        let (record, confidential) = record.splitConfidential()
        let encoded = try record.encoded()
        let whole = Whole(encoded, limit: try await store.maximumDataSize)
        try await ensure(whole, from: 1)
        var labels = RevisionSummary.labels(
            of: record,
            status: status,
            description: description,
            digest: whole.digest,
            parts: whole.parts.count
        )
        if confidential != nil { labels[StoreLabel.confidential] = "yes" }
        let object = try await store.create(
            name: StoreLabel.revision(record.revision, of: record.release),
            labels: labels,
            data: whole.parts[0]
        )
        if let confidential {
            try await store.keep(confidential: Gzip.compress(JSON.encode(confidential)), with: object)
        }
        // Somebody who was collecting blobs may not have seen the revision yet and have taken them away.
        try await ensure(whole, from: 1)
        return try RevisionSummary(object)
    }

    /// Sets what became of a revision.
    ///
    /// - Throws: `.conflict` when somebody else changed it meanwhile.
    package func set(
        _ status: ReleaseStatus,
        of summary: RevisionSummary,
        description: String,
        at time: Double
    ) async throws -> RevisionSummary {
        var labels = summary.object.labels
        labels[StoreLabel.status] = status.rawValue
        labels[StoreLabel.description] = description
        // A revision that gives way keeps the time at which it came, which is what a history is read for.
        if status != .superseded { labels[StoreLabel.updated] = String(time) }
        var object = try await store.update(summary.object, labels: labels)
        object.data = nil
        return try RevisionSummary(object)
    }

    /// The revision with what its next change must name, so that it is at hand by then.
    ///
    /// - Throws: `.conflict` when somebody else changed it meanwhile, `.notFound` when it is gone.
    func preparingUpdate(of summary: RevisionSummary) async throws -> RevisionSummary {
        var object = try await store.withVersion(summary.object)
        object.data = nil
        return try RevisionSummary(object)
    }

    /// Adds to what is written down about a revision beside its status.
    ///
    /// - Throws: `.conflict` when somebody else changed it meanwhile.
    func note(_ notes: [String: String], on summary: RevisionSummary) async throws -> RevisionSummary {
        let labels = summary.object.labels.merging(notes) { _, new in new }
        var object = try await store.update(summary.object, labels: labels)
        object.data = nil
        return try RevisionSummary(object)
    }

    /// Deletes a revision; its blobs stay until they are collected.
    package func delete(_ summary: RevisionSummary) async throws {
        try await store.delete(summary.object)
    }
}
