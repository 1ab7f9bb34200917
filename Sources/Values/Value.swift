package import OrderedCollections

/// A tree of plain data: what YAML and JSON hold, with the order of mappings kept.
package enum Value: Sendable, Hashable {
    case null
    case bool(Bool)
    /// A whole number that was written as one and fits.
    case int(Int64)
    case double(Double)
    case string(String)
    case array([Value])
    case object(OrderedDictionary<String, Value>)

    package typealias Object = OrderedDictionary<String, Value>
}

extension Value {
    package static let emptyObject = Value.object([:])

    package var isNull: Bool { self == .null }

    package var boolValue: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// The whole number, also when it is held as a double without a fraction.
    package var intValue: Int64? {
        switch self {
        case .int(let value): value
        case .double(let value): Int64(exactly: value)
        default: nil
        }
    }

    package var doubleValue: Double? {
        switch self {
        case .int(let value): Double(value)
        case .double(let value): value
        default: nil
        }
    }

    package var stringValue: String? {
        if case .string(let value) = self { value } else { nil }
    }

    package var arrayValue: [Value]? {
        if case .array(let value) = self { value } else { nil }
    }

    package var objectValue: Object? {
        if case .object(let value) = self { value } else { nil }
    }

    /// The member `key` of an object; nil for a missing key and for anything but an object.
    package subscript(key: String) -> Value? {
        objectValue?[key]
    }

    /// What a person calls this sort of value in an error message, such as `a string`.
    package var kindName: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .int, .double: "a number"
        case .string: "a string"
        case .array: "a list"
        case .object: "a mapping"
        }
    }
}

extension Value: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int64) { self = .int(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(arrayLiteral elements: Value...) { self = .array(elements) }
    package init(dictionaryLiteral elements: (String, Value)...) {
        self = .object(Object(elements, uniquingKeysWith: { _, last in last }))
    }
    package init(nilLiteral: ()) { self = .null }
}
