import OrderedCollections
package import Values

/// Who has set which fields of an object (`metadata.managedFields`), as the server keeps it for apply.
package struct ManagedFields: Sendable {
    /// An entry for each manager, operation and subresource.
    package private(set) var entries: [Value]

    package init(_ object: Value) {
        entries = object.at("metadata", "managedFields")?.arrayValue ?? []
    }

    /// The names of the managers that set fields otherwise than by apply.
    package var updaters: Set<String> {
        Set(entries.filter(Self.isUpdate).compactMap { $0["manager"]?.stringValue })
    }

    /// Who has last changed the object but `owner`, and when, in the server's notation.
    ///
    /// A controller that notes its state, in the status or in annotations, has changed nothing.
    package func lastEditor(besides owner: String) -> (manager: String, time: String)? {
        let edits = entries.compactMap { entry -> (manager: String, time: String)? in
            guard let manager = entry["manager"]?.stringValue, manager != owner,
                let time = entry["time"]?.stringValue
            else { return nil }
            var fields = Set(entry["fieldsV1"]?.objectValue?.keys.map(\.self) ?? [])
            fields.remove("f:status")
            if manager.hasPrefix("kube-") { fields.remove("f:metadata") }
            return fields.isEmpty ? nil : (manager, time)
        }
        return edits.max { $0.time < $1.time }
    }

    /// Gives the fields that `managers` have set by updates to `owner`, as if it had applied them.
    ///
    /// What programs without server-side apply have set belongs to them for ever otherwise: a field that is
    /// left out of an apply would stay. (The way of client-go's `csaupgrade`.)
    /// - Returns: Whether there was anything to give.
    package mutating func give(fieldsOf managers: Set<String>, to owner: String) -> Bool {
        let given = entries.filter {
            Self.isUpdate($0) && managers.contains($0["manager"]?.stringValue ?? "")
        }
        guard let first = given.first else { return false }
        entries.removeAll { given.contains($0) }
        var applied = first
        if let own = entries.firstIndex(where: { Self.isApply($0, by: owner) }) {
            applied = entries.remove(at: own)
        }
        applied = applied.setting(["manager"], .string(owner)).setting(["operation"], "Apply")
        let fields = given.reduce(applied["fieldsV1"] ?? [:]) { Self.union($0, $1["fieldsV1"] ?? [:]) }
        entries.insert(applied.setting(["fieldsV1"], fields), at: 0)
        return true
    }

    /// Fields of a subresource, as those of the status, are nobody's to apply.
    private static func isUpdate(_ entry: Value) -> Bool {
        entry["operation"] == "Update" && (entry["subresource"]?.stringValue ?? "").isEmpty
    }

    private static func isApply(_ entry: Value, by manager: String) -> Bool {
        entry["operation"] == "Apply" && entry["manager"]?.stringValue == manager
            && (entry["subresource"]?.stringValue ?? "").isEmpty
    }

    /// All fields of both sets, which are trees of `f:NAME`, `k:KEY` and `v:VALUE`.
    private static func union(_ one: Value, _ other: Value) -> Value {
        guard case .object(var members) = one, case .object(let further) = other else { return one }
        for (key, value) in further { members[key] = members[key].map { union($0, value) } ?? value }
        return .object(members)
    }
}
