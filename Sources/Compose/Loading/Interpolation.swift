internal import Diagnostics
internal import OrderedCollections

/// Replaces `$NAME` and `${NAME…}` in texts by given variables, as the specification says in
/// "Interpolation"; unlike there, a variable that is not given and has no default is an error.
///
/// Errors show names only: what stands around them may be a secret.
struct Interpolation {
    var variables: [String: String]
    var collector = DiagnosticCollector()

    init(variables: [String: String]) {
        self.variables = variables
    }

    /// The tree with all its scalars interpolated; keys stay as they are.
    mutating func tree(_ tree: Tree) -> Tree {
        switch tree.content {
        case .null:
            return tree
        case .scalar(let text, _):
            guard text.utf8.contains(UInt8(ascii: "$")) else { return tree }
            // What a variable gives is text, until the type of its key makes more of it.
            let resolved = self.text(text, at: tree.location)
            return Tree(.scalar(resolved, isPlain: false), tag: tree.tag, at: tree.location)
        case .sequence(let items):
            var resolved: [Tree] = []
            for item in items {
                resolved.append(self.tree(item))
            }
            return Tree(.sequence(resolved), tag: tree.tag, at: tree.location)
        case .mapping(var members):
            for index in members.values.indices {
                members.values[index].value = self.tree(members.values[index].value)
            }
            return Tree(.mapping(members), tag: tree.tag, at: tree.location)
        }
    }

    /// The text with its variables replaced; errors go to the collector.
    mutating func text(_ text: String, at location: SourceLocation) -> String {
        String(decoding: bytes(Array(text.utf8)[...], at: location), as: UTF8.self)
    }

    private mutating func bytes(_ input: ArraySlice<UInt8>, at location: SourceLocation) -> [UInt8] {
        var output: [UInt8] = []
        var position = input.startIndex
        while position < input.endIndex {
            let byte = input[position]
            let next = position + 1
            guard byte == UInt8(ascii: "$"), next < input.endIndex else {
                output.append(byte)
                position = next
                continue
            }
            if input[next] == UInt8(ascii: "$") {
                output.append(byte)
                position = next + 1
            } else if input[next] == UInt8(ascii: "{") {
                guard let close = Self.closingBrace(of: input, from: next + 1) else {
                    collector.error(
                        "'${\(String(decoding: Self.name(input[(next + 1)...]), as: UTF8.self))' has no closing brace",
                        at: location,
                        hint: "close it with '}', or write '$${' for a literal dollar sign"
                    )
                    return output
                }
                output += braced(input[(next + 1)..<close], at: location)
                position = close + 1
            } else {
                let name = Self.name(input[next...])
                if name.isEmpty {
                    // The specification keeps a dollar sign that begins no variable.
                    output.append(byte)
                    position = next
                } else {
                    output += value(of: name, at: location)
                    position = name.endIndex
                }
            }
        }
        return output
    }

    /// What `${inner}` stands for.
    private mutating func braced(_ inner: ArraySlice<UInt8>, at location: SourceLocation) -> [UInt8] {
        let name = Self.name(inner)
        var rest = inner[name.endIndex...]
        guard !name.isEmpty else {
            collector.error(
                "'${…}' begins with no variable's name",
                at: location,
                hint: "write '$${' for a literal dollar sign"
            )
            return []
        }
        if rest.isEmpty { return value(of: name, at: location) }
        let countsEmpty = rest.first == UInt8(ascii: ":")
        if countsEmpty { rest = rest.dropFirst() }
        let given = variables[String(decoding: name, as: UTF8.self)]
        let isSet = countsEmpty ? given?.isEmpty == false : given != nil
        let operand = rest.dropFirst()
        switch rest.first {
        case UInt8(ascii: "-"):
            return isSet ? Array((given ?? "").utf8) : bytes(operand, at: location)
        case UInt8(ascii: "+"):
            return isSet ? bytes(operand, at: location) : []
        case UInt8(ascii: "?"):
            if isSet { return Array((given ?? "").utf8) }
            let message = String(decoding: bytes(operand, at: location), as: UTF8.self)
            let name = String(decoding: name, as: UTF8.self)
            collector.error(
                "the required variable '\(name)' is missing" + (message.isEmpty ? "" : ": \(message)"),
                at: location,
                hint: "give it with '--env \(name)=VALUE'"
            )
            return []
        default:
            collector.error(
                "'${\(String(decoding: name, as: UTF8.self))…}' is not a form of interpolation",
                at: location,
                hint: "the forms are ${NAME}, ${NAME:-default}, ${NAME-default}, ${NAME:?message}, "
                    + "${NAME?message}, ${NAME:+text} and ${NAME+text}"
            )
            return []
        }
    }

    private mutating func value(of name: ArraySlice<UInt8>, at location: SourceLocation) -> [UInt8] {
        let name = String(decoding: name, as: UTF8.self)
        if let value = variables[name] { return Array(value.utf8) }
        collector.error(
            "the variable '\(name)' is not given and has no default",
            at: location,
            hint: "give it with '--env \(name)=VALUE', or write '$$\(name)' for a literal dollar sign"
        )
        return []
    }

    private static func name(_ input: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard let first = input.first, first.isLetter || first == UInt8(ascii: "_") else {
            return input.prefix(0)
        }
        return input.prefix { $0.isLetter || $0.isDigit || $0 == UInt8(ascii: "_") }
    }

    /// The brace that closes the one before `start`, past those of nested variables.
    private static func closingBrace(of input: ArraySlice<UInt8>, from start: Int) -> Int? {
        var depth = 1
        var position = start
        while position < input.endIndex {
            if input[position] == UInt8(ascii: "}") {
                depth -= 1
                if depth == 0 { return position }
            } else if input[position] == UInt8(ascii: "$"), position + 1 < input.endIndex {
                // A doubled dollar sign begins nothing, and both of its characters are passed.
                if input[position + 1] == UInt8(ascii: "{") { depth += 1 }
                if input[position + 1] != UInt8(ascii: "}") { position += 1 }
            }
            position += 1
        }
        return nil
    }
}
