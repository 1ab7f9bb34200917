import GoTemplate

/// The type, kind, emptiness and equality of values, as Go's reflection has them.
extension GoValue {
    /// What `%T` prints.
    var goTypeName: String {
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

    /// What `reflect.Kind` prints.
    var goKindName: String {
        switch self {
        case .nil: "invalid"
        case .bytes, .list: "slice"
        case .map: "map"
        case .object(let object): object.kindName
        default: goTypeName
        }
    }

    /// Sprig's `empty`: the zero value, and lists, maps and texts without content; a struct never is.
    var isEmptyValue: Bool {
        switch self {
        case .nil: true
        case .bool(let value): !value
        case .int(let value): value == 0
        case .int64(let value): value == 0
        case .uint8(let value): value == 0
        case .uint64(let value): value == 0
        case .float64(let value): value == 0
        case .complex128(let real, let imaginary): real == 0 && imaginary == 0
        case .string(let value): value.isEmpty
        case .bytes(let value): value.isEmpty
        case .list(let value): value.elements.isEmpty
        case .map(let value): value.entries.isEmpty
        case .object: false
        }
    }

    /// `reflect.DeepEqual`: types must be the same, and a nil list or map differs from an empty one.
    static func deepEqual(_ left: GoValue, _ right: GoValue) -> Bool {
        switch (left, right) {
        case (.nil, .nil): return true
        case (.bool(let left), .bool(let right)): return left == right
        case (.int(let left), .int(let right)): return left == right
        case (.int64(let left), .int64(let right)): return left == right
        case (.uint8(let left), .uint8(let right)): return left == right
        case (.uint64(let left), .uint64(let right)): return left == right
        case (.float64(let left), .float64(let right)): return left == right
        case (.complex128(let left, let other), .complex128(let right, let another)):
            return left == right && other == another
        case (.string(let left), .string(let right)): return left == right
        case (.bytes(let left), .bytes(let right)): return left == right
        case (.list(let left), .list(let right)):
            return left.typeName == right.typeName && left.isNil == right.isNil
                && left.elements.elementsEqual(right.elements, by: deepEqual)
        case (.map(let left), .map(let right)):
            if left === right { return true }
            guard left.typeName == right.typeName, left.isNil == right.isNil,
                left.entries.count == right.entries.count
            else { return false }
            return left.entries.allSatisfy { key, value in
                right.entries[key].map { deepEqual(value, $0) } ?? false
            }
        case (.object(let left), .object(let right)):
            return left === right || left.typeName == right.typeName && left.isEqual(to: right)
        default: return false
        }
    }
}
