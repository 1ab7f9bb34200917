internal import Archives
internal import Diagnostics

extension Ledger {
    /// Bytes with their digest, cut into parts that the store can hold.
    struct Whole {
        let digest: String
        let parts: [[UInt8]]

        init(_ bytes: [UInt8], limit: Int) {
            digest = Digest.sha256(bytes)
            parts =
                bytes.isEmpty
                ? [[]]
                : stride(from: 0, to: bytes.count, by: limit).map { start in
                    Array(bytes[start..<min(start + limit, bytes.count)])
                }
        }
    }

    /// The chart archive with that digest, or nil when it is not stored.
    ///
    /// - Throws: `.invalidInput` when it is damaged.
    package func archive(_ digest: String) async throws -> [UInt8]? {
        guard let first = try await store.object(named: StoreLabel.blob(digest, part: 0)),
            first.labels[StoreLabel.digest] == digest, let data = first.data
        else { return nil }
        let count = first.labels[StoreLabel.parts].flatMap { Int($0) } ?? 1
        let rest = try await parts(1..<max(1, count), of: digest)
        let bytes = rest.reduce(into: data) { $0 += $1 }
        try check(bytes, digest: digest, name: first.name)
        return bytes
    }

    /// Stores a chart's archive, if it is not there yet.
    ///
    /// - Returns: Whether it was not, or not whole.
    @discardableResult
    package func store(archive: [UInt8]) async throws -> Bool {
        try await ensure(Whole(archive, limit: try await store.maximumDataSize), from: 0)
    }

    /// Stores the parts of `whole` from number `first` on that are not there yet.
    ///
    /// - Returns: Whether there were such parts.
    @discardableResult
    func ensure(_ whole: Whole, from first: Int) async throws -> Bool {
        guard first < whole.parts.count else { return false }
        var isNew = false
        let present = try await store.objects(
            labels: [StoreLabel.kind: StoreLabel.Kind.blob.rawValue, StoreLabel.digest: whole.digest],
            named: [StoreLabel.blob(whole.digest, part: 0)],
            withData: false
        )
        let names = Set(present.map(\.name))
        for part in first..<whole.parts.count {
            let name = StoreLabel.blob(whole.digest, part: part)
            guard !names.contains(name) else { continue }
            isNew = true
            let labels = [
                StoreLabel.kind: StoreLabel.Kind.blob.rawValue,
                StoreLabel.digest: whole.digest,
                StoreLabel.part: String(part),
                StoreLabel.parts: String(whole.parts.count),
            ]
            do {
                _ = try await store.create(name: name, labels: labels, data: whole.parts[part])
            } catch let failure as Failure where failure.kind == .conflict {
                // Another release with the same chart was faster; only equal content counts as that.
                guard let other = try await store.object(named: name),
                    other.labels[StoreLabel.digest] == whole.digest
                else { throw failure }
            }
        }
        return isNew
    }

    /// Deletes the blobs that no revision of any release refers to.
    ///
    /// Nobody is locked out meanwhile. Whoever writes a revision looks after it whether the blobs are
    /// still there; this looks after deleting whether a revision has come, and puts its blobs back.
    /// Whichever of the two is later sees the other.
    ///
    /// - Parameter digests: Only these are looked at; nil looks at all there are, and so at all revisions
    ///   of all releases, which takes long where there are many.
    package func collectBlobs(_ digests: Set<String>? = nil) async throws {
        let blobs = try await objects(.blob, with: StoreLabel.digest, digests)
        guard !blobs.isEmpty else { return }
        let used = try await digestsInUse(digests)
        var deleted: [StoredObject] = []
        for blob in blobs where !used.contains(blob.labels[StoreLabel.digest] ?? "") {
            guard let whole = try await store.object(named: blob.name) else { continue }
            try await store.delete(whole)
            deleted.append(whole)
        }
        guard !deleted.isEmpty else { return }
        let usedNow = try await digestsInUse(digests)
        for blob in deleted where usedNow.contains(blob.labels[StoreLabel.digest] ?? "") {
            do {
                _ = try await store.create(name: blob.name, labels: blob.labels, data: blob.data ?? [])
            } catch let failure as Failure where failure.kind == .conflict {
                continue
            }
        }
    }

    private func digestsInUse(_ digests: Set<String>?) async throws -> Set<String> {
        var revisions = try await objects(.revision, with: StoreLabel.archive, digests)
        if digests != nil { revisions += try await objects(.revision, with: StoreLabel.digest, digests) }
        return Set(
            revisions.flatMap { [$0.labels[StoreLabel.archive], $0.labels[StoreLabel.digest]] }
                .compactMap { $0 }
        )
    }

    /// The objects of one kind that have one of the values in a label; nil is any value or none.
    private func objects(
        _ kind: StoreLabel.Kind,
        with label: String,
        _ values: Set<String>?
    ) async throws -> [StoredObject] {
        let prefixes = kind == .blob ? [StoreLabel.blobPrefix] : []
        guard let values else {
            let labels = [StoreLabel.kind: kind.rawValue]
            return try await store.objects(labels: labels, named: prefixes, withData: false)
        }
        var found: [StoredObject] = []
        for value in values.sorted() {
            let labels = [StoreLabel.kind: kind.rawValue, label: value]
            found += try await store.objects(labels: labels, named: prefixes, withData: false)
        }
        return found
    }

    /// The data of the parts with these numbers, in order.
    func parts(_ numbers: Range<Int>, of digest: String) async throws -> [[UInt8]] {
        var parts: [[UInt8]] = []
        for number in numbers {
            let name = StoreLabel.blob(digest, part: number)
            guard let data = try await store.object(named: name)?.data else {
                throw Failure(.invalidInput, "part '\(name)' is gone from the store")
            }
            parts.append(data)
        }
        return parts
    }

    func check(_ bytes: [UInt8], digest: String, name: String) throws(Failure) {
        let actual = Digest.sha256(bytes)
        guard actual == digest else {
            throw Failure(
                .invalidInput,
                "'\(name)' is damaged: its digest is sha256:\(actual), not sha256:\(digest)"
            )
        }
    }
}
