internal import Diagnostics
internal import OrderedCollections

/// Compares a document in the long syntax with the schema: unknown keys and wrong types.
struct Validation {
    var collector = DiagnosticCollector()

    mutating func document(_ tree: Tree) {
        check(tree, ComposeSchema.root, name: "the document")
    }

    /// Checks a value; `name` is the key that holds it, for messages.
    private mutating func check(_ tree: Tree, _ shape: ComposeSchema.Shape, name: String) {
        // A value that is only there to take another away has no type.
        if tree.tag == .reset { return }
        check(tree, shape.kind, shape, name: name)
    }

    private mutating func check(
        _ tree: Tree,
        _ kind: ComposeKey.Kind,
        _ shape: ComposeSchema.Shape,
        name: String
    ) {
        switch kind {
        case .any:
            return
        case .object:
            object(tree, shape, name: name)
        case .map(let element):
            guard let members = tree.members else { return wrong(tree, name, "a mapping") }
            for (key, member) in members where member.value.tag != .reset {
                let child = shape.children["*"] ?? ComposeSchema.Shape(kind: element)
                check(member.value, element, child, name: key)
            }
        case .list(let element):
            guard let items = tree.items else { return wrong(tree, name, "a list") }
            for item in items {
                let child = shape.children["[]"] ?? ComposeSchema.Shape(kind: element)
                check(item, element, child, name: name)
            }
        default:
            scalar(tree, kind, name: name)
        }
    }

    private mutating func object(_ tree: Tree, _ shape: ComposeSchema.Shape, name: String) {
        guard let members = tree.members else { return wrong(tree, name, "a mapping") }
        for (key, member) in members {
            if let child = shape.children[key] {
                check(member.value, child, name: key)
            } else if !key.hasPrefix("x-") {
                unknown(key, at: member.keyLocation, in: shape, name: name)
            }
        }
    }

    private mutating func unknown(
        _ key: String,
        at location: SourceLocation,
        in shape: ComposeSchema.Shape,
        name: String
    ) {
        let candidates = shape.children.keys.filter { !$0.hasPrefix("x-") }.sorted()
        let near = suggestion(for: key, among: candidates)
        let hint =
            near.map { "did you mean '\($0)'?" }
            ?? (candidates.count <= 12
                ? "the keys are \(candidates.joined(separator: ", "))"
                : "a key of your own must begin with 'x-'")
        let place = name == "the document" ? "at the top of a Compose document" : "of '\(name)'"
        collector.error("'\(key)' is not a key \(place)", at: location, hint: hint)
    }

    private mutating func scalar(_ tree: Tree, _ kind: ComposeKey.Kind, name: String) {
        if tree.isNull {
            if kind == .optionalText { return }
            collector.error(
                "'\(name)' has no value",
                at: tree.location,
                hint: "give it a value or remove the key"
            )
            return
        }
        switch kind {
        case .text, .optionalText:
            if tree.text == nil { wrong(tree, name, "text") }
        case .boolean:
            if tree.flag == nil { wrong(tree, name, "true or false") }
        case .whole(let range):
            guard let whole = tree.whole else { return wrong(tree, name, "a whole number") }
            if !range.contains(whole) { outside(tree, name, range) }
        case .number:
            if tree.number == nil { wrong(tree, name, "a number") }
        case .duration:
            if tree.duration == nil { wrong(tree, name, "a duration such as '1m30s'") }
        case .size:
            if tree.size == nil { wrong(tree, name, "a size such as '512m' or '1gb'") }
        case .sizeOrUnlimited:
            if tree.size == nil, tree.whole != -1 { wrong(tree, name, "a size such as '512m', or -1") }
        case .cpus:
            if tree.nanoCPUs == nil { wrong(tree, name, "a number of processors such as '0.5'") }
        case .mode:
            guard let mode = tree.mode else { return wrong(tree, name, "permission bits such as '0440'") }
            warnOfDecimal(mode, tree, name)
        case .choice(let choices):
            guard let text = tree.text, choices.contains(text) else { return choice(tree, name, choices) }
        case .object, .map, .list, .any:
            return
        }
    }

    /// A decimal number such as 444 is hardly meant: it gives others rights that the owner has not.
    private mutating func warnOfDecimal(_ mode: UInt32, _ tree: Tree, _ name: String) {
        guard case .scalar(let text, isPlain: true) = tree.content, !text.hasPrefix("0"),
            let octal = UInt32(text, radix: 8),
            octal <= 0o7777, ((mode >> 3) | mode) & 0o7 & ~(mode >> 6) != 0
        else { return }
        collector.warning(
            "'\(name)' is the decimal number \(text), which is 0\(String(mode, radix: 8)) in octal",
            at: tree.location,
            hint: "write 0\(text) if that is meant"
        )
    }

    private mutating func wrong(_ tree: Tree, _ name: String, _ expected: String) {
        collector.error("'\(name)' must be \(expected), found \(tree.found)", at: tree.location)
    }

    private mutating func outside(_ tree: Tree, _ name: String, _ range: ClosedRange<Int64>) {
        let limits =
            range.upperBound == .max
            ? "at least \(range.lowerBound)" : "from \(range.lowerBound) to \(range.upperBound)"
        collector.error("'\(name)' must be \(limits), found \(tree.found)", at: tree.location)
    }

    private mutating func choice(_ tree: Tree, _ name: String, _ choices: [String]) {
        let list =
            choices.count == 1
            ? "'\(choices[0])'"
            : choices.dropLast().map { "'\($0)'" }.joined(separator: ", ")
                + " or '\(choices[choices.count - 1])'"
        let near = tree.text.flatMap { suggestion(for: $0, among: choices) }
        collector.error(
            "'\(name)' must be \(list), found \(tree.found)",
            at: tree.location,
            hint: near.map { "did you mean '\($0)'?" }
        )
    }
}
