import GoTemplate

/// Sprig's arithmetic on whole numbers and sequences of them.
enum NumberFunctions {
    static var all: [GoFunction] { conversions + arithmetic + sequences + extremes }

    private static var conversions: [GoFunction] {
        [
            GoFunction("int", [.any]) { arguments, _ in .int(Int(NumberConversion.integer(arguments[0]))) },
            GoFunction("int64", [.any]) { arguments, _ in .int64(NumberConversion.integer(arguments[0])) },
            GoFunction("float64", [.any]) { arguments, _ in .float64(NumberConversion.float(arguments[0])) },
            GoFunction("atoi", [.string]) { arguments, _ in
                .int(Int(GoIntegerText.clamped(arguments[0].stringBytes)))
            },
            GoFunction("toDecimal", [.any]) { arguments, _ in
                // The name means the result: the text is read as an octal number, a file mode.
                .int64(GoIntegerText.parse(arguments[0].printedBytes, base: 8) ?? 0)
            },
        ]
    }

    private static var arithmetic: [GoFunction] {
        [
            GoFunction("add", variadic: .any) { arguments, _ in
                .int64(integers(arguments).reduce(0, &+))
            },
            GoFunction("add1", [.any]) { arguments, _ in .int64(NumberConversion.integer(arguments[0]) &+ 1)
            },
            GoFunction("sub", [.any, .any]) { arguments, _ in
                .int64(NumberConversion.integer(arguments[0]) &- NumberConversion.integer(arguments[1]))
            },
            GoFunction("mul", [.any], variadic: .any) { arguments, _ in
                .int64(integers(arguments).reduce(1, &*))
            },
            GoFunction("div", [.any, .any]) { arguments, _ throws(GoError) in
                let (dividend, divisor) = try divisible(arguments)
                // The smallest number by -1 wraps around in Go and would stop the program here.
                return .int64(divisor == -1 ? 0 &- dividend : dividend / divisor)
            },
            GoFunction("mod", [.any, .any]) { arguments, _ throws(GoError) in
                let (dividend, divisor) = try divisible(arguments)
                return .int64(divisor == -1 ? 0 : dividend % divisor)
            },
        ]
    }

    private static var extremes: [GoFunction] {
        let maximum = GoFunction("max", [.any], variadic: .any) { arguments, _ in
            .int64(integers(arguments).max() ?? 0)
        }
        return [
            maximum, maximum.named("biggest"),
            GoFunction("min", [.any], variadic: .any) { arguments, _ in
                .int64(integers(arguments).min() ?? 0)
            },
        ]
    }

    private static var sequences: [GoFunction] {
        [
            GoFunction("until", [.int]) { arguments, context throws(GoError) in
                let count = arguments[0].integer
                return list(try sequence(from: 0, to: count, by: count < 0 ? -1 : 1, context))
            },
            GoFunction("untilStep", [.int, .int, .int]) { arguments, context throws(GoError) in
                list(
                    try sequence(
                        from: arguments[0].integer,
                        to: arguments[1].integer,
                        by: arguments[2].integer,
                        context
                    )
                )
            },
            GoFunction("seq", variadic: .int) { arguments, context throws(GoError) in
                let numbers = try seq(arguments.map(\.integer), context)
                return .text(numbers.map(\.description).joined(separator: " "))
            },
        ]
    }

    private static func integers(_ arguments: [GoValue]) -> [Int64] {
        arguments.map(NumberConversion.integer)
    }

    private static func divisible(_ arguments: [GoValue]) throws(GoError) -> (Int64, Int64) {
        let divisor = NumberConversion.integer(arguments[1])
        if divisor == 0 { throw GoError("runtime error: integer divide by zero") }
        return (NumberConversion.integer(arguments[0]), divisor)
    }

    private static func list(_ numbers: [Int]) -> GoValue {
        .list(GoList(numbers.map { .int($0) }, of: "int"))
    }

    /// The numbers from `start` up or down to before `end`; none when the step leads away from it.
    private static func sequence(
        from start: Int,
        to end: Int,
        by step: Int,
        _ context: any GoCallContext
    ) throws(GoError) -> [Int] {
        guard start != end, step != 0, (step > 0) == (end > start) else { return [] }
        let distance = start < end ? UInt(bitPattern: end &- start) : UInt(bitPattern: start &- end)
        let count = Int(clamping: (distance - 1) / step.magnitude + 1)
        try context.allow(bytes: count.multipliedOrMax(by: MemoryLayout<GoValue>.size))
        return Array(stride(from: start, to: end, by: step))
    }

    /// Like the command `seq` with one to three numbers, which include the last one.
    private static func seq(_ numbers: [Int], _ context: any GoCallContext) throws(GoError) -> [Int] {
        switch numbers.count {
        case 1:
            let step = numbers[0] < 1 ? -1 : 1
            return try sequence(from: 1, to: numbers[0] &+ step, by: step, context)
        case 2:
            let step = numbers[1] < numbers[0] ? -1 : 1
            return try sequence(from: numbers[0], to: numbers[1] &+ step, by: step, context)
        case 3:
            let (start, step, end) = (numbers[0], numbers[1], numbers[2])
            if end < start, step > 0 { return [] }
            return try sequence(from: start, to: end &+ (end < start ? -1 : 1), by: step, context)
        default: return []
        }
    }
}
