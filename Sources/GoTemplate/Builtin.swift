/// Go's own template functions; `slice` is missing because Sprig replaces it.
enum Builtin: String, CaseIterable, Sendable {
    case and, or, not
    case eq, ne, lt, le, gt, ge
    case index, len
    case print, printf, println
    case html, js, urlquery
    case call

    /// The signature, and the function for callers other than the evaluator.
    var function: GoFunction {
        GoFunction(rawValue, parameters, variadic: variadic) { arguments, _ throws(GoError) in
            try self.evaluate(arguments)
        }
    }

    private var parameters: [GoParameter] {
        switch self {
        case .and, .or, .eq, .index, .call, .not, .len: [.any]
        case .ne, .lt, .le, .gt, .ge: [.any, .any]
        case .printf: [.string]
        case .print, .println, .html, .js, .urlquery: []
        }
    }

    private var variadic: GoParameter? {
        switch self {
        case .not, .len, .ne, .lt, .le, .gt, .ge: nil
        default: .any
        }
    }

    /// Calls the function with arguments that fit its signature.
    func evaluate(_ arguments: [GoValue]) throws(GoError) -> GoValue {
        switch self {
        case .and: arguments.first { !$0.isTrue } ?? arguments[arguments.count - 1]
        case .or: arguments.first { $0.isTrue } ?? arguments[arguments.count - 1]
        case .not: .bool(!arguments[0].isTrue)
        case .eq: .bool(try Comparison.equal(arguments[0], toAnyOf: arguments.dropFirst()))
        case .ne: .bool(!(try Comparison.equal(arguments[0], arguments[1])))
        case .lt: .bool(try Comparison.less(arguments[0], arguments[1]))
        case .le: .bool(try Comparison.lessOrEqual(arguments[0], arguments[1]))
        case .gt: .bool(!(try Comparison.lessOrEqual(arguments[0], arguments[1])))
        case .ge: .bool(!(try Comparison.less(arguments[0], arguments[1])))
        case .index: try Self.index(arguments[0], by: arguments.dropFirst())
        case .len: .int(try Self.length(of: arguments[0]))
        case .print: .string(GoString(GoPrinter.joined(arguments)))
        case .println: .string(GoString(GoPrinter.joinedLine(arguments)))
        case .printf: .string(GoString(Self.formatted(arguments)))
        case .html: .string(GoString(Escaping.html(Self.escapeInput(arguments))))
        case .js: .string(GoString(Escaping.javaScript(Self.escapeInput(arguments))))
        case .urlquery: .string(GoString(Escaping.query(Self.escapeInput(arguments))))
        case .call: throw GoError(arguments[0].isNilValue ? "call of nil" : "call of non-function")
        }
    }

    private static func formatted(_ arguments: [GoValue]) -> [UInt8] {
        guard case .string(let format) = arguments[0] else { return [] }
        return GoPrinter.formatted(format, Array(arguments.dropFirst()))
    }

    /// What the escaping functions escape: the arguments as `print` would print them.
    private static func escapeInput(_ arguments: [GoValue]) -> [UInt8] {
        if arguments.count == 1, case .string(let text) = arguments[0] { return text.bytes }
        return GoPrinter.joined(arguments.map { $0.isNilValue ? .text("<no value>") : $0 })
    }
}

extension Builtin {
    private static func length(of value: GoValue) throws(GoError) -> Int {
        switch value {
        case .string(let text): return text.count
        case .bytes(let bytes): return bytes.count
        case .list(let list): return list.elements.count
        case .map(let map): return map.entries.count
        case .nil: throw GoError("reflect: call of reflect.Value.Type on zero Value")
        default: throw GoError("len of type \(value.elementTypeName)")
        }
    }

    private static func index(_ item: GoValue, by indexes: ArraySlice<GoValue>) throws(GoError) -> GoValue {
        if item.isNilValue { throw GoError("index of untyped nil") }
        var item = item
        for index in indexes {
            switch item {
            case .nil:
                throw GoError("index of nil pointer")
            case .string(let text):
                item = .uint8(text.bytes[try position(index, count: text.count, of: "string")])
            case .bytes(let bytes):
                item = .uint8(bytes[try position(index, count: bytes.count, of: "slice")])
            case .list(let list):
                item = list.elements[try position(index, count: list.elements.count, of: "slice")]
            case .map(let map):
                guard case .string(let key) = index else {
                    throw GoError(
                        index.isNilValue
                            ? "value is nil; should be of type string"
                            : "value has type \(index.typeName); should be string"
                    )
                }
                item = map.entries[key] ?? map.missing
            default:
                throw GoError("can't index item of type \(item.elementTypeName)")
            }
        }
        return item
    }

    private static func position(_ index: GoValue, count: Int, of kind: String) throws(GoError) -> Int {
        let position: Int
        switch index {
        case .int(let value): position = value
        case .int64(let value): position = Int(value)
        case .uint8(let value): position = Int(value)
        case .uint64(let value): position = Int(truncatingIfNeeded: value)
        case .nil: throw GoError("cannot index slice/array with nil")
        default: throw GoError("cannot index slice/array with type \(index.typeName)")
        }
        guard position >= 0, position <= count else { throw GoError("index out of range: \(position)") }
        // Go lets the length itself pass here and then panics.
        guard position < count else { throw GoError("reflect: \(kind) index out of range") }
        return position
    }
}
