import GoTemplate

/// Sprig's functions on lists.
///
/// Most come in two forms, `x` and `mustX`, which fail with the same text.
enum ListFunctions {
    static var all: [GoFunction] {
        [
            GoFunction("list", variadic: .any) { arguments, _ in .list(arguments) },
            GoFunction("tuple", variadic: .any) { arguments, _ in .list(arguments) },
            GoFunction("concat", variadic: .any, body: concat),
        ]
            + pair("first", "Cannot find first on type ") { elements, _ in elements.first ?? .nil }
            + pair("last", "Cannot find last on type ") { elements, _ in elements.last ?? .nil }
            + pair("rest", "Cannot find rest on type ") { elements, _ in part(elements, elements.dropFirst())
            }
            + pair("initial", "Cannot find initial on type ") { elements, _ in
                part(elements, elements.dropLast())
            }
            + pair("reverse", "Cannot find reverse on type ") { elements, _ in .list(elements.reversed()) }
            + pair("compact", "Cannot compact on type ") { elements, _ in
                .list(elements.filter { $0.isTrue })
            }
            + pair("append", "Cannot push on type ", [.any]) { elements, more in .list(elements + more) }
            + pair("push", "Cannot push on type ", [.any]) { elements, more in .list(elements + more) }
            + pair("prepend", "Cannot prepend on type ", [.any]) { elements, more in .list(more + elements) }
            + twice("uniq", [.any], body: unique)
            + twice("without", [.any], variadic: .any, body: without)
            + twice("has", [.any, .any], body: has)
            + twice("chunk", [.int, .any], body: chunk)
            + twice("slice", [.any], variadic: .any, body: slice)
    }

    /// `x` and `mustX` on a list and further arguments.
    private static func pair(
        _ name: String,
        _ error: String,
        _ parameters: [GoParameter] = [],
        variadic: GoParameter? = nil,
        _ body: @escaping @Sendable (_ elements: [GoValue], _ more: [GoValue]) -> GoValue
    ) -> [GoFunction] {
        twice(name, [.any] + parameters, variadic: variadic) { arguments, _ throws(GoError) in
            body(try elements(of: arguments[0], orFail: error), Array(arguments.dropFirst()))
        }
    }

    private static func twice(
        _ name: String,
        _ parameters: [GoParameter],
        variadic: GoParameter? = nil,
        body: @escaping GoFunction.Body
    ) -> [GoFunction] {
        let function = GoFunction(name, parameters, variadic: variadic, body: body)
        return [function, function.named("must" + name.prefix(1).uppercased() + name.dropFirst())]
    }

    /// The elements of a list; Go dereferences a nil type before it looks at the kind.
    private static func elements(
        of value: GoValue,
        orFail error: String
    ) throws(GoError) -> [GoValue] {
        if let elements = value.sliceElements { return elements }
        if value.isNilValue { throw .nilDereference }
        throw GoError(error + value.kindName)
    }

    /// What is left of a list; nothing is left of an empty one, and then the list itself is nil.
    private static func part(_ whole: [GoValue], _ rest: ArraySlice<GoValue>) -> GoValue {
        .list(GoList(Array(rest), isNil: whole.isEmpty))
    }

    private static func unique(
        _ arguments: [GoValue],
        _ context: any GoCallContext
    ) throws(GoError) -> GoValue {
        var equality = DeepEquality(context)
        var result: [GoValue] = []
        for element in try elements(of: arguments[0], orFail: "Cannot find uniq on type ") {
            if try !equality.contains(result, element) { result.append(element) }
        }
        return .list(result)
    }

    private static func without(
        _ arguments: [GoValue],
        _ context: any GoCallContext
    ) throws(GoError) -> GoValue {
        var equality = DeepEquality(context)
        var result: [GoValue] = []
        for element in try elements(of: arguments[0], orFail: "Cannot find without on type ") {
            if try !equality.contains(arguments.dropFirst(), element) { result.append(element) }
        }
        return .list(result)
    }

    private static func concat(
        _ arguments: [GoValue],
        _ context: any GoCallContext
    ) throws(GoError) -> GoValue {
        var result: [GoValue] = []
        for argument in arguments {
            if argument.isNilValue { throw .nilDereference }
            guard let elements = argument.sliceElements else {
                throw GoError("Cannot concat type \(argument.kindName) as list")
            }
            // A list put together with itself again and again doubles each time.
            try context.allow(bytes: (result.count + elements.count) * MemoryLayout<GoValue>.stride)
            result += elements
        }
        return .list(GoList(result, isNil: result.isEmpty))
    }

    private static func has(
        _ arguments: [GoValue],
        _ context: any GoCallContext
    ) throws(GoError) -> GoValue {
        if arguments[1].isNilValue { return .bool(false) }
        let elements = try elements(of: arguments[1], orFail: "Cannot find has on type ")
        var equality = DeepEquality(context)
        return .bool(try equality.contains(elements, arguments[0]))
    }

    private static func chunk(
        _ arguments: [GoValue],
        _ context: any GoCallContext
    ) throws(GoError) -> GoValue {
        let size = arguments[0].integer
        let elements = try elements(of: arguments[1], orFail: "Cannot chunk type ")
        // Go computes in floating point, so that a size of zero gives infinity and a negative one still
        // gives a number of chunks.
        let outOfRange = GoError("runtime error: makeslice: len out of range")
        let number = (Double(elements.count - 1) / Double(size)).rounded(.down) + 1
        guard number.isFinite, number >= 0 else { throw outOfRange }
        // Each chunk is a list of its own.
        try context.allow(bytes: Int(number) * MemoryLayout<GoValue>.stride)
        try context.spend(
            bytes: Int(number) * GoValue.headSize + elements.count * MemoryLayout<GoValue>.stride
        )
        var chunks: [GoValue] = []
        for index in 0..<Int(number) {
            let isLast = index == Int(number) - 1
            let rest = elements.count % size
            let length = isLast && rest != 0 ? rest : size
            let start = index * size
            guard length >= 0 else { throw outOfRange }
            guard start >= 0, length <= elements.count - start else {
                throw GoError("reflect: slice index out of range")
            }
            chunks.append(.list(Array(elements[start..<start + length])))
        }
        return .list(GoList(chunks, of: "[]interface {}"))
    }

    private static func slice(
        _ arguments: [GoValue],
        _ context: any GoCallContext
    ) throws(GoError) -> GoValue {
        let elements = try elements(of: arguments[0], orFail: "list should be type of slice or array but ")
        if elements.isEmpty { return .nil }
        let start = arguments.count > 1 ? NumberConversion.integer(arguments[1]) : 0
        let end = arguments.count > 2 ? NumberConversion.integer(arguments[2]) : Int64(elements.count)
        guard start >= 0, start <= end, end <= elements.count else {
            throw GoError("reflect.Value.Slice: slice index out of bounds")
        }
        switch arguments[0] {
        case .bytes(let bytes): return .bytes(Array(bytes[Int(start)..<Int(end)]))
        case .list(let list):
            return .list(GoList(Array(list.elements[Int(start)..<Int(end)]), of: list.elementType))
        default: return .nil
        }
    }
}
