/// What Go's reflection tells of a value.
extension GoValue {
    /// The dynamic type as `%T` prints it.
    package var typeName: String {
        switch self {
        case .nil: "<nil>"
        case .bool: "bool"
        case .int: "int"
        case .int64: "int64"
        case .uint8: "uint8"
        case .uint64: "uint64"
        case .float64: "float64"
        case .complex128: "complex128"
        case .string: "string"
        case .bytes: "[]uint8"
        case .list(let list): list.typeName
        case .map(let map): map.typeName
        case .object(let object): object.typeName
        }
    }

    /// The kind as `reflect.Kind` prints it.
    package var kindName: String {
        switch self {
        case .nil: "invalid"
        case .bytes, .list: "slice"
        case .map: "map"
        case .object(let object): object.kindName
        default: typeName
        }
    }

    /// The type without a pointer's star.
    var elementTypeName: String {
        let name = typeName
        return name.hasPrefix("*") ? String(name.dropFirst()) : name
    }

    package var isNilValue: Bool {
        if case .nil = self { true } else { false }
    }

    /// What `if` makes of the value: false for nil, zeros and everything empty.
    package var isTrue: Bool {
        switch self {
        case .nil: false
        case .bool(let value): value
        case .int(let value): value != 0
        case .int64(let value): value != 0
        case .uint8(let value): value != 0
        case .uint64(let value): value != 0
        case .float64(let value): value != 0
        case .complex128(let real, let imaginary): real != 0 || imaginary != 0
        case .string(let value): !value.isEmpty
        case .bytes(let value): !value.isEmpty
        case .list(let list): !list.elements.isEmpty
        case .map(let map): !map.entries.isEmpty
        case .object(let object): object.isTrue
        }
    }
}

extension GoObject {
    /// Structs and pointers are true; objects of other kinds are judged by their number in JSON.
    fileprivate var isTrue: Bool {
        switch kindName {
        case "struct", "ptr", "func": true
        default: json?.isTrue ?? true
        }
    }
}
