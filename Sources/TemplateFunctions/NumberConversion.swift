import GoTemplate

/// What Sprig takes for a number (the `cast` package): anything else is zero, never an error.
enum NumberConversion {
    /// `cast.ToInt64`: floats are cut, texts read with their base prefix, booleans are 0 and 1.
    static func integer(_ value: GoValue) -> Int64 {
        switch value {
        case .bool(let value): value ? 1 : 0
        case .int(let value): Int64(value)
        case .int64(let value): value
        case .uint8(let value): Int64(value)
        case .uint64(let value): Int64(truncatingIfNeeded: value)
        case .float64(let value): truncated(value)
        case .string(let value): GoIntegerText.parse(withoutZeroFraction(value.bytes), base: 0) ?? 0
        case .object(let object): (object as? GoNamedNumber)?.number ?? 0
        default: 0
        }
    }

    /// `cast.ToFloat64`.
    static func float(_ value: GoValue) -> Double {
        switch value {
        case .bool(let value): value ? 1 : 0
        case .int(let value): Double(value)
        case .int64(let value): Double(value)
        case .uint8(let value): Double(value)
        case .uint64(let value): Double(value)
        case .float64(let value): value
        case .string(let value): float(value.bytes) ?? 0
        case .object(let object): Double((object as? GoNamedNumber)?.number ?? 0)
        default: 0
        }
    }

    /// `strconv.ParseFloat` to 64 bits; nil for what is no number or too large.
    static func float(_ text: [UInt8]) -> Double? {
        if case .value(let value) = NumberParsing.float(text[...]) { value } else { nil }
    }

    /// A float as a whole number; amd64 gives the smallest one for what does not fit.
    static func truncated(_ value: Double) -> Int64 {
        Int64(exactly: value.rounded(.towardZero)) ?? Int64.min
    }

    /// `3.00` without its fraction of zeros.
    private static func withoutZeroFraction(_ text: [UInt8]) -> [UInt8] {
        let digits = text.reversed().prefix { $0 == UInt8(ascii: "0") }.count
        guard digits > 0, digits < text.count else { return text }
        let point = text.count - digits - 1
        return text[point] == UInt8(ascii: ".") ? Array(text[..<point]) : text
    }
}
