/// What the text of an untagged plain scalar is by go-yaml v2's YAML 1.1 rules.
///
/// Base-60 numbers are strings; `0o`, `0x`, `0b` and leading-zero numbers are whole numbers.
enum Scalar: Equatable {
    case null
    case bool(Bool)
    case int(Int64)
    /// Beyond Int64.
    case unsigned(UInt64)
    case double(Double)
    /// Decodes as a string, yet is quoted when a string of that text is written.
    case timestamp
    case string

    init(_ text: UnsafeBufferPointer<UInt8>) {
        guard let first = text.first else {
            self = .null
            return
        }
        switch first {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"):
            self = Self.special(text) ?? Self.number(text) ?? .string
        case UInt8(ascii: "."):
            self = Self.special(text) ?? Self.fraction(text) ?? .string
        case UInt8(ascii: "~"): self = text.count == 1 ? .null : .string
        case UInt8(ascii: "y"), UInt8(ascii: "Y"), UInt8(ascii: "n"), UInt8(ascii: "N"), UInt8(ascii: "t"),
            UInt8(ascii: "T"), UInt8(ascii: "f"), UInt8(ascii: "F"), UInt8(ascii: "o"), UInt8(ascii: "O"):
            self = Self.word(text) ?? .string
        default: self = .string
        }
    }

    init(_ text: String) {
        var text = text
        self = text.withUTF8 { Scalar($0) }
    }

    /// The boolean or null that a word is when written all small, with a capital, or all in capitals.
    private static func word(_ text: UnsafeBufferPointer<UInt8>) -> Scalar? {
        guard text.count <= 5 else { return nil }
        var packed: UInt64 = 0
        var capitals = 0
        for byte in text {
            packed = packed << 8 | UInt64(byte | 0x20)
            if byte & 0x20 == 0 { capitals += 1 }
        }
        let isCased = capitals == 0 || capitals == text.count || capitals == 1 && text[0] & 0x20 == 0
        guard isCased else { return nil }
        // The letters of the words as one number each.
        return switch packed {
        case 0x79, 0x79_6573, 0x7472_7565, 0x6F6E: .bool(true)  // y, yes, true, on
        case 0x6E, 0x6E6F, 0x66_616C_7365, 0x6F_6666: .bool(false)  // n, no, false, off
        case 0x6E75_6C6C: .null
        default: nil
        }
    }

    /// Infinity and not-a-number.
    private static func special(_ text: UnsafeBufferPointer<UInt8>) -> Scalar? {
        guard text.count == 4 || text.count == 5 else { return nil }
        return switch String(decoding: text, as: UTF8.self) {
        case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": .double(.infinity)
        case "-.inf", "-.Inf", "-.INF": .double(-.infinity)
        case ".nan", ".NaN", ".NAN": .double(.nan)
        default: nil
        }
    }

    private static func number(_ text: UnsafeBufferPointer<UInt8>) -> Scalar? {
        if Timestamp.matches(text) { return .timestamp }
        guard text.contains(UInt8(ascii: "_")) else { return plainNumber(text) }
        let plain = text.filter { $0 != UInt8(ascii: "_") }
        return plain.withUnsafeBufferPointer(plainNumber)
    }

    private static func plainNumber(_ text: UnsafeBufferPointer<UInt8>) -> Scalar? {
        var index = 0
        var isNegative = false
        if let sign = text.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
            isNegative = sign == UInt8(ascii: "-")
            index = 1
        }
        guard index < text.count else { return nil }
        // Where a sign stands, go-yaml's fallback for unsigned numbers does not apply.
        let isSigned = index == 1
        let radix: UInt64
        (radix, index) = prefix(text, at: index)
        guard let magnitude = whole(text, from: index, radix: radix) else {
            return float(text)
        }
        if isNegative {
            return magnitude <= 1 << 63 ? .int(Int64(truncatingIfNeeded: 0 &- magnitude)) : float(text)
        }
        if magnitude <= UInt64(Int64.max) { return .int(Int64(magnitude)) }
        return isSigned ? float(text) : .unsigned(magnitude)
    }

    private static func prefix(_ text: UnsafeBufferPointer<UInt8>, at index: Int) -> (UInt64, Int) {
        guard text[index] == UInt8(ascii: "0"), index + 1 < text.count else { return (10, index) }
        return switch text[index + 1] | 0x20 {
        case UInt8(ascii: "x"): (16, index + 2)
        case UInt8(ascii: "o"): (8, index + 2)
        case UInt8(ascii: "b"): (2, index + 2)
        default: (8, index + 1)
        }
    }

    private static func whole(_ text: UnsafeBufferPointer<UInt8>, from start: Int, radix: UInt64) -> UInt64? {
        guard start < text.count else { return nil }
        var result: UInt64 = 0
        for byte in text[start...] {
            let digit: UInt64
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = UInt64(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = UInt64(byte - UInt8(ascii: "a")) + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = UInt64(byte - UInt8(ascii: "A")) + 10
            default: return nil
            }
            guard digit < radix else { return nil }
            let (product, overflow) = result.multipliedReportingOverflow(by: radix)
            let (sum, carries) = product.addingReportingOverflow(digit)
            if overflow || carries { return nil }
            result = sum
        }
        return result
    }

    /// A number that begins with its point; underscores may stand between digits only.
    private static func fraction(_ text: UnsafeBufferPointer<UInt8>) -> Scalar? {
        let underscore = UInt8(ascii: "_")
        guard text.contains(underscore) else { return float(text) }
        for index in 1..<text.count where text[index] == underscore {
            guard index + 1 < text.count, text[index - 1] &- UInt8(ascii: "0") < 10,
                text[index + 1] &- UInt8(ascii: "0") < 10
            else { return nil }
        }
        return text.filter { $0 != underscore }.withUnsafeBufferPointer(float)
    }

    /// Sign, digits with an optional point, optional exponent; nil when it does not fit a double.
    private static func float(_ text: UnsafeBufferPointer<UInt8>) -> Scalar? {
        var index = 0
        func skipDigits() -> Int {
            let start = index
            while index < text.count, text[index] &- UInt8(ascii: "0") < 10 { index += 1 }
            return index - start
        }
        if text[0] == UInt8(ascii: "-") || text[0] == UInt8(ascii: "+") { index = 1 }
        let whole = skipDigits()
        if index < text.count, text[index] == UInt8(ascii: ".") {
            index += 1
            if skipDigits() == 0, whole == 0 { return nil }
        } else if whole == 0 {
            return nil
        }
        if index < text.count, text[index] | 0x20 == UInt8(ascii: "e") {
            index += 1
            if index < text.count, text[index] == UInt8(ascii: "-") || text[index] == UInt8(ascii: "+") {
                index += 1
            }
            if skipDigits() == 0 { return nil }
        }
        guard index == text.count else { return nil }
        guard let value = Double(String(decoding: text, as: UTF8.self)), value.isFinite else { return nil }
        return .double(value)
    }
}
