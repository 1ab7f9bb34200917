import GoTemplate

/// Sprig's arithmetic on floating-point numbers, done in decimal so that 0.1 + 0.2 is 0.3.
enum FloatFunctions {
    static var all: [GoFunction] { decimals + rounding }

    private static var decimals: [GoFunction] {
        [
            GoFunction("addf", variadic: .any) { arguments, context throws(GoError) in
                try fold([.float64(0)] + arguments, context) { left, right throws(GoError) in left + right }
            },
            GoFunction("add1f", [.any]) { arguments, context throws(GoError) in
                try fold([arguments[0], .float64(1)], context) { left, right throws(GoError) in left + right }
            },
            GoFunction("subf", [.any], variadic: .any) { arguments, context throws(GoError) in
                try fold(arguments, context) { left, right throws(GoError) in left + right.negated }
            },
            GoFunction("mulf", [.any], variadic: .any) { arguments, context throws(GoError) in
                try fold(arguments, context) { left, right throws(GoError) in left * right }
            },
            GoFunction("divf", [.any], variadic: .any) { arguments, context throws(GoError) in
                try fold(arguments, context) { left, right throws(GoError) in
                    guard let quotient = left.divided(by: right, fractionDigits: 16) else {
                        throw GoError("decimal division by 0")
                    }
                    return quotient
                }
            },
        ]
    }

    private static var rounding: [GoFunction] {
        [
            GoFunction("floor", [.any]) { arguments, _ in
                .float64(NumberConversion.float(arguments[0]).rounded(.down))
            },
            GoFunction("ceil", [.any]) { arguments, _ in
                .float64(NumberConversion.float(arguments[0]).rounded(.up))
            },
            GoFunction("round", [.any, .int], variadic: .float64) { arguments, _ in
                let limit = arguments.count > 2 ? arguments[2].double : 0.5
                let power = GoPower.pow(10, arguments[1].integer)
                let scaled = power * NumberConversion.float(arguments[0])
                let fraction = scaled.isFinite ? scaled - scaled.rounded(.towardZero) : .nan
                return .float64(scaled.rounded(fraction >= limit ? .up : .down) / power)
            },
            GoFunction("maxf", [.any], variadic: .any) { arguments, _ in
                .float64(extreme(arguments) { $0 > $1 })
            },
            GoFunction("minf", [.any], variadic: .any) { arguments, _ in
                .float64(extreme(arguments) { $0 < $1 })
            },
        ]
    }

    private static func extreme(_ arguments: [GoValue], _ wins: (Double, Double) -> Bool) -> Double {
        var result = NumberConversion.float(arguments[0])
        for argument in arguments.dropFirst() {
            let value = NumberConversion.float(argument)
            if result.isNaN || value.isNaN {
                result = .nan
            } else if value == 0, result == 0 {
                // Of two zeros the larger is the one without a sign.
                let isLarger = value.sign == .plus
                if value.sign != result.sign, wins(1, 0) == isLarger { result = value }
            } else if wins(value, result) {
                result = value
            }
        }
        return result
    }

    private static func fold(
        _ arguments: [GoValue],
        _ context: any GoCallContext,
        _ operation: (DecimalNumber, DecimalNumber) throws(GoError) -> DecimalNumber
    ) throws(GoError) -> GoValue {
        var result = try decimal(arguments[0])
        for argument in arguments.dropFirst() {
            result = try operation(result, try decimal(argument))
            try context.allow(bytes: result.digitCount)
        }
        return .float64(result.doubleValue)
    }

    private static func decimal(_ value: GoValue) throws(GoError) -> DecimalNumber {
        let number = NumberConversion.float(value)
        guard number.isFinite else {
            let text = String(decoding: FloatText.shortest(number), as: UTF8.self)
            throw GoError("Cannot create a Decimal from \(text)")
        }
        return DecimalNumber(number)
    }
}
