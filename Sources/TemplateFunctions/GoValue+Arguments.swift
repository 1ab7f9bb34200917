import GoTemplate

/// Arguments whose types the evaluator has already checked against the signature; the fallback of each
/// accessor is therefore never seen.
extension GoValue {
    var stringBytes: [UInt8] {
        if case .string(let value) = self { value.bytes } else { [] }
    }

    var stringText: String { String(decoding: stringBytes, as: UTF8.self) }

    var integer: Int {
        switch self {
        case .int(let value): value
        case .int64(let value): Int(value)
        case .uint8(let value): Int(value)
        case .uint64(let value): Int(truncatingIfNeeded: value)
        default: 0
        }
    }

    var boolean: Bool {
        if case .bool(let value) = self { value } else { false }
    }

    var double: Double {
        if case .float64(let value) = self { value } else { 0 }
    }

    /// The map; a new empty one for a nil map, which in Go can be read but not written.
    var table: GoMap {
        if case .map(let value) = self { value } else { GoMap(isNil: true) }
    }

    static func string(_ bytes: [UInt8]) -> GoValue { .string(GoString(bytes)) }

    static func string(_ bytes: ArraySlice<UInt8>) -> GoValue { .string(GoString(Array(bytes))) }

    /// The elements of any Go slice or array, `[]byte` included; nil for other values.
    var sliceElements: [GoValue]? {
        switch self {
        case .list(let list): list.elements
        case .bytes(let bytes): bytes.map { .uint8($0) }
        default: nil
        }
    }
}

extension GoError {
    /// What Go's runtime says when code reaches through a nil pointer.
    static let nilDereference = GoError("runtime error: invalid memory address or nil pointer dereference")
}

/// Shorthands for functions whose arguments and result are texts and which cannot fail.
extension GoFunction {
    static func text(_ name: String, _ body: @escaping @Sendable ([UInt8]) -> [UInt8]) -> GoFunction {
        GoFunction(name, [.string]) { arguments, _ in .string(body(arguments[0].stringBytes)) }
    }

    static func text(_ name: String, _ body: @escaping @Sendable ([UInt8], [UInt8]) -> [UInt8]) -> GoFunction
    {
        GoFunction(name, [.string, .string]) { arguments, _ in
            .string(body(arguments[0].stringBytes, arguments[1].stringBytes))
        }
    }

    static func test(_ name: String, _ body: @escaping @Sendable ([UInt8], [UInt8]) -> Bool) -> GoFunction {
        GoFunction(name, [.string, .string]) { arguments, _ in
            .bool(body(arguments[0].stringBytes, arguments[1].stringBytes))
        }
    }

    /// The same function under another name.
    func named(_ other: String) -> GoFunction {
        var copy = self
        copy.name = other
        return copy
    }
}
