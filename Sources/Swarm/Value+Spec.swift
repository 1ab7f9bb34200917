import OrderedCollections
import Values

/// Building and reading specs; where a member is optional, nil leaves it out.
extension Value {
    static func object(of members: (String, Value?)...) -> Value {
        var object: Object = [:]
        for (key, value) in members {
            if let value, !value.isNull { object[key] = value }
        }
        return .object(object)
    }

    static func strings(_ list: some Sequence<String>) -> Value {
        .array(list.map(Value.string))
    }

    /// nil for an empty list.
    static func nonEmpty(_ list: some Sequence<String>) -> Value? {
        let values = list.map(Value.string)
        return nonEmpty(values)
    }

    static func nonEmpty(_ list: [Value]) -> Value? {
        // A bare nil would be the value null.
        list.isEmpty ? Value?.none : .array(list)
    }

    /// The labels or options as an object sorted by key; nil for none.
    static func nonEmpty(_ map: OrderedDictionary<String, String>) -> Value? {
        map.isEmpty ? Value?.none : strings(map)
    }

    static func strings(_ map: OrderedDictionary<String, String>) -> Value {
        var object: Object = [:]
        for (key, value) in map.sorted(by: { $0.key < $1.key }) {
            object[key] = .string(value)
        }
        return .object(object)
    }

    static func optional(_ value: String?) -> Value? { value.map(Value.string) }
    static func optional(_ value: Int64?) -> Value? { value.map(Value.int) }
    static func optional(_ value: Int?) -> Value? { value.map { .int(Int64($0)) } }
    static func optional(_ value: Bool?) -> Value? { value.map(Value.bool) }

    /// nil for an empty object.
    var unlessEmpty: Value? {
        self == .emptyObject ? Value?.none : self
    }

    /// The same object with a member set; nil removes it.
    func setting(_ path: [String], _ value: Value?) -> Value {
        guard let key = path.first else { return value ?? .null }
        var object = objectValue ?? [:]
        if path.count == 1 {
            object[key] = value
        } else {
            object[key] = (object[key] ?? .emptyObject).setting(Array(path.dropFirst()), value)
        }
        return .object(object)
    }

    /// The member at a path of keys.
    func at(_ path: String...) -> Value? { at(path) }

    /// The member at a path of keys.
    func at(_ path: [String]) -> Value? {
        var value: Value? = self
        for key in path { value = value?[key] }
        return value
    }
}
