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
        case .object(let object): (object as? any GoNumberObject)?.number ?? 0
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

/// An object that is a number to Go, such as a `time.Month`.
protocol GoNumberObject: GoObject {
    var number: Int64 { get }
}

/// Go's whole numbers as texts.
enum GoIntegerText {
    /// `strconv.ParseInt`; base 0 takes the base from a prefix and then allows `_` between digits.
    ///
    /// Nil for what is no number or does not fit in 64 bits.
    static func parse(_ text: [UInt8], base: Int) -> Int64? {
        var digits = text[...]
        var isNegative = false
        if let sign = digits.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
            isNegative = sign == UInt8(ascii: "-")
            digits = digits.dropFirst()
        }
        guard !digits.isEmpty else { return nil }
        var base = base
        if base == 0 {
            (base, digits) = detectBase(digits)
            guard let cleaned = withoutUnderscores(digits, hasPrefix: base != 10) else { return nil }
            digits = cleaned[...]
        }
        guard !digits.isEmpty else { return nil }
        var magnitude: UInt64 = 0
        for byte in digits {
            guard let digit = digitValue(byte), digit < base else { return nil }
            let (product, overflows) = magnitude.multipliedReportingOverflow(by: UInt64(base))
            let (sum, carries) = product.addingReportingOverflow(UInt64(digit))
            if overflows || carries { return nil }
            magnitude = sum
        }
        if isNegative {
            if magnitude == UInt64(Int64.max) + 1 { return Int64.min }
            return Int64(exactly: magnitude).map { -$0 }
        }
        return Int64(exactly: magnitude)
    }

    private static func detectBase(_ digits: ArraySlice<UInt8>) -> (Int, ArraySlice<UInt8>) {
        guard digits.first == UInt8(ascii: "0") else { return (10, digits) }
        let rest = digits.dropFirst()
        if rest.count >= 2, let letter = rest.first {
            switch letter | 0x20 {
            case UInt8(ascii: "b"): return (2, rest.dropFirst())
            case UInt8(ascii: "o"): return (8, rest.dropFirst())
            case UInt8(ascii: "x"): return (16, rest.dropFirst())
            default: break
            }
        }
        return rest.isEmpty ? (10, digits) : (8, rest)
    }

    /// The digits; nil where an underscore does not stand between two digits or after a prefix.
    private static func withoutUnderscores(_ digits: ArraySlice<UInt8>, hasPrefix: Bool) -> [UInt8]? {
        let underscore = UInt8(ascii: "_")
        guard digits.contains(underscore) else { return Array(digits) }
        var previousIsDigit = hasPrefix
        var result: [UInt8] = []
        for byte in digits {
            if byte == underscore {
                guard previousIsDigit else { return nil }
                previousIsDigit = false
            } else {
                result.append(byte)
                previousIsDigit = true
            }
        }
        return previousIsDigit ? result : nil
    }

    private static func digitValue(_ byte: UInt8) -> Int? {
        switch byte {
        case 0x30...0x39: Int(byte) - 0x30
        case 0x41...0x5A: Int(byte) - 0x41 + 10
        case 0x61...0x7A: Int(byte) - 0x61 + 10
        default: nil
        }
    }
}
