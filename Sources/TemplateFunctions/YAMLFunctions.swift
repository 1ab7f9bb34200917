import Diagnostics
package import GoTemplate
import OrderedCollections
package import Values
import YAML

/// YAML in and out.
enum YAMLFunctions {
    static var all: [GoFunction] {
        [
            // Helm gives an empty text for what YAML cannot hold.
            GoFunction("toYaml", [.any]) { arguments, context throws(GoError) in
                do throws(GoError) {
                    return .string(try emit(arguments[0], context))
                } catch {
                    if error.endsRendering { throw error }
                    return .text("")
                }
            },
            GoFunction("mustToYaml", [.any]) { arguments, context throws(GoError) in
                .string(try emit(arguments[0], context))
            },
            GoFunction("toYamlPretty", [.any]) { arguments, context throws(GoError) in
                if let time = arguments[0].time {
                    return .string(GoTimeLayout.format(time, layout: GoTimeLayout.rfc3339Nano))
                }
                let value = try PlainData(isForJSON: false, context: context).value(arguments[0])
                return .string(withoutFinalLineFeed(YAML.emit(value, style: .v3)))
            },
            GoFunction("fromYaml", [.string]) { arguments, context throws(GoError) in
                // libyaml takes a second for a few megabytes, and cannot be interrupted.
                try context.allow(bytes: 4 * arguments[0].stringBytes.count)
                return try DecodedDocument.map(context, arguments[0], prefix: mismatchPrefix) {
                    text throws(GoError) in
                    try DecodedDocument.counting(decode(text), context)
                }
            },
            GoFunction("fromYamlArray", [.string]) { arguments, context throws(GoError) in
                try context.allow(bytes: 4 * arguments[0].stringBytes.count)
                return try DecodedDocument.array(
                    context,
                    arguments[0],
                    prefix: mismatchPrefix,
                    isNilForNull: false
                ) { text throws(GoError) in try DecodedDocument.counting(decode(text), context) }
            },
        ]
    }

    private static let mismatchPrefix = "error unmarshaling JSON: while decoding JSON: "

    static func emit(_ value: GoValue, _ context: (any GoCallContext)? = nil) throws(GoError) -> [UInt8] {
        let data: Value
        do throws(GoError) {
            if let text = try YAMLText.text(of: value, context) { return withoutFinalLineFeed(text) }
            data = try PlainData(isForJSON: true, context: context).value(value)
        } catch {
            if error.endsRendering { throw error }
            throw GoError("error marshaling into JSON: \(error.message)")
        }
        do throws(Failure) {
            return withoutFinalLineFeed(try YAML.emitLikeGo(data))
        } catch {
            let stage = "error converting JSON to YAML: "
            throw GoError(
                error.message.hasPrefix(stage) ? String(error.message.dropFirst(stage.count)) : error.message
            )
        }
    }

    private static func withoutFinalLineFeed(_ text: [UInt8]) -> [UInt8] {
        var text = text
        if text.last == UInt8(ascii: "\n") { text.removeLast() }
        return text
    }

    private static func decode(_ text: [UInt8]) throws(GoError) -> GoValue {
        do throws(Failure) {
            return try values(try YAML.decodeLikeGo(text))
        } catch {
            throw GoError(error.message)
        }
    }

    /// YAML goes through JSON on its way to a template: every number becomes a float, and one that is not
    /// finite is an error.
    private static func values(_ value: Value) throws(Failure) -> GoValue {
        switch value {
        case .null: return .nil
        case .bool(let value): return .bool(value)
        case .int(let value): return .float64(Double(value))
        case .double(let value):
            guard value.isFinite else {
                let text = String(decoding: FloatText.shortest(value), as: UTF8.self)
                throw Failure(
                    .invalidInput,
                    "error converting YAML to JSON: json: unsupported value: \(text)"
                )
            }
            return .float64(value)
        case .string(let value): return .text(value)
        case .array(let elements):
            var result: [GoValue] = []
            result.reserveCapacity(elements.count)
            for element in elements { result.append(try values(element)) }
            return .list(result)
        case .object(let members):
            var entries: [GoString: GoValue] = [:]
            entries.reserveCapacity(members.count)
            for (key, member) in members { entries[GoString(key)] = try values(member) }
            return .map(GoMap(entries))
        }
    }
}

extension GoValue {
    /// Plain data as values of a chart are to a template: every number a float, as Helm has them.
    package init(values: Value) {
        switch values {
        case .null: self = .nil
        case .bool(let value): self = .bool(value)
        case .int(let value): self = .float64(Double(value))
        case .double(let value): self = .float64(value)
        case .string(let value): self = .text(value)
        case .array(let elements): self = .list(elements.map { GoValue(values: $0) })
        case .object(let members):
            var entries: [GoString: GoValue] = [:]
            entries.reserveCapacity(members.count)
            for (key, member) in members { entries[GoString(key)] = GoValue(values: member) }
            self = .map(GoMap(entries))
        }
    }
}
