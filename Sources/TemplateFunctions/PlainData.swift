import GoTemplate
import OrderedCollections
import Values

/// Turns a template's values into plain data for the YAML emitter.
struct PlainData {
    /// By the rules of `encoding/json` (bytes are base 64, bytes that are no UTF-8 become U+FFFD), or by
    /// those of go-yaml v3 (bytes are a list of numbers).
    var isForJSON: Bool
    /// The rendering's budget; nil where the value is known to be small.
    var context: (any GoCallContext)?

    /// What the data takes in memory so far.
    private let size = Size()

    private final class Size {
        var bytes = 0
    }

    init(isForJSON: Bool, context: (any GoCallContext)?) {
        self.isForJSON = isForJSON
        self.context = context
    }

    /// How deep values may nest; a map can hold itself.
    static let maximumDepth = 1000

    /// - Throws: What `encoding/json` or go-yaml says to what they cannot write.
    func value(_ value: GoValue, depth: Int = 0) throws(GoError) -> Value {
        switch value {
        case .nil: return .null
        case .bool(let value): return .bool(value)
        case .int(let value): return .int(Int64(value))
        case .int64(let value): return .int(value)
        case .uint8(let value): return .int(Int64(value))
        case .uint64(let value): return Int64(exactly: value).map { .int($0) } ?? .double(Double(value))
        case .float64(let value):
            if isForJSON, !value.isFinite {
                throw Self.notFinite(value)
            }
            return .double(value)
        case .complex128:
            throw GoError(
                isForJSON ? "json: unsupported type: complex128" : "cannot marshal type: complex128"
            )
        case .string(let value):
            try count(value.count)
            return .string(Self.text(value.bytes))
        case .bytes(let bytes):
            if isForJSON { return .string(Self.text(Base64.encode(bytes))) }
            return .array(bytes.map { .int(Int64($0)) })
        case .list(let list): return try array(list, depth)
        case .map(let map): return try object(map, depth)
        case .object(let object):
            guard let json = object.json else { throw GoError("json: unsupported type: \(object.typeName)") }
            return try self.value(
                isForJSON ? json : Self.lowercasedFields(json, of: object),
                depth: depth + 1
            )
        }
    }

    private func count(_ bytes: Int) throws(GoError) {
        guard let context else { return }
        size.bytes += bytes
        try context.allow(bytes: size.bytes)
    }

    static func notFinite(_ value: Double) -> GoError {
        GoError("json: unsupported value: \(String(decoding: FloatText.shortest(value), as: UTF8.self))")
    }

    private func array(_ list: GoList, _ depth: Int) throws(GoError) -> Value {
        if list.isNil { return isForJSON ? .null : .array([]) }
        guard depth < Self.maximumDepth else { throw Self.tooDeep(list.typeName) }
        try count(list.elements.count * MemoryLayout<Value>.stride)
        var elements: [Value] = []
        elements.reserveCapacity(list.elements.count)
        for element in list.elements { elements.append(try value(element, depth: depth + 1)) }
        return .array(elements)
    }

    private func object(_ map: GoMap, _ depth: Int) throws(GoError) -> Value {
        if map.isNil { return isForJSON ? .null : .emptyObject }
        guard depth < Self.maximumDepth else { throw Self.tooDeep(map.typeName) }
        try count(map.entries.count * 2 * MemoryLayout<Value>.stride)
        var members = Value.Object(minimumCapacity: map.entries.count)
        for (key, element) in map.entries {
            members[Self.text(key.bytes)] = try value(element, depth: depth + 1)
        }
        return .object(members)
    }

    static func tooDeep(_ type: String) -> GoError {
        GoError("json: unsupported value: encountered a cycle via \(type)")
    }

    /// go-yaml names the fields of a struct in lower case.
    private static func lowercasedFields(_ json: GoValue, of object: any GoObject) -> GoValue {
        guard object is any GoStructObject, case .map(let map) = json else { return json }
        var entries: [GoString: GoValue] = [:]
        for (key, value) in map.entries { entries[GoString(key.text.lowercased())] = value }
        return .map(GoMap(entries))
    }

    private static func text(_ bytes: [UInt8]) -> String {
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        return String(decoding: UTF8Text.bytes(UTF8Text(bytes)), as: UTF8.self)
    }
}
