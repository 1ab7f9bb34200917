import GoTemplate

/// JSON in and out: Helm's forms, which turn errors into results, and Sprig's, which fail.
enum JSONFunctions {
    static var all: [GoFunction] { writing + reading }

    private static var writing: [GoFunction] {
        let raw = encoder("toRawJson", JSONText(escapesHTML: false))
        return [
            // Helm and Sprig give an empty text for what JSON cannot hold.
            quiet("toJson", JSONText()),
            quiet("toPrettyJson", JSONText(indent: "  ")),
            encoder("mustToJson", JSONText()),
            encoder("mustToPrettyJson", JSONText(indent: "  ")),
            raw, raw.named("mustToRawJson"),
        ]
    }

    private static func quiet(_ name: String, _ form: JSONText) -> GoFunction {
        GoFunction(name, [.any]) { arguments, _ in
            var writer = form
            return .string((try? writer.encode(arguments[0])) ?? [])
        }
    }

    private static func encoder(_ name: String, _ form: JSONText) -> GoFunction {
        GoFunction(name, [.any]) { arguments, _ throws(GoError) in
            var writer = form
            return .string(try writer.encode(arguments[0]))
        }
    }

    private static var reading: [GoFunction] {
        [
            GoFunction("fromJson", [.string]) { arguments, _ in
                DecodedDocument.map { () throws(GoError) in
                    try JSONParser.parse(arguments[0].stringBytes, wanted: "{")
                }
            },
            GoFunction("fromJsonArray", [.string]) { arguments, _ in
                DecodedDocument.array { () throws(GoError) in
                    try JSONParser.parse(arguments[0].stringBytes, wanted: "[")
                }
            },
            GoFunction("mustFromJson", [.string]) { arguments, _ throws(GoError) in
                try JSONParser.parse(arguments[0].stringBytes)
            },
        ]
    }
}

/// The results of Helm's `from…` functions, which hold the text of an error instead of failing.
enum DecodedDocument {
    /// A map; with one key `Error` when there is none.
    ///
    /// - Parameter prefix: What Helm's YAML library puts before an error of the JSON stage.
    static func map(prefix: String = "", _ read: () throws(GoError) -> GoValue) -> GoValue {
        do throws(GoError) {
            switch try read() {
            case .map(let map): return .map(map)
            case .nil: return .map(GoMap())
            case let other: throw mismatch(other, "map[string]interface {}", prefix)
            }
        } catch {
            return .map(GoMap(["Error": .text(error.message)]))
        }
    }

    /// A list; of one text when there is an error.
    ///
    /// - Parameter isNilForNull: Whether null gives a nil list, as JSON's does, or an empty one.
    static func array(
        prefix: String = "",
        isNilForNull: Bool = true,
        _ read: () throws(GoError) -> GoValue
    ) -> GoValue {
        do throws(GoError) {
            switch try read() {
            case .list(let list): return .list(list)
            case .nil: return .list(GoList([], isNil: isNilForNull))
            case let other: throw mismatch(other, "[]interface {}", prefix)
            }
        } catch {
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
