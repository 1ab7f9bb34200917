package import Diagnostics
internal import OrderedCollections
package import Values

/// What an upgrade does with the values that earlier revisions were given.
package enum ValueReuse: String, Sendable, Hashable, CaseIterable {
    /// The chart's new defaults, then the recorded values, then the given ones. The default.
    case resetThenReuse
    /// The chart's new defaults and the given values only.
    case reset
    /// All the values of the recorded revision, its chart's defaults included, then the given ones.
    case reuse

    /// The values that count as the user's for the next revision.
    ///
    /// Mappings are merged at every depth; anything else that is given replaces what was recorded. A null
    /// that is given stays, because it takes a default of the chart away.
    package func userValues(recorded: Value, given: Value) -> Value {
        switch self {
        case .reset: given
        case .resetThenReuse, .reuse: Self.merge(given, over: recorded)
        }
    }

    /// What takes the place of the chart's own defaults, or nil where these hold.
    package func defaults(recordedMerged: Value) -> Value? {
        // In an expression `nil` would be the value null.
        guard self == .reuse else { return nil }
        return recordedMerged
    }

    /// Checks that whatever secret the record had to leave out is given again.
    ///
    /// - Throws: `.usage` that names every value to give.
    package func requireSecrets(of record: RevisionRecord, given: Value) throws(Failure) {
        let leftOut: [[String]] =
            switch self {
            case .reset: []
            case .resetThenReuse: record.secretUserPaths
            case .reuse:
                record.secretUserPaths
                    + record.secretMergedPaths.filter { !record.secretUserPaths.contains($0) }
            }
        let missing = leftOut.filter { !SecretValues.isGiven($0, in: given) }
            .map { $0.joined(separator: ".") }
        guard let first = missing.first else { return }
        let names = missing.map { "'\($0)'" }.joined(separator: ", ")
        throw Failure(
            .usage,
            "secret values are not kept in the record of revision \(record.revision): \(names)",
            notes: record.sealed.map {
                ["they are in the record encrypted, with another key than DAVIT_KEY_FILE names: \($0.key)"]
            } ?? [],
            hint: "give \(missing.count == 1 ? "it" : "each") again, such as '--set-file \(first)=FILE'"
        )
    }

    private static func merge(_ given: Value, over recorded: Value) -> Value {
        guard case .object(let top) = given, case .object(var result) = recorded else { return given }
        for (key, value) in top {
            result[key] = result[key].map { merge(value, over: $0) } ?? value
        }
        return .object(result)
    }
}
