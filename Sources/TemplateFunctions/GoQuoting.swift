/// Go's quoted strings.
enum GoQuoting {
    /// `strconv.Quote`: double quotes, with escapes for what cannot be printed and for stray bytes.
    static func quoted(_ text: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(text.count + 2)
        output.append(UInt8(ascii: "\""))
        var offset = 0
        while offset < text.count {
            let (scalar, width) = UTF8Text.decode(text, at: offset)
            if scalar == "\u{FFFD}", width == 1 {
                output.append(text: "\\x" + hexadecimal(UInt32(text[offset]), digits: 2))
            } else {
                append(scalar, to: &output)
            }
            offset += width
        }
        output.append(UInt8(ascii: "\""))
        return output
    }

    static func quoted(_ text: String) -> String {
        String(decoding: quoted([UInt8](text: text)), as: UTF8.self)
    }

    private static func append(_ scalar: Unicode.Scalar, to output: inout [UInt8]) {
        switch scalar {
        case "\"", "\\":
            output.append(UInt8(ascii: "\\"))
            output.append(scalar)
        case "\u{07}": output.append(text: "\\a")
        case "\u{08}": output.append(text: "\\b")
        case "\u{0C}": output.append(text: "\\f")
        case "\n": output.append(text: "\\n")
        case "\r": output.append(text: "\\r")
        case "\t": output.append(text: "\\t")
        case "\u{0B}": output.append(text: "\\v")
        case _ where isPrintable(scalar): output.append(scalar)
        case _ where scalar.value < 0x80: output.append(text: "\\x" + hexadecimal(scalar.value, digits: 2))
        case _ where scalar.value < 0x10000: output.append(text: "\\u" + hexadecimal(scalar.value, digits: 4))
        default: output.append(text: "\\U" + hexadecimal(scalar.value, digits: 8))
        }
    }

    /// `strconv.IsPrint`: letters, marks, numbers, punctuation, symbols and the ASCII space.
    static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value < 0x7F { return scalar.value >= 0x20 }
        return switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .spaceSeparator, .lineSeparator,
            .paragraphSeparator:
            false
        default: true
        }
    }

    static func hexadecimal(_ value: UInt32, digits: Int) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
    }
}
