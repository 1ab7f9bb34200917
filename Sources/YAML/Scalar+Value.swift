import FoundationEssentials
import Values

extension Scalar {
    /// The tag of what this is, in its short form.
    var shortTag: String {
        switch self {
        case .null: "!!null"
        case .bool: "!!bool"
        case .int, .unsigned: "!!int"
        case .double: "!!float"
        case .timestamp: "!!timestamp"
        case .string: "!!str"
        }
    }

    /// The value of an untagged plain scalar; infinite numbers and not-a-number come out as such.
    static func value(ofPlain text: String) -> Value {
        switch Scalar(text) {
        case .null: .null
        case .bool(let value): .bool(value)
        case .int(let value): .int(value)
        case .unsigned(let value): .double(Double(value))
        case .double(let value): .double(value)
        case .timestamp, .string: .string(text)
        }
    }

    /// The value of any scalar: by its tag, else by its text when plain, else its text.
    ///
    /// As in go-yaml v2, a tag of one's own makes it a string.
    ///
    /// - Throws: When the text is not what the tag says.
    static func value(of scalar: Event.Scalar, line: Int, column: Int) throws(Problem) -> Value {
        guard let tag = scalar.tag else {
            return scalar.isImplicit ? value(ofPlain: scalar.text) : .string(scalar.text)
        }
        let short = shortened(tag)
        switch short {
        case "!!binary":
            guard let data = Data(base64Encoded: scalar.text.filter { !$0.isNewline }) else {
                throw Problem(
                    goText: "yaml: !!binary value contains invalid base64 data",
                    line: line,
                    column: column
                )
            }
            return .string(String(decoding: data, as: UTF8.self))
        case "!!bool", "!!int", "!!float", "!!null", "!!timestamp":
            let found = Scalar(scalar.text).shortTag
            let value = value(ofPlain: scalar.text)
            if found == short { return value }
            if short == "!!float", found == "!!int" { return .double(value.doubleValue ?? 0) }
            throw Problem(
                goText: "yaml: cannot decode \(found) `\(scalar.text)` as a \(short)",
                message: "'\(scalar.text)' is not what its tag '\(short)' says",
                line: line,
                column: column,
                hint: "remove the tag or correct the value"
            )
        default: return .string(scalar.text)
        }
    }

    static func shortened(_ tag: String) -> String {
        let prefix = "tag:yaml.org,2002:"
        return tag.hasPrefix(prefix) ? "!!" + tag.dropFirst(prefix.count) : tag
    }

    /// What is wrong with a value that holds infinite numbers or not-a-numbers: the first, with keys sorted, as
    /// Go's JSON comes upon them.
    static func nonFiniteNumber(in value: Value, line: Int, column: Int) -> Problem? {
        switch value {
        case .array(let elements):
            for element in elements {
                if let found = nonFiniteNumber(in: element, line: line, column: column) { return found }
            }
        case .object(let members):
            for (_, member) in members.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
                if let found = nonFiniteNumber(in: member, line: line, column: column) { return found }
            }
        default:
            do throws(Problem) {
                try checkFinite(value, line: line, column: column)
            } catch {
                return error
            }
        }
        return nil
    }

    /// Refuses numbers that JSON, and so a value, cannot hold.
    static func checkFinite(_ value: Value, line: Int, column: Int) throws(Problem) {
        guard case .double(let number) = value, !number.isFinite else { return }
        let text = number.isNaN ? "NaN" : number < 0 ? "-Inf" : "+Inf"
        throw Problem(
            goText: "json: unsupported value: \(text)",
            message: "'.inf' and '.nan' are numbers that values cannot hold",
            line: line,
            column: column,
            hint: "put the text in quotes"
        )
    }

    /// The text of a key: booleans as `true` and `false`, numbers as Helm's YAML library writes them.
    ///
    /// - Throws: For null, lists and mappings.
    static func keyText(_ key: Value, line: Int, column: Int) throws(Problem) -> String {
        switch key {
        case .string(let text): return text
        case .bool(let value): return value ? "true" : "false"
        case .int(let value): return value.description
        case .double(let value):
            if value.isNaN { return ".nan" }
            if value.isInfinite { return value < 0 ? "-.inf" : ".inf" }
            var text: [UInt8] = []
            // With the digits of a 32-bit number: a quirk that decides the name of the key.
            let single = Float(value)
            guard single.isFinite else { return value < 0 ? "-.inf" : ".inf" }
            ShortestDecimal(single).appendGeneral(to: &text)
            return String(decoding: text, as: UTF8.self)
        case .null:
            throw Problem(
                goText: "unsupported map key of type: %!s(<nil>), key: <nil>",
                message: "a key cannot be null",
                line: line,
                column: column,
                hint: "put the key in quotes"
            )
        case .array, .object:
            throw Problem(
                goText: "yaml: invalid map key: \(goSyntax(key))",
                message: "a key must be text, found \(key.kindName)",
                line: line,
                column: column,
                hint: "text such as '{{ … }}' needs quotes around it"
            )
        }
    }

    /// A value in Go's notation, as errors about keys show it.
    static func goSyntax(_ value: Value) -> String {
        switch value {
        case .null: return "interface {}(nil)"
        case .string(let text): return goQuoted(text)
        case .bool, .int, .double: return String(decoding: JSON.encode(value), as: UTF8.self)
        case .array(let elements):
            return "[]interface {}{" + elements.map(goSyntax).joined(separator: ", ") + "}"
        case .object(let members):
            let parts = members.map { goSyntax(.string($0.key)) + ":" + goSyntax($0.value) }
            return "map[interface {}]interface {}{" + parts.sorted().joined(separator: ", ") + "}"
        }
    }

    /// A string as Go's `%q` writes it, for the characters that YAML lets through.
    private static func goQuoted(_ text: String) -> String {
        let parts = text.unicodeScalars.map { scalar -> String in
            switch scalar {
            case "\"", "\\": return "\\\(scalar)"
            case "\n": return "\\n"
            case "\t": return "\\t"
            case "\r": return "\\r"
            case "\u{0}"..<" ", "\u{7F}": return "\\x" + hexadecimal(scalar, digits: 2)
            case "\u{80}"..."\u{A0}", "\u{AD}", "\u{2028}", "\u{2029}", "\u{FEFF}":
                return "\\u" + hexadecimal(scalar, digits: 4)
            default: return String(scalar)
            }
        }
        return "\"" + parts.joined() + "\""
    }

    private static func hexadecimal(_ scalar: Unicode.Scalar, digits: Int) -> String {
        let text = String(scalar.value, radix: 16)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
