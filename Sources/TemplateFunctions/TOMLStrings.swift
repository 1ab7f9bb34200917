/// Reads the texts of a TOML document: basic and literal, on one line or several.
struct TOMLStrings {
    struct Problem: Error {
        var message: String
    }

    let text: [UInt8]
    /// After the opening quotes, and then after the closing ones.
    var offset: Int

    private var byte: UInt8? { offset < text.count ? text[offset] : nil }

    mutating func read(quote: UInt8, isMultiline: Bool) throws(Problem) -> [UInt8] {
        if isMultiline { skipLineBreak() }
        let closing = [UInt8](repeating: quote, count: isMultiline ? 3 : 1)
        let isBasic = quote == UInt8(ascii: "\"")
        var result: [UInt8] = []
        while let byte {
            if byte == quote, text[offset...].starts(with: closing) {
                offset += closing.count
                // Up to two quotes may stand before the closing three.
                while isMultiline, self.byte == quote, result.count < text.count {
                    result.append(quote)
                    offset += 1
                }
                return result
            }
            if isBasic, byte == UInt8(ascii: "\\") {
                offset += 1
                try escape(&result, isMultiline: isMultiline)
                continue
            }
            if byte == UInt8(ascii: "\n"), !isMultiline {
                throw Problem(message: "strings cannot contain newlines")
            }
            let isBreak = byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
            if byte < 0x20 || byte == 0x7F, byte != UInt8(ascii: "\t"), !(isMultiline && isBreak) {
                throw Problem(
                    message: "control characters are not allowed inside strings: '0x"
                        + HexadecimalText.padded(UInt32(byte), digits: 2) + "'"
                )
            }
            result.append(byte)
            offset += 1
        }
        throw Problem(message: "unexpected EOF; expected '\(Unicode.Scalar(quote))'")
    }

    private mutating func skipLineBreak() {
        if byte == UInt8(ascii: "\r"), offset + 1 < text.count, text[offset + 1] == UInt8(ascii: "\n") {
            offset += 1
        }
        if byte == UInt8(ascii: "\n") { offset += 1 }
    }

    private mutating func escape(_ result: inout [UInt8], isMultiline: Bool) throws(Problem) {
        guard let byte else { throw Problem(message: "unexpected EOF; expected '\"'") }
        offset += 1
        switch byte {
        case UInt8(ascii: "b"): result.append(0x08)
        case UInt8(ascii: "t"): result.append(0x09)
        case UInt8(ascii: "n"): result.append(0x0A)
        case UInt8(ascii: "f"): result.append(0x0C)
        case UInt8(ascii: "r"): result.append(0x0D)
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): result.append(byte)
        case UInt8(ascii: "u"): try codePoint(4, &result)
        case UInt8(ascii: "U"): try codePoint(8, &result)
        case 0x09 where isMultiline, 0x0A where isMultiline, 0x0D where isMultiline, 0x20 where isMultiline:
            try foldLine(byte)
        default:
            throw Problem(message: "invalid escape in string '\\\(Unicode.Scalar(byte))'")
        }
    }

    /// A backslash at the end of a line swallows the break and the blanks after it.
    private mutating func foldLine(_ first: UInt8) throws(Problem) {
        var sawBreak = first == UInt8(ascii: "\n")
        while let byte, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D {
            if byte == UInt8(ascii: "\n") { sawBreak = true }
            offset += 1
        }
        if !sawBreak { throw Problem(message: "invalid escape in string '\\ '") }
    }

    private mutating func codePoint(_ count: Int, _ result: inout [UInt8]) throws(Problem) {
        let digits = text[offset...].prefix(count)
        guard digits.count == count, let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16),
            let scalar = Unicode.Scalar(value)
        else {
            throw Problem(message: "expected \(count) hexadecimal digits of a Unicode character")
        }
        offset += count
        result.append(scalar)
    }
}
