/// Go's quoted strings (`strconv.Quote`, `strconv.Unquote`).
package enum Quoting {
    /// `text` as a Go string literal in double quotes, with everything outside ASCII escaped if asked.
    package static func quoted(_ text: [UInt8], asciiOnly: Bool = false) -> GoString {
        var result: [UInt8] = [UInt8(ascii: "\"")]
        result.reserveCapacity(text.count + 2)
        var index = 0
        while index < text.count {
            let rune = Rune(text, at: index)
            if rune.isInvalid {
                appendEscape("x", UInt32(text[index]), digits: 2, to: &result)
            } else {
                append(rune.value, quote: UInt8(ascii: "\""), asciiOnly: asciiOnly, to: &result)
            }
            index += rune.width
        }
        result.append(UInt8(ascii: "\""))
        return GoString(result)
    }

    /// A code point as a Go character literal in single quotes.
    static func quotedRune(_ value: UInt32, asciiOnly: Bool = false) -> [UInt8] {
        var result: [UInt8] = [UInt8(ascii: "'")]
        let valid = Unicode.Scalar(value) == nil ? Rune.replacement : value
        append(valid, quote: UInt8(ascii: "'"), asciiOnly: asciiOnly, to: &result)
        result.append(UInt8(ascii: "'"))
        return result
    }

    private static func append(_ value: UInt32, quote: UInt8, asciiOnly: Bool, to result: inout [UInt8]) {
        if value == UInt32(quote) || value == UInt32(UInt8(ascii: "\\")) {
            result.append(UInt8(ascii: "\\"))
            result.append(UInt8(value))
            return
        }
        if Rune.isPrintable(value), value < 0x80 || !asciiOnly {
            Rune.append(value, to: &result)
            return
        }
        if value < 0x80, let name = names[UInt8(value)] {
            result.append(UInt8(ascii: "\\"))
            result.append(name)
        } else if value < 0x20 || value == 0x7F {
            appendEscape("x", value, digits: 2, to: &result)
        } else if value < 0x10000 {
            appendEscape("u", value, digits: 4, to: &result)
        } else {
            appendEscape("U", value, digits: 8, to: &result)
        }
    }

    private static let names: [UInt8: UInt8] = [
        0x07: UInt8(ascii: "a"), 0x08: UInt8(ascii: "b"), 0x0C: UInt8(ascii: "f"), 0x0A: UInt8(ascii: "n"),
        0x0D: UInt8(ascii: "r"), 0x09: UInt8(ascii: "t"), 0x0B: UInt8(ascii: "v"),
    ]

    private static func appendEscape(
        _ letter: Unicode.Scalar,
        _ value: UInt32,
        digits: Int,
        to result: inout [UInt8]
    ) {
        result.append(UInt8(ascii: "\\"))
        result.append(UInt8(ascii: letter))
        let text = String(value, radix: 16)
        result.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: max(0, digits - text.utf8.count)))
        result.append(contentsOf: text.utf8)
    }
}

extension Quoting {
    /// The text that a Go string literal in double quotes or backquotes stands for, or nil when it is none.
    package static func unquoted(_ literal: ArraySlice<UInt8>) -> GoString? {
        guard literal.count >= 2, let quote = literal.first, literal.last == quote else { return nil }
        let body = literal.dropFirst().dropLast()
        switch quote {
        case UInt8(ascii: "`"):
            guard !body.contains(quote) else { return nil }
            return GoString(body.filter { $0 != UInt8(ascii: "\r") })
        case UInt8(ascii: "\""):
            let text = Array(body)
            guard text.contains(where: { $0 == UInt8(ascii: "\\") || $0 >= 0x80 || $0 < 0x20 || $0 == quote })
            else { return GoString(text) }
            return unescaped(text, quote: quote)
        default:
            return nil
        }
    }

    private static func unescaped(_ text: [UInt8], quote: UInt8) -> GoString? {
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        var index = 0
        while index < text.count {
            guard text[index] != UInt8(ascii: "\n"),
                let unit = unquotedCharacter(text, at: &index, quote: quote)
            else { return nil }
            if unit.isByte {
                result.append(UInt8(truncatingIfNeeded: unit.value))
            } else {
                Rune.append(unit.value, to: &result)
            }
        }
        return GoString(result)
    }

    /// Reads one character or escape sequence and moves `index` behind it; nil when it is malformed.
    ///
    /// - Returns: The code point, or for `\x41` and `\101` the byte.
    static func unquotedCharacter(
        _ text: [UInt8],
        at index: inout Int,
        quote: UInt8
    ) -> (value: UInt32, isByte: Bool)? {
        guard index < text.count, text[index] != quote else { return nil }
        guard text[index] == UInt8(ascii: "\\") else {
            let rune = Rune(text, at: index)
            index += rune.width
            return (rune.value, false)
        }
        guard index + 1 < text.count else { return nil }
        let letter = text[index + 1]
        index += 2
        switch letter {
        case UInt8(ascii: "x"): return number(text, at: &index, digits: 2, radix: 16).map { ($0, true) }
        case UInt8(ascii: "u"), UInt8(ascii: "U"):
            let digits = letter == UInt8(ascii: "u") ? 4 : 8
            guard let value = number(text, at: &index, digits: digits, radix: 16),
                Unicode.Scalar(value) != nil
            else { return nil }
            return (value, false)
        case UInt8(ascii: "0")...UInt8(ascii: "7"):
            index -= 1
            guard let value = number(text, at: &index, digits: 3, radix: 8), value <= 0xFF else { return nil }
            return (value, true)
        case UInt8(ascii: "\\"): return (UInt32(letter), false)
        case UInt8(ascii: "'"), UInt8(ascii: "\""): return letter == quote ? (UInt32(letter), false) : nil
        default:
            return names.first { $0.value == letter }.map { (UInt32($0.key), false) }
        }
    }

    private static func number(_ text: [UInt8], at index: inout Int, digits: Int, radix: UInt32) -> UInt32? {
        guard index + digits <= text.count else { return nil }
        var value: UInt64 = 0
        for byte in text[index..<index + digits] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, digit < radix else { return nil }
            value = value * UInt64(radix) + UInt64(digit)
        }
        index += digits
        return UInt32(exactly: value)
    }
}
