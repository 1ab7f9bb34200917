/// Go's readers of numbers (`strconv`).
package enum NumberParsing {
    /// What came of reading a floating-point number.
    package enum FloatResult: Sendable, Hashable {
        case value(Double)
        /// Well formed, but too large: infinity with the sign of the text.
        case outOfRange(Double)
        case malformed

        /// The value, unless it is malformed or out of range.
        package var valueInRange: Double? {
            if case .value(let value) = self { value } else { nil }
        }
    }

    /// An `int64` with an optional sign, base prefix and underscores (`ParseInt` with base 0).
    package static func signed(_ text: [UInt8]) -> Int64? {
        var digits = text[...]
        let isNegative = digits.first == UInt8(ascii: "-")
        if isNegative || digits.first == UInt8(ascii: "+") { digits = digits.dropFirst() }
        guard let magnitude = unsigned(Array(digits)) else { return nil }
        return isNegative ? Int64(exactly: -Int128(magnitude)) : Int64(exactly: magnitude)
    }

    /// A `uint64` with an optional base prefix and underscores, without a sign (`ParseUint` with base 0).
    package static func unsigned(_ text: [UInt8]) -> UInt64? {
        guard !text.isEmpty else { return nil }
        var radix: UInt64 = 10
        var digits = text[...]
        if text[0] == UInt8(ascii: "0"), text.count > 1 {
            switch text[1] | 0x20 {
            case UInt8(ascii: "x") where text.count >= 3: radix = 16
            case UInt8(ascii: "o") where text.count >= 3: radix = 8
            case UInt8(ascii: "b") where text.count >= 3: radix = 2
            default: break
            }
            if radix == 10 {
                radix = 8
                digits = digits.dropFirst()
            } else {
                digits = digits.dropFirst(2)
            }
        }
        var value: UInt64 = 0
        var hasUnderscore = false
        for byte in digits {
            if byte == UInt8(ascii: "_") {
                hasUnderscore = true
                continue
            }
            guard let digit = digitValue(byte), digit < radix else { return nil }
            let (product, overflow) = value.multipliedReportingOverflow(by: radix)
            let (sum, carry) = product.addingReportingOverflow(digit)
            if overflow || carry { return nil }
            value = sum
        }
        if hasUnderscore, !underscoresAreWellPlaced(text) { return nil }
        return value
    }

    private static func digitValue(_ byte: UInt8) -> UInt64? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt64(byte - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt64(byte - UInt8(ascii: "A") + 10)
        default: nil
        }
    }

    /// Underscores may stand only between digits, or between a base prefix and a digit.
    private static func underscoresAreWellPlaced(_ text: [UInt8]) -> Bool {
        var index = 0
        if index < text.count, text[index] == UInt8(ascii: "-") || text[index] == UInt8(ascii: "+") {
            index += 1
        }
        // What came before: a digit or base prefix, an underscore, something else, or nothing.
        var afterDigit = false
        var afterUnderscore = false
        var isHex = false
        if text.count - index >= 2, text[index] == UInt8(ascii: "0") {
            let letter = text[index + 1] | 0x20
            if letter == UInt8(ascii: "b") || letter == UInt8(ascii: "o") || letter == UInt8(ascii: "x") {
                isHex = letter == UInt8(ascii: "x")
                afterDigit = true
                index += 2
            }
        }
        for byte in text[index...] {
            let isDigit =
                Lexer.isDigit(byte) || isHex && (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
            if isDigit {
                afterDigit = true
                afterUnderscore = false
            } else if byte == UInt8(ascii: "_") {
                guard afterDigit else { return false }
                afterDigit = false
                afterUnderscore = true
            } else {
                if afterUnderscore { return false }
                afterDigit = false
            }
        }
        return !afterUnderscore
    }

    /// A floating-point number in decimal or hexadecimal with underscores, or `inf`, `nan` (`ParseFloat`).
    package static func float(_ text: ArraySlice<UInt8>) -> FloatResult {
        var body = text
        let isNegative = body.first == UInt8(ascii: "-")
        if isNegative || body.first == UInt8(ascii: "+") { body = body.dropFirst() }
        if let special = special(body) { return .value(isNegative ? -special : special) }
        guard let spelling = FloatSpelling(body) else { return .malformed }
        if spelling.hasUnderscore, !underscoresAreWellPlaced(Array(text)) { return .malformed }
        // The standard library reads decimal and hexadecimal numbers correctly rounded.
        guard let magnitude = Double(spelling.normalized) else { return .malformed }
        let value = isNegative ? -magnitude : magnitude
        return magnitude.isInfinite ? .outOfRange(value) : .value(value)
    }

    private static func special(_ body: ArraySlice<UInt8>) -> Double? {
        guard body.count <= 8, let first = body.first, !Lexer.isDigit(first) else { return nil }
        switch String(decoding: body.map { $0 | 0x20 }, as: UTF8.self) {
        case "inf", "infinity": return .infinity
        case "nan": return .nan
        default: return nil
        }
    }
}
