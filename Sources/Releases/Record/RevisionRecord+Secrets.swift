internal import Diagnostics
internal import OrderedCollections
internal import Values

extension RevisionRecord {
    /// Takes the secrets at `paths` out of the values and of what was rendered with them, and seals them where
    /// there is a key.
    ///
    /// Another value with such a secret in it is taken out whole.
    ///
    /// - Returns: Where a text of a secret value stands that must stay, such as the name of an image.
    /// - Throws: `.internal` when the cipher refuses.
    @discardableResult
    mutating func leaveOutSecrets(at paths: [[String]], key: RecordKey?) throws(Failure) -> [String] {
        let texts = SecretTexts(at: paths, in: [userValues, mergedValues])
        let user = SecretValues.leaveOut(paths + texts.paths(in: userValues), of: userValues)
        let merged = SecretValues.leaveOut(paths + texts.paths(in: mergedValues), of: mergedValues)
        let (originals, left) = try withhold(texts)
        sealed = nil
        if let key, !user.leftOut.isEmpty || !merged.leftOut.isEmpty {
            var secrets: Value.Object = [
                "user": SecretValues.listing(user.leftOut, of: userValues),
                "merged": SecretValues.listing(merged.leftOut, of: mergedValues),
            ]
            if withheld != nil { secrets["rendered"] = originals }
            sealed = try key.seal(.object(secrets), of: release)
        }
        (userValues, secretUserPaths) = user
        (mergedValues, secretMergedPaths) = merged
        return left
    }

    /// The record with its secrets in their places again, for making the next revision.
    ///
    /// Without the key that sealed them the record stays as it is.
    ///
    /// - Throws: `.invalidInput` when they were tampered with.
    func restoringSecrets(with key: RecordKey?) throws(Failure) -> RevisionRecord {
        guard let sealed, let key, key.id == sealed.key else { return self }
        let secrets = try key.open(sealed, of: release)
        var record = self
        record.userValues = SecretValues.putting(secrets["user"], into: userValues)
        record.mergedValues = SecretValues.putting(secrets["merged"], into: mergedValues)
        record.secretUserPaths = []
        record.secretMergedPaths = []
        try record.putBack(secrets["rendered"])
        return record
    }
}

extension RevisionRecord {
    /// The secret texts of the values, as far as the key opens them: they are shown to nobody.
    func secretTexts(with key: RecordKey?) -> [String] {
        guard let whole = try? restoringSecrets(with: key) else { return [] }
        return SecretValues.texts(at: secretUserPaths, in: whole.userValues)
            + SecretValues.texts(at: secretMergedPaths, in: whole.mergedValues)
    }
}

extension SecretValues {
    /// The values at `paths` with their paths, for `putting(_:into:)`.
    fileprivate static func listing(_ paths: [[String]], of values: Value) -> Value {
        .array(
            paths.map { path in
                let value = path.reduce(values) { value, key in
                    value[key] ?? Int(key).flatMap { index in
                        value.arrayValue.flatMap { $0.indices.contains(index) ? $0[index] : nil }
                    } ?? .null
                }
                return ["path": .array(path.map { .string($0) }), "value": value]
            }
        )
    }

    /// Puts what `listing(_:of:)` has listed back.
    static func putting(_ listing: Value?, into values: Value) -> Value {
        (listing?.arrayValue ?? []).reduce(values) { values, entry in
            let path = (entry["path"]?.arrayValue ?? []).compactMap(\.stringValue)
            return replacing(values, at: path[...], with: entry["value"] ?? .null)
        }
    }
}
