package import OrderedCollections

/// Building and reading the objects of an engine's API; where a member is optional, nil leaves it out.
extension Value {
    /// An object of the members that are there and not null.
    package static func object(of members: (String, Value?)...) -> Value {
        var object: Object = [:]
        for (key, value) in members {
            if let value, !value.isNull { object[key] = value }
        }
        return .object(object)
    }

    /// A list of texts.
    package static func strings(_ list: some Sequence<String>) -> Value {
        .array(list.map(Value.string))
    }

    /// nil for an empty list.
    package static func nonEmpty(_ list: some Sequence<String>) -> Value? {
        let values = list.map(Value.string)
        return nonEmpty(values)
    }

    /// nil for an empty list.
    package static func nonEmpty(_ list: [Value]) -> Value? {
        // A bare nil would be the value null.
        list.isEmpty ? Value?.none : .array(list)
    }

    /// The labels or options as an object sorted by key; nil for none.
    package static func nonEmpty(_ map: OrderedDictionary<String, String>) -> Value? {
        map.isEmpty ? Value?.none : strings(map)
    }

    /// The labels or options as an object sorted by key.
    package static func strings(_ map: OrderedDictionary<String, String>) -> Value {
        var object: Object = [:]
        for (key, value) in map.sorted(by: { $0.key < $1.key }) {
            object[key] = .string(value)
        }
        return .object(object)
    }

    package static func optional(_ value: String?) -> Value? { value.map(Value.string) }
    package static func optional(_ value: Int64?) -> Value? { value.map(Value.int) }
    package static func optional(_ value: Int?) -> Value? { value.map { .int(Int64($0)) } }
    package static func optional(_ value: Bool?) -> Value? { value.map(Value.bool) }

    /// nil for an empty object.
    package var unlessEmpty: Value? {
        self == .emptyObject ? Value?.none : self
    }

    /// The same object with a member set; nil removes it.
    package func setting(_ path: [String], _ value: Value?) -> Value {
        guard let key = path.first else { return value ?? .null }
        var object = objectValue ?? [:]
        if path.count == 1 {
            object[key] = value
        } else {
            object[key] = (object[key] ?? .emptyObject).setting(Array(path.dropFirst()), value)
        }
        return .object(object)
    }

    /// The same object with further members behind its own; nil and null leave a member out.
    package func adding(_ members: [(String, Value?)]) -> Value {
        var object = objectValue ?? [:]
        for (key, value) in members {
            if let value, !value.isNull { object[key] = value }
        }
        return .object(object)
    }

    /// The member at a path of keys.
    package func at(_ path: String...) -> Value? { at(path) }

    /// The member at a path of keys.
    package func at(_ path: [String]) -> Value? {
        var value: Value? = self
        for key in path { value = value?[key] }
        return value
    }
}
