/// Go's comparison functions for templates (text/template, `eq` and `lt`).
enum Comparison {
    /// The kinds of values that can be compared with each other.
    private enum Kind {
        case bool, complex, int, float, string, uint
    }

    static func equal(_ left: GoValue, toAnyOf others: ArraySlice<GoValue>) throws(GoError) -> Bool {
        if others.isEmpty { throw GoError("missing argument for comparison") }
        for other in others {
            if try equal(left, other) { return true }
        }
        return false
    }

    static func equal(_ left: GoValue, _ right: GoValue) throws(GoError) -> Bool {
        switch (left, right) {
        case (.string(let left), .string(let right)): return left == right
        case (.bool(let left), .bool(let right)): return left == right
        case (.float64(let left), .float64(let right)): return left == right
        case (.complex128(let left, let other), .complex128(let right, let another)):
            return left == right && other == another
        default: break
        }
        if let left = left.integer, let right = right.integer { return left == right }
        if left.isNilValue || right.isNilValue {
            return left.isNilOrNilReference && right.isNilOrNilReference
        }
        if kind(left) != nil || kind(right) != nil {
            throw GoError("incompatible types for comparison: \(left.typeName) and \(right.typeName)")
        }
        return try equalReferences(left, right)
    }

    /// Compares two values that are neither nil nor of a basic kind.
    private static func equalReferences(_ left: GoValue, _ right: GoValue) throws(GoError) -> Bool {
        guard left.kindName == right.kindName else {
            throw GoError(differentTypes(left, right))
        }
        if left.isNilOrNilReference || right.isNilOrNilReference {
            return left.isNilOrNilReference && right.isNilOrNilReference
        }
        guard case .object(let leftObject) = left, case .object(let rightObject) = right else {
            throw GoError("non-comparable type \(shown(right)): \(right.typeName)")
        }
        return leftObject.typeName == rightObject.typeName && leftObject.isEqual(to: rightObject)
    }

    private static func differentTypes(_ left: GoValue, _ right: GoValue) -> String {
        let types = (left.typeName, right.typeName)
        return "non-comparable types \(shown(left)): \(types.0), \(types.1): \(GoPrinter.printed(right))"
    }

    /// Go shows these values with `%s`, which does not fit what is in them.
    private static func shown(_ value: GoValue) -> GoString {
        GoString(GoPrinter.formatted("%s", [value]))
    }

    static func less(_ left: GoValue, _ right: GoValue) throws(GoError) -> Bool {
        guard let leftKind = kind(left), let rightKind = kind(right) else {
            throw GoError("invalid type for comparison")
        }
        if let left = left.integer, let right = right.integer { return left < right }
        guard leftKind == rightKind else {
            throw GoError("incompatible types for comparison: \(left.typeName) and \(right.typeName)")
        }
        switch (left, right) {
        case (.float64(let left), .float64(let right)): return left < right
        case (.string(let left), .string(let right)): return left < right
        default: throw GoError("invalid type for comparison")
        }
    }

    static func lessOrEqual(_ left: GoValue, _ right: GoValue) throws(GoError) -> Bool {
        if try less(left, right) { return true }
        return try equal(left, right)
    }

    private static func kind(_ value: GoValue) -> Kind? {
        switch value {
        case .bool: .bool
        case .int, .int64: .int
        case .uint8, .uint64: .uint
        case .float64: .float
        case .complex128: .complex
        case .string: .string
        case .object(let object):
            switch object.kindName {
            case "int", "int64": .int
            case "string": .string
            default: nil
            }
        case .nil, .bytes, .list, .map: nil
        }
    }
}

extension GoValue {
    /// The number of any signed or unsigned integer type; named types such as `time.Duration` included.
    fileprivate var integer: Int128? {
        switch self {
        case .int(let value): Int128(value)
        case .int64(let value): Int128(value)
        case .uint8(let value): Int128(value)
        case .uint64(let value): Int128(value)
        case .object(let object):
            switch object.kindName {
            case "int", "int64": object.json?.integer
            default: nil
            }
        default: nil
        }
    }

    /// Nil itself, and nil lists and maps.
    fileprivate var isNilOrNilReference: Bool {
        switch self {
        case .nil: true
        case .list(let list): list.isNil
        case .map(let map): map.isNil
        default: false
        }
    }
}
