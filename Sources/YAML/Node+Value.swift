package import Diagnostics
import OrderedCollections
package import Values

extension Node {
    /// The value of the node by the YAML 1.1 rules of go-yaml v2.
    ///
    /// The tags `!reset` and `!override` of Compose documents are for the merge and do not change a value.
    ///
    /// - Parameter file: The name for error messages.
    /// - Returns: The value, with keys turned to text (`y: 1` has the key `true`).
    /// - Throws: `.invalidInput` for a tag that is not known, a text that is not what its tag says, a number
    ///   that is not finite.
    package func value(file: String) throws(Failure) -> Value {
        do throws(Problem) {
            return try value()
        } catch {
            let location = SourceLocation(file: file, line: error.line, column: error.column)
            throw Failure(.invalidInput, error.message, at: location, hint: error.hint)
        }
    }

    private static let ownTags: Set<String> = ["!reset", "!override"]
    private static let containerTags: Set<String> = ["!!map", "!!seq", "!!set", "!!omap", "!!pairs"]
    private static let scalarTags: Set<String> = [
        "!!str", "!!bool", "!!int", "!!float", "!!null", "!!binary", "!!timestamp",
    ]

    private func value() throws(Problem) -> Value {
        switch content {
        case .scalar(let text, let isPlain):
            try checkTag(Self.scalarTags)
            let tag = tag.flatMap { Self.ownTags.contains($0) ? nil : $0 }
            let scalar = Event.Scalar(text: text, tag: tag, isImplicit: isPlain, isPlain: isPlain)
            let value = try Scalar.value(of: scalar, line: line, column: column)
            try Scalar.checkFinite(value, line: line, column: column)
            return value
        case .sequence(let elements):
            try checkTag(Self.containerTags)
            var values: [Value] = []
            values.reserveCapacity(elements.count)
            for element in elements { values.append(try element.value()) }
            return .array(values)
        case .mapping(let pairs):
            try checkTag(Self.containerTags)
            var members = Value.Object()
            members.reserveCapacity(pairs.count)
            for (key, value) in pairs {
                members[try key.keyText(line: key.line, column: key.column)] = try value.value()
            }
            return .object(members)
        }
    }

    private func checkTag(_ known: Set<String>) throws(Problem) {
        guard let tag, !Self.ownTags.contains(tag) else { return }
        let short = Scalar.shortened(tag)
        if known.contains(short) { return }
        throw Problem(
            goText: "yaml: unknown tag \(short)",
            message: "unknown tag '\(short)'",
            line: line,
            column: column,
            hint: "remove the tag, or put the value in quotes if '!' is part of it"
        )
    }

    /// The node's text as a key of a mapping.
    ///
    /// - Throws: For keys that are null, lists or mappings.
    func keyText(line: Int, column: Int) throws(Problem) -> String {
        guard case .scalar(let text, let isPlain) = content else {
            return try Scalar.keyText(isMapping ? [:] : [], line: line, column: column)
        }
        let scalar = Event.Scalar(text: text, tag: tag, isImplicit: isPlain, isPlain: isPlain)
        let value = try Scalar.value(of: scalar, line: line, column: column)
        return try Scalar.keyText(value, line: line, column: column)
    }
}

extension Node {
    package var isMapping: Bool {
        if case .mapping = content { true } else { false }
    }

    /// The text of a scalar; nil for lists and mappings.
    package var scalarText: String? {
        if case .scalar(let text, _) = content { text } else { nil }
    }

    /// Whether the node is a plain scalar that means null: empty, `~` or `null`.
    package var isNull: Bool {
        if case .scalar(let text, true) = content { Scalar(text) == .null } else { false }
    }

    /// The value written under `key` in a mapping, compared with the keys' text as written.
    package subscript(key: String) -> Node? {
        guard case .mapping(let pairs) = content else { return nil }
        return pairs.first { $0.key.scalarText == key }?.value
    }

    package func location(in file: String) -> SourceLocation {
        SourceLocation(file: file, line: line, column: column)
    }

    /// What a person calls this sort of node in an error message.
    package var kindName: String {
        switch content {
        case .scalar(let text, let isPlain): isPlain ? Scalar.value(ofPlain: text).kindName : "a string"
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }
}
