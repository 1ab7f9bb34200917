import OrderedCollections
import Releases
import Values

/// Prints what would change, object by object and key by key.
struct ChangePrinter {
    let style: Style
    /// How many equal lines are shown around a change of a text.
    var context = 3
    /// What stands between an old and a new value, with words for both where the arrow would not tell.
    var sides: (old: String, new: String)?

    /// The changes besides `.keep`, then how many there are of which sort.
    func lines(_ changes: [PlannedChange]) -> [String] {
        changes.flatMap(lines)
    }

    /// `1 to create, 2 to update`.
    func summary(_ changes: [PlannedChange]) -> String {
        let counts: [(String, Int)] = [PlannedChange.Action.create, .update, .replace, .delete].map {
            action in
            (action.rawValue, changes.count { $0.action == action })
        }
        return counts.filter { $0.1 > 0 }.map { "\($0.1) to \($0.0)" }.joined(separator: ", ")
    }

    /// An object with its keys.
    func lines(_ change: PlannedChange) -> [String] {
        var heading = "  \(action(change.action)) \(change.object)"
        if let former = change.predecessor { heading += style.faint(" (in the place of \(former.name))") }
        if change.isRepair { heading += style.faint(" (changed outside of Davit)") }
        let told = Set(change.differences.map(\.path))
        // What the engine cannot tell the values of.
        let rest = change.paths.filter { !told.contains($0) }
        if !rest.isEmpty { heading += ": " + rest.joined(separator: ", ") }
        return [heading] + change.differences.flatMap(lines)
    }

    private func action(_ action: PlannedChange.Action) -> String {
        switch action {
        case .create: style.green("create ")
        case .update: style.yellow("update ")
        case .replace: style.yellow("replace")
        case .delete: style.red("delete ")
        case .keep: "keep   "
        }
    }

    private func lines(_ difference: ValueDifference) -> [String] {
        let mark = difference.isRepair && sides == nil ? style.faint("  (changed outside of Davit)") : ""
        let path = "      \(difference.path)"
        switch difference.kind {
        case .secret:
            return ["\(path): \(secret(difference))\(mark)"]
        case .value where !Self.isLong(difference.old) && !Self.isLong(difference.new):
            return ["\(path): \(values(difference))\(mark)"]
        case .text, .value:
            return ["\(path):\(mark)"] + textLines(difference)
        }
    }

    private func secret(_ difference: ValueDifference) -> String {
        switch (difference.old, difference.new) {
        case (nil, _): sides.map { "\(SecretValues.mask) \($0.new)" } ?? style.green(SecretValues.mask)
        case (_, nil): sides.map { "\(SecretValues.mask) \($0.old)" } ?? style.red(SecretValues.mask)
        default: "content differs (\(SecretValues.mask))"
        }
    }

    private func values(_ difference: ValueDifference) -> String {
        func text(_ value: Value?) -> String { ValueDifference.text(value) }
        if let sides {
            return "\(text(difference.new)) \(sides.new), \(text(difference.old)) \(sides.old)"
        }
        switch (difference.old, difference.new) {
        case (nil, let new): return style.green(text(new))
        case (let old, nil): return style.red(text(old))
        case (let old, let new): return "\(style.red(text(old))) → \(style.green(text(new)))"
        }
    }

    /// A text of several lines is told line by line.
    private static func isLong(_ value: Value?) -> Bool {
        value?.stringValue?.utf8.dropLast().contains(UInt8(ascii: "\n")) ?? false
    }

    private func textLines(_ difference: ValueDifference) -> [String] {
        func text(_ value: Value?) -> String {
            value.map { $0.stringValue ?? ValueDifference.text($0) } ?? ""
        }
        let (old, new) = (text(difference.old), text(difference.new))
        let hunks = LineDifference(from: old, to: new, context: context).hunks
        // What differs at the end only: the last line's end.
        if hunks.isEmpty { return ["        (the line end of the last line)"] }
        return hunks.flatMap { hunk in
            ["        \(style.faint(hunk.heading))"]
                + hunk.lines.map { line in
                    switch line {
                    case .same(let text): "         \(text)"
                    case .removed(let text): "        " + style.red("-\(text)")
                    case .added(let text): "        " + style.green("+\(text)")
                    }
                }
        }
    }

    // MARK: JSON

    /// A change as JSON.
    static func value(_ change: PlannedChange) -> Value {
        var members: Value.Object = [
            "action": .string(change.action.rawValue),
            "kind": .string(change.object.kind),
            "name": .string(change.object.name),
            "paths": .array(change.paths.map { .string($0) }),
            "differences": .array(change.differences.map { value($0) }),
            "repair": .bool(change.repairsSomething),
        ]
        if let former = change.predecessor { members["predecessor"] = .string(former.name) }
        return .object(members)
    }

    private static func value(_ difference: ValueDifference) -> Value {
        [
            "path": .string(difference.path),
            "kind": .string(difference.kind.rawValue),
            "old": difference.old ?? .null,
            "new": difference.new ?? .null,
            "repair": .bool(difference.isRepair),
        ]
    }
}
