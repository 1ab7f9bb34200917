import GoTemplate

/// The equality of values: `reflect.DeepEqual`.
///
/// Types must be the same, and a nil list or map differs from an empty one.
struct DeepEquality {
    private let context: any GoCallContext
    private var steps = 0

    init(_ context: any GoCallContext) {
        self.context = context
    }

    /// Whether one of `elements` equals `value`.
    ///
    /// - Throws: The error that ends the rendering, as all of these do.
    mutating func contains(_ elements: some Sequence<GoValue>, _ value: GoValue) throws(GoError) -> Bool {
        for element in elements where try equal(value, element) { return true }
        return false
    }

    mutating func equal(_ left: GoValue, _ right: GoValue) throws(GoError) -> Bool {
        try equal(left, right, depth: 0)
    }

    /// Maps can hold themselves; what nests deeper than anything real is taken as equal, as Go takes a
    /// pair that it is already comparing.
    private mutating func equal(_ left: GoValue, _ right: GoValue, depth: Int) throws(GoError) -> Bool {
        if depth > 1000 { return true }
        steps += 1
        // A map that is held in many places is compared in each.
        if steps % 1024 == 0 { try context.allow(bytes: 0) }
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
        case (.string(let left), .string(let right)):
            steps += left.count >> 8
            return left == right
        case (.bytes(let left), .bytes(let right)): return left == right
        case (.list(let left), .list(let right)): return try equal(left, right, depth: depth)
        case (.map(let left), .map(let right)): return try equal(left, right, depth: depth)
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

    private mutating func equal(_ left: GoList, _ right: GoList, depth: Int) throws(GoError) -> Bool {
        guard left.typeName == right.typeName, left.isNil == right.isNil,
            left.elements.count == right.elements.count
        else { return false }
        for (left, right) in zip(left.elements, right.elements) {
            if try !equal(left, right, depth: depth + 1) { return false }
        }
        return true
    }

    private mutating func equal(_ left: GoMap, _ right: GoMap, depth: Int) throws(GoError) -> Bool {
        if left === right { return true }
        guard left.typeName == right.typeName, left.isNil == right.isNil,
            left.entries.count == right.entries.count
        else { return false }
        for (key, value) in left.entries {
            guard let other = right.entries[key], try equal(value, other, depth: depth + 1) else {
                return false
            }
        }
        return true
    }
}
