/// A pattern of `.Files.Glob`, with `/` as separator: `*`, `**`, `?`, `[a-z]`, `[!abc]`, `{a,b}`.
struct GlobPattern {
    private let expression: RegularExpression

    /// Nil for a pattern that cannot be read.
    init?(_ pattern: String) {
        var scalars = Array(pattern.unicodeScalars)[...]
        var regex = "(?s)^"
        var depth = 0
        while let scalar = scalars.popFirst() {
            switch scalar {
            case "\\":
                guard let escaped = scalars.popFirst() else { return nil }
                regex += Self.quoted(escaped)
            case "*":
                if scalars.first == "*" {
                    scalars = scalars.drop { $0 == "*" }
                    regex += ".*"
                } else {
                    regex += "[^/]*"
                }
            case "?": regex += "[^/]"
            case "[":
                guard let characters = Self.characters(&scalars) else { return nil }
                regex += characters
            case "{":
                depth += 1
                regex += "(?:"
            case "}" where depth > 0:
                depth -= 1
                regex += ")"
            case "," where depth > 0: regex += "|"
            default: regex += Self.quoted(scalar)
            }
        }
        // Alternatives that are not closed match nothing.
        let text = depth == 0 ? regex + "$" : "[^\\x00-\\x{10FFFF}]"
        guard let expression = try? RegularExpression([UInt8](text: text)) else { return nil }
        self.expression = expression
    }

    func matches(_ path: String) -> Bool {
        expression.match([UInt8](text: path), from: 0) != nil
    }

    /// What follows a `[`: either one range or a list of characters.
    private static func characters(_ scalars: inout ArraySlice<Unicode.Scalar>) -> String? {
        var members: [Unicode.Scalar] = []
        let isNegated = scalars.first == "!"
        if isNegated { scalars = scalars.dropFirst() }
        while let scalar = scalars.popFirst() {
            if scalar == "]", !members.isEmpty {
                let opening = isNegated ? "[^" : "["
                if members.count == 3, members[1] == "-" {
                    guard members[0].value <= members[2].value else { return nil }
                    return opening + quoted(members[0]) + "-" + quoted(members[2]) + "]"
                }
                return opening + members.map(quoted).joined() + "]"
            }
            if scalar == "\\" {
                guard let escaped = scalars.popFirst() else { return nil }
                members.append(escaped)
            } else {
                members.append(scalar)
            }
        }
        return nil
    }

    private static func quoted(_ scalar: Unicode.Scalar) -> String {
        "\\x{" + String(scalar.value, radix: 16) + "}"
    }
}
