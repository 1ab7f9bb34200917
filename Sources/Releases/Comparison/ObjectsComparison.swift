internal import OrderedCollections
internal import Values

/// Compares the Kubernetes objects that two revisions' charts write themselves.
enum ObjectsComparison {
    /// What would have to change of `old` to have `new`; objects that are equal are left out.
    static func changes(from old: [Value], to new: [Value]) -> [PlannedChange] {
        let (before, after) = (byReference(old), byReference(new))
        let references = OrderedSet(before.keys).union(after.keys)
        return references.compactMap { reference in
            let (one, other) = (before[reference], after[reference])
            if one == other { return nil }
            let action: PlannedChange.Action = one == nil ? .create : other == nil ? .delete : .update
            let isSecret = reference.kind == "secret"
            let differences = [ValueDifference](from: one, to: other).map { difference in
                var difference = difference
                if isSecret, difference.path.hasPrefix("data.") || difference.path.hasPrefix("stringData.") {
                    difference.hide()
                }
                return difference
            }
            return PlannedChange(
                action,
                reference,
                paths: action == .update ? differences.map(\.path) : [],
                differences: differences
            )
        }
    }

    private static func byReference(_ objects: [Value]) -> OrderedDictionary<ObjectReference, Value> {
        var result: OrderedDictionary<ObjectReference, Value> = [:]
        for object in objects {
            let name = object.at("metadata", "name")?.stringValue ?? ""
            let place = object.at("metadata", "namespace")?.stringValue.map { "\($0)/" } ?? ""
            let kind = object["kind"]?.stringValue?.lowercased() ?? ""
            result[ObjectReference(kind: kind, name: place + name)] = object
        }
        return result
    }
}
