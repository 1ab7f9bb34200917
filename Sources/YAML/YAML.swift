package import Diagnostics
package import Values

/// YAML text to and from values.
///
/// Reading goes through libyaml, the parser that go-yaml is a port of, and then by the YAML 1.1 rules of
/// go-yaml v2, so that a file means here what it means to Helm. Writing is our own, because the bytes
/// must be those of go-yaml.
package enum YAML {
    /// Whose way of writing to follow.
    package enum Style: Sendable, Hashable {
        /// go-yaml v2, Helm's `toYaml`: lists level with their key, long lines folded at 80 columns.
        case v2
        /// go-yaml v3, Helm's `toYamlPretty`: lists indented, no folding, numbers such as `1e+06`.
        case v3
    }

    /// The deepest nesting of lists and mappings that is read.
    package static let maximumDepth = 1000

    /// The documents of a file that a person wrote, with the place of every node.
    ///
    /// Strict: duplicate keys are errors. Aliases are replaced by what they name and merge keys (`<<`)
    /// are resolved; keys written out win over merged ones. A document without content gives a null.
    ///
    /// - Parameters:
    ///   - bytes: The text; UTF-8, or UTF-16 with a byte order mark.
    ///   - file: The name for error messages.
    /// - Returns: One node for each document; none for a file with only comments.
    /// - Throws: `.invalidInput` with line, column and the line's text.
    package static func parse(_ bytes: [UInt8], file: String) throws(Failure) -> [Node] {
        do throws(Problem) {
            var composer = NodeComposer(bytes, parser: try EventParser(bytes))
            return try composer.documents()
        } catch {
            throw error.failure(in: bytes, file: file)
        }
    }

    /// The first document, read as leniently as Helm reads: of duplicate keys the last one wins.
    ///
    /// - Parameters:
    ///   - bytes: The text.
    ///   - file: The name for error messages.
    /// - Returns: The value; null for a text without content.
    /// - Throws: `.invalidInput` with line, column and the line's text.
    package static func decode(_ bytes: [UInt8], file: String) throws(Failure) -> Value {
        do throws(Problem) {
            return try firstValue(bytes)
        } catch {
            throw error.failure(in: bytes, file: file)
        }
    }

    /// Every document of a stream, read as by `decode`; empty documents give null.
    ///
    /// - Parameter numbersAsDoubles: Whether whole numbers come out as doubles.
    /// - Throws: `.invalidInput` with line, column and the line's text.
    package static func decodeAll(
        _ bytes: [UInt8],
        file: String,
        numbersAsDoubles: Bool = false
    ) throws(Failure) -> [Value] {
        do throws(Problem) {
            var composer = ValueComposer(
                parser: try EventParser(bytes),
                numbersAsDoubles: numbersAsDoubles
            )
            var values: [Value] = []
            while let value = try composer.document() { values.append(value) }
            return values
        } catch {
            throw error.failure(in: bytes, file: file)
        }
    }

    /// As `decode`, for template functions: the message of the error is the text that Helm's
    /// `fromYaml` gives to templates, with its `error converting YAML to JSON: `.
    ///
    /// - Throws: `.invalidInput` without a location.
    package static func decodeLikeGo(_ bytes: [UInt8]) throws(Failure) -> Value {
        do throws(Problem) {
            return try firstValue(bytes)
        } catch {
            throw Failure(.invalidInput, "error converting YAML to JSON: \(error.goText)")
        }
    }

    /// The text that Helm's `fromYaml` and `fromYamlArray` give for a document that is not what they need.
    ///
    /// - Parameters:
    ///   - value: The document, not null.
    ///   - wantsList: Whether a list was needed and not a mapping.
    /// - Returns: The text without a location.
    package static func goMismatch(_ value: Value, wantsList: Bool) -> String {
        let found =
            switch value {
            case .null: "null"
            case .bool: "bool"
            case .int, .double: "number"
            case .string: "string"
            case .array: "array"
            case .object: "object"
            }
        let wanted = wantsList ? "[]interface {}" : "map[string]interface {}"
        return "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal \(found) "
            + "into Go value of type \(wanted)"
    }

    private static func firstValue(_ bytes: [UInt8]) throws(Problem) -> Value {
        var composer = ValueComposer(parser: try EventParser(bytes))
        return try composer.document() ?? .null
    }

    /// YAML text of `value`, with a final line feed.
    ///
    /// - Parameters:
    ///   - value: What to write.
    ///   - style: Whose bytes to produce.
    ///   - sortKeys: Whether keys are sorted as go-yaml sorts them; false keeps the order held, for files
    ///     that are written for people.
    /// - Returns: UTF-8 text that `decode` reads back as the same value.
    package static func emit(_ value: Value, style: Style = .v2, sortKeys: Bool = true) -> [UInt8] {
        var emitter = Emitter(style: style, sortKeys: sortKeys)
        emitter.document(value)
        return emitter.output
    }
}
