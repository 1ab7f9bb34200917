import GoTemplate

/// The few functions of Helm and Sprig that show how the evaluator treats functions that are not its own.
enum CaseFunctions {
    static var all: [GoFunction] {
        [
            GoFunction("list", variadic: .any) { arguments, _ in .list(arguments) },
            GoFunction("dict", variadic: .any) { arguments, _ in .map(dictionary(arguments)) },
            GoFunction("coalesce", variadic: .any) { arguments, _ in arguments.first(where: \.isTrue) ?? .nil
            },
            GoFunction("default", [.any], variadic: .any) { arguments, _ in
                arguments.count > 1 && arguments[1].isTrue ? arguments[1] : arguments[0]
            },
            GoFunction("upper", [.string]) { arguments, _ in
                .text(GoPrinter.printed(arguments[0]).uppercased())
            },
            GoFunction("trunc", [.int, .string]) { arguments, _ in
                guard case .int(let count) = arguments[0], case .string(let text) = arguments[1] else {
                    return .nil
                }
                return .string(GoString(count < 0 ? text.bytes.suffix(-count) : text.bytes.prefix(count)))
            },
            GoFunction("int64", [.any]) { arguments, _ in .int64(number(arguments[0])) },
            GoFunction("int", [.any]) { arguments, _ in .int(Int(number(arguments[0]))) },
            GoFunction("sub", [.any, .any]) { arguments, _ in
                .int64(number(arguments[0]) - number(arguments[1]))
            },
            GoFunction("trimSuffix", [.string, .string]) { arguments, _ in
                let (suffix, text) = (bytes(arguments[0]), bytes(arguments[1]))
                return .string(
                    GoString(
                        text.suffix(suffix.count) == suffix[...] ? text.dropLast(suffix.count) : text[...]
                    )
                )
            },
            GoFunction("until", [.int]) { arguments, _ in
                let count = Int(number(arguments[0]))
                return .list(
                    GoList(stride(from: 0, to: count, by: count.signum() | 1).map { .int($0) }, of: "int")
                )
            },
            GoFunction("kindOf", [.any]) { arguments, _ in .text(arguments[0].kindName) },
            GoFunction("typeOf", [.any]) { arguments, _ in .text(arguments[0].typeName) },
            GoFunction("set", [.map, .string, .any]) { arguments, _ in
                guard case .map(let map) = arguments[0], case .string(let key) = arguments[1] else {
                    return .nil
                }
                map.entries[key] = arguments[2]
                return arguments[0]
            },
            GoFunction("fail", [.string]) { arguments, _ throws(GoError) in
                throw GoError("HELM_ERR_START\(GoPrinter.printed(arguments[0]))HELM_ERR_END")
            },
            GoFunction("required", [.string, .any]) { arguments, _ throws(GoError) in
                let isMissing = arguments[1].isNilValue || GoPrinter.printed(arguments[1]).isEmpty
                if isMissing { throw GoError("HELM_ERR_START\(GoPrinter.printed(arguments[0]))HELM_ERR_END") }
                return arguments[1]
            },
            GoFunction("include", [.string, .any]) { arguments, context throws(GoError) in
                .string(
                    GoString(
                        try context.execute(
                            template: GoString(GoPrinter.printed(arguments[0])),
                            data: arguments[1]
                        )
                    )
                )
            },
            GoFunction("tpl", [.string, .any]) { arguments, context throws(GoError) in
                guard case .string(let text) = arguments[0] else { return .nil }
                return .string(GoString(try expand(text, arguments[1], context)))
            },
        ]
    }

    private static func expand(
        _ text: GoString,
        _ data: GoValue,
        _ context: any GoCallContext
    ) throws(GoError) -> [UInt8] {
        let quoted = Quoting.quoted(text.bytes)
        do throws(GoError) {
            return TemplateSet.removingMissingValues(from: try context.execute(text: text, data: data))
        } catch {
            let isParsed = !error.chain.isEmpty
            let reason = isParsed ? "error during tpl function execution for" : "cannot parse template"
            throw error.wrapped("\(reason) \(quoted)")
        }
    }

    private static func dictionary(_ arguments: [GoValue]) -> GoMap {
        let map = GoMap()
        for index in stride(from: 0, to: arguments.count, by: 2) {
            let value = index + 1 < arguments.count ? arguments[index + 1] : .text("")
            map.entries[GoString(GoPrinter.printed(arguments[index]))] = value
        }
        return map
    }

    private static func bytes(_ value: GoValue) -> [UInt8] {
        if case .string(let text) = value { text.bytes } else { [] }
    }

    private static func trimmingZeroDecimal(_ text: [UInt8]) -> [UInt8] {
        guard let point = text.firstIndex(of: UInt8(ascii: ".")), point > 0, point + 1 < text.count,
            text[(point + 1)...].allSatisfy({ $0 == UInt8(ascii: "0") })
        else { return text }
        return Array(text[..<point])
    }

    private static func number(_ value: GoValue) -> Int64 {
        switch value {
        case .int(let number): Int64(number)
        case .int64(let number): number
        case .float64(let number): Int64(exactly: number.rounded(.towardZero)) ?? .min
        case .bool(let flag): flag ? 1 : 0
        case .string(let text): NumberParsing.signed(trimmingZeroDecimal(text.bytes)) ?? 0
        default: 0
        }
    }
}
