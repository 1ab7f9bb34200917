/// The parts of a floating-point number's text without its sign.
struct FloatSpelling {
    private(set) var isHex = false
    private(set) var hasUnderscore = false
    private var whole: [UInt8] = []
    private var fraction: [UInt8] = []
    private var exponent: Int?

    /// Takes `body` apart; nil when it is no number.
    init?(_ body: ArraySlice<UInt8>) {
        var rest = body
        if rest.count > 2, rest.first == UInt8(ascii: "0"),
            rest[rest.startIndex + 1] | 0x20 == UInt8(ascii: "x")
        {
            isHex = true
            rest = rest.dropFirst(2)
        }
        whole = takeDigits(&rest)
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            fraction = takeDigits(&rest)
        }
        guard !whole.isEmpty || !fraction.isEmpty else { return nil }
        if let marker = rest.first, marker | 0x20 == UInt8(ascii: isHex ? "p" : "e") {
            rest = rest.dropFirst()
            guard let value = takeExponent(&rest) else { return nil }
            exponent = value
        } else if isHex {
            return nil
        }
        guard rest.isEmpty else { return nil }
    }

    /// The number in a spelling that Swift reads.
    var normalized: String {
        func digits(_ part: [UInt8]) -> String { part.isEmpty ? "0" : String(decoding: part, as: UTF8.self) }
        let mantissa = "\(isHex ? "0x" : "")\(digits(whole)).\(digits(fraction))"
        return "\(mantissa)\(isHex ? "p" : "e")\(exponent ?? 0)"
    }

    private mutating func takeDigits(_ rest: inout ArraySlice<UInt8>) -> [UInt8] {
        var digits: [UInt8] = []
        while let byte = rest.first {
            if byte == UInt8(ascii: "_") {
                hasUnderscore = true
            } else if Lexer.isDigit(byte)
                || isHex && (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
            {
                digits.append(byte)
            } else {
                break
            }
            rest = rest.dropFirst()
        }
        return digits
    }

    /// Reads a decimal exponent; one beyond every double is cut, which changes nothing.
    private mutating func takeExponent(_ rest: inout ArraySlice<UInt8>) -> Int? {
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
        guard let first = rest.first, Lexer.isDigit(first) else { return nil }
        var value = 0
        while let byte = rest.first, Lexer.isDigit(byte) || byte == UInt8(ascii: "_") {
            if byte == UInt8(ascii: "_") {
                hasUnderscore = true
            } else {
                value = min(value * 10 + Int(byte - UInt8(ascii: "0")), 99_999)
            }
            rest = rest.dropFirst()
        }
        return isNegative ? -value : value
    }
}
