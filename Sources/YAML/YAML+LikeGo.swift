package import Diagnostics
import OrderedCollections
package import Values

extension YAML {
    /// As `emit` in the style `.v2`, with what only Helm's `toYaml` does.
    ///
    /// Helm sends the value through JSON and go-yaml's reader. That refuses numbers that are not finite and
    /// the characters U+007F to U+009F, U+FFFE and U+FFFF; and since U+0085 is a line break to YAML, it is
    /// folded away.
    ///
    /// - Throws: `.invalidInput` with the text of Helm's error, for `mustToYaml`.
    package static func emitLikeGo(_ value: Value) throws(Failure) -> [UInt8] {
        var emitter = Emitter(style: .v2, sortKeys: true)
        emitter.document(value)
        if let number = emitter.nonFiniteNumber {
            let text = number.isNaN ? "NaN" : number < 0 ? "-Inf" : "+Inf"
            throw Failure(.invalidInput, "error marshaling into JSON: json: unsupported value: \(text)")
        }
        if emitter.hasForbiddenCharacter {
            throw Failure(
                .invalidInput,
                "error converting JSON to YAML: yaml: control characters are not allowed"
            )
        }
        guard emitter.hasNextLine else { return emitter.output }
        return emit(try foldingNextLines(value), style: .v2)
    }

    private static func foldingNextLines(_ value: Value) throws(Failure) -> Value {
        switch value {
        case .string(let text):
            if hasDocumentMark(text) {
                throw Failure(
                    .invalidInput,
                    "error converting JSON to YAML: yaml: line 2: found unexpected document indicator"
                )
            }
            return .string(foldingNextLines(text))
        case .array(let elements):
            var folded: [Value] = []
            for element in elements { folded.append(try foldingNextLines(element)) }
            return .array(folded)
        case .object(let members):
            var folded = Value.Object()
            for (key, member) in members {
                // A key that spans lines is none.
                guard !key.unicodeScalars.contains("\u{85}") else {
                    throw Failure(
                        .invalidInput,
                        "error converting JSON to YAML: yaml: line 1: did not find expected ',' or '}'"
                    )
                }
                folded[key] = try foldingNextLines(member)
            }
            return .object(folded)
        default: return value
        }
    }

    /// Whether a line of the text would begin like a document: `---` or `...` and then a space or break.
    private static func hasDocumentMark(_ text: String) -> Bool {
        let lines = text.unicodeScalars.split(separator: "\u{85}", omittingEmptySubsequences: false)
        for (position, line) in lines.enumerated().dropFirst() {
            let start = String(Substring(line.prefix(3)))
            let isLast = position == lines.count - 1
            if start == "---" || start == "...", line.count == 3 ? !isLast : line.dropFirst(3).first == " " {
                return true
            }
        }
        return false
    }

    /// One break becomes a space, more become one less; spaces around breaks vanish.
    private static func foldingNextLines(_ text: String) -> String {
        var folded = String.UnicodeScalarView()
        var breaks = 0
        var spaces = 0
        func flush() {
            if breaks == 0 {
                folded.append(contentsOf: repeatElement(" ", count: spaces))
            } else if breaks == 1 {
                folded.append(" ")
            } else {
                folded.append(contentsOf: repeatElement("\n", count: breaks - 1))
            }
            breaks = 0
            spaces = 0
        }
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\u{85}": breaks += 1
            case " ": spaces += 1
            default:
                flush()
                folded.append(scalar)
            }
        }
        flush()
        return String(folded)
    }
}
