import GoTemplate

/// JSON in and out: Helm's forms, which turn errors into results, and Sprig's, which fail.
enum JSONFunctions {
    static var all: [GoFunction] { writing + reading }

    private static var writing: [GoFunction] {
        let raw = encoder("toRawJson") { JSONText($0, escapesHTML: false) }
        return [
            // Helm and Sprig give an empty text for what JSON cannot hold.
            quiet("toJson") { JSONText($0) },
            quiet("toPrettyJson") { JSONText($0, indent: "  ") },
            encoder("mustToJson") { JSONText($0) },
            encoder("mustToPrettyJson") { JSONText($0, indent: "  ") },
            raw, raw.named("mustToRawJson"),
        ]
    }

    private static func quiet(
        _ name: String,
        _ form: @escaping @Sendable (any GoCallContext) -> JSONText
    ) -> GoFunction {
        GoFunction(name, [.any]) { arguments, context throws(GoError) in
            var writer = form(context)
            do throws(GoError) {
                return .string(try writer.encode(arguments[0]))
            } catch {
                if error.endsRendering { throw error }
                return .text("")
            }
        }
    }

    private static func encoder(
        _ name: String,
        _ form: @escaping @Sendable (any GoCallContext) -> JSONText
    ) -> GoFunction {
        GoFunction(name, [.any]) { arguments, context throws(GoError) in
            var writer = form(context)
            return .string(try writer.encode(arguments[0]))
        }
    }

    private static var reading: [GoFunction] {
        [
            GoFunction("fromJson", [.string]) { arguments, context throws(GoError) in
                try DecodedDocument.map(context, arguments[0]) { text throws(GoError) in
                    try JSONParser.parse(text, context, wanted: "{")
                }
            },
            GoFunction("fromJsonArray", [.string]) { arguments, context throws(GoError) in
                try DecodedDocument.array(context, arguments[0]) { text throws(GoError) in
                    try JSONParser.parse(text, context, wanted: "[")
                }
            },
            GoFunction("mustFromJson", [.string]) { arguments, context throws(GoError) in
                try DecodedDocument.read(context, arguments[0]) { text throws(GoError) in
                    try JSONParser.parse(text, context)
                }
            },
        ]
    }
}

/// The results of Helm's `from…` functions, which hold the text of an error instead of failing.
enum DecodedDocument {
    /// Reads a text and counts the value against the budget.
    typealias Reader = (_ text: [UInt8]) throws(GoError) -> GoValue

    /// What `reader` makes of a text.
    static func read(
        _ context: any GoCallContext,
        _ text: GoValue,
        _ reader: Reader
    ) throws(GoError) -> GoValue {
        let text = text.stringBytes
        // Reading takes many times the memory of the text, so that only half of the longest can be read.
        try context.allow(bytes: 2 * text.count)
        return try reader(text)
    }

    /// Counts a value that is whole.
    static func counting(_ value: GoValue, _ context: any GoCallContext) throws(GoError) -> GoValue {
        try context.spend(bytes: value.wholeSize)
        return value
    }

    /// A map; with one key `Error` when there is none.
    ///
    /// `prefix` is what Helm's YAML library puts before an error of the JSON stage.
    static func map(
        _ context: any GoCallContext,
        _ text: GoValue,
        prefix: String = "",
        _ read: Reader
    ) throws(GoError) -> GoValue {
        do throws(GoError) {
            switch try Self.read(context, text, read) {
            case .map(let map): return .map(map)
            case .nil: return .map(GoMap())
            case let other: throw mismatch(other, "map[string]interface {}", prefix)
            }
        } catch {
            if error.endsRendering { throw error }
            return .map(GoMap(["Error": .text(error.message)]))
        }
    }

    /// A list; of one text when there is an error.
    ///
    /// `isNilForNull` tells whether null gives a nil list, as JSON's does, or an empty one.
    static func array(
        _ context: any GoCallContext,
        _ text: GoValue,
        prefix: String = "",
        isNilForNull: Bool = true,
        _ read: Reader
    ) throws(GoError) -> GoValue {
        do throws(GoError) {
            switch try Self.read(context, text, read) {
            case .list(let list): return .list(list)
            case .nil: return .list(GoList([], isNil: isNilForNull))
            case let other: throw mismatch(other, "[]interface {}", prefix)
            }
        } catch {
            if error.endsRendering { throw error }
            return .list([.text(error.message)])
        }
    }

    private static func mismatch(_ value: GoValue, _ type: String, _ prefix: String) -> GoError {
        let found =
            switch value {
            case .list: "array"
            case .map: "object"
            case .bool: "bool"
            case .string: "string"
            default: "number"
            }
        return GoError("\(prefix)json: cannot unmarshal \(found) into Go value of type \(type)")
    }
}
