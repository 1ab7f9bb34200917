package import Compose
internal import OrderedCollections
internal import Values

/// Compares what two revisions want, object by object, in the words of a Compose file.
///
/// No engine is asked: this is what was recorded, not what runs.
package enum ProjectComparison {
    /// What would have to change of `old` to have `new`; objects that are equal are left out.
    package static func changes(from old: Project, to new: Project) -> [PlannedChange] {
        let (before, after) = (old.value, new.value)
        let sections = [
            ("networks", "network"), ("volumes", "volume"), ("configs", "config"), ("secrets", "secret"),
            ("services", "service"),
        ]
        let changes = sections.flatMap { section, kind in
            compare(
                before[section]?.objectValue ?? [:],
                after[section]?.objectValue ?? [:],
                kind: kind
            )
        }
        return changes + withheldContents(old, new, besides: Set(changes.map(\.object)))
    }

    /// Configs of which only a part differs that neither record has; their hashes tell.
    private static func withheldContents(
        _ old: Project,
        _ new: Project,
        besides known: Set<ObjectReference>
    ) -> [PlannedChange] {
        let (before, after) = (old.contentHashes, new.contentHashes)
        return new.configs.keys.compactMap { key in
            let object = ObjectReference(kind: "config", name: key)
            guard let one = before[key], let other = after[key], one != other, !known.contains(object) else {
                return nil
            }
            let difference = ValueDifference("content", from: "", to: "", kind: .secret)
            return PlannedChange(.update, object, paths: ["content"], differences: [difference])
        }
    }

    private static func compare(_ old: Value.Object, _ new: Value.Object, kind: String) -> [PlannedChange] {
        let names = Array(old.keys) + new.keys.filter { old[$0] == nil }
        return names.compactMap { name in
            let (before, after) = (old[name], new[name])
            if before == after { return nil }
            let action: PlannedChange.Action =
                before == nil ? .create : after == nil ? .delete : .update
            let differences = [ValueDifference](from: before, to: after).map { detail($0, kind: kind) }
            return PlannedChange(
                action,
                ObjectReference(kind: kind, name: name),
                paths: action == .update ? differences.map(\.path) : [],
                differences: differences
            )
        }
    }

    /// Contents are text to be compared by lines, or are not shown at all.
    private static func detail(_ difference: ValueDifference, kind: String) -> ValueDifference {
        var result = difference
        switch (kind, difference.path) {
        case ("config", "content"):
            result.kind = .text
        case ("config", "x-davit.content-base64"):
            result.path = "content"
            result.old = result.old.map(size)
            result.new = result.new.map(size)
        case ("secret", "x-davit.hash"):
            result.path = "content"
            result.hide()
        default:
            break
        }
        return result
    }

    /// Bytes that are no text, by their number.
    private static func size(_ base64: Value) -> Value {
        let digits = Array((base64.stringValue ?? "").utf8)
        let padding = digits.reversed().prefix { $0 == UInt8(ascii: "=") }.count
        return .string("(binary, \(digits.count / 4 * 3 - padding) bytes)")
    }
}
