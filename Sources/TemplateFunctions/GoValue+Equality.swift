import GoTemplate

/// The equality of values.
extension GoValue {
    /// `reflect.DeepEqual`: types must be the same, and a nil list or map differs from an empty one.
    static func deepEqual(_ left: GoValue, _ right: GoValue) -> Bool {
        deepEqual(left, right, depth: 0)
    }

    /// Maps can hold themselves; what nests deeper than anything real is taken as equal, as Go takes a
    /// pair that it is already comparing.
    private static func deepEqual(_ left: GoValue, _ right: GoValue, depth: Int) -> Bool {
        if depth > 1000 { return true }
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
                && left.elements.elementsEqual(right.elements) { deepEqual($0, $1, depth: depth + 1) }
        case (.map(let left), .map(let right)):
            if left === right { return true }
            guard left.typeName == right.typeName, left.isNil == right.isNil,
                left.entries.count == right.entries.count
            else { return false }
            return left.entries.allSatisfy { key, value in
                right.entries[key].map { deepEqual(value, $0, depth: depth + 1) } ?? false
            }
        case (.object(let left), .object(let right)):
            if left === right { return true }
            // A pointer equals only itself, but this looks at what it points to.
            if let left = left as? SemanticVersion, let right = right as? SemanticVersion {
                return left.hasSameContent(as: right)
            }
            return left.typeName == right.typeName && left.isEqual(to: right)
        default: return false
        }
    }
}
