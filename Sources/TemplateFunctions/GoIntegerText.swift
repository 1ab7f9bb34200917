/// Go's whole numbers as texts.
enum GoIntegerText {
    /// `strconv.ParseInt`; base 0 takes the base from a prefix and then allows `_` between digits.
    ///
    /// Nil for what is no number or does not fit in 64 bits.
    static func parse(_ text: [UInt8], base: Int) -> Int64? {
        let (value, isExact) = read(text, base: base)
        return isExact ? value : nil
    }

    /// The number, or the nearest one of 64 bits, or 0: what Go gives when nobody asks for the error.
    static func clamped(_ text: [UInt8]) -> Int64 { read(text, base: 10).value }

    private static func read(_ text: [UInt8], base: Int) -> (value: Int64, isExact: Bool) {
        let malformed: (Int64, Bool) = (0, false)
        var digits = text[...]
        var isNegative = false
        if let sign = digits.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
            isNegative = sign == UInt8(ascii: "-")
            digits = digits.dropFirst()
        }
        guard !digits.isEmpty else { return malformed }
        var base = base
        if base == 0 {
            (base, digits) = detectBase(digits)
            guard let cleaned = withoutUnderscores(digits, hasPrefix: base != 10) else { return malformed }
            digits = cleaned[...]
        }
        guard !digits.isEmpty else { return malformed }
        var magnitude: UInt64 = 0
        let limit = isNegative ? UInt64(Int64.max) + 1 : UInt64(Int64.max)
        let tooLarge: (Int64, Bool) = (isNegative ? .min : .max, false)
        for byte in digits {
            guard let digit = digitValue(byte), digit < base else { return malformed }
            let (product, overflows) = magnitude.multipliedReportingOverflow(by: UInt64(base))
            let (sum, carries) = product.addingReportingOverflow(UInt64(digit))
            if overflows || carries { return tooLarge }
            magnitude = sum
        }
        if magnitude > limit { return tooLarge }
        return (Int64(truncatingIfNeeded: isNegative ? 0 &- magnitude : magnitude), true)
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
