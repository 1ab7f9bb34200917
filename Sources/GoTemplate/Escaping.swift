/// The escapes of Go's `html`, `js` and `urlquery`.
enum Escaping {
    static func html(_ text: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        for byte in text {
            switch byte {
            case 0: Rune.append(Rune.replacement, to: &result)
            case UInt8(ascii: "\""): result += "&#34;".utf8
            case UInt8(ascii: "'"): result += "&#39;".utf8
            case UInt8(ascii: "&"): result += "&amp;".utf8
            case UInt8(ascii: "<"): result += "&lt;".utf8
            case UInt8(ascii: ">"): result += "&gt;".utf8
            default: result.append(byte)
            }
        }
        return result
    }

    static func javaScript(_ text: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        var index = 0
        while index < text.count {
            let rune = Rune(text, at: index)
            switch rune.value {
            case 0x5C: result += "\\\\".utf8
            case 0x27: result += "\\'".utf8
            case 0x22: result += "\\\"".utf8
            case 0x3C, 0x3E, 0x26, 0x3D, 0..<0x20: appendUnicodeEscape(rune.value, to: &result)
            default:
                if rune.value < 0x80 || Rune.isPrintable(rune.value) {
                    result += text[index..<index + rune.width]
                } else {
                    appendUnicodeEscape(rune.value, to: &result)
                }
            }
            index += rune.width
        }
        return result
    }

    private static func appendUnicodeEscape(_ value: UInt32, to result: inout [UInt8]) {
        let hex = String(value, radix: 16, uppercase: true)
        result += "\\u".utf8
        result += repeatElement(UInt8(ascii: "0"), count: max(0, 4 - hex.utf8.count))
        result += hex.utf8
    }

    static func query(_ text: [UInt8]) -> [UInt8] {
        let digits = Array("0123456789ABCDEF".utf8)
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        for byte in text {
            if byte == UInt8(ascii: " ") {
                result.append(UInt8(ascii: "+"))
            } else if byte < 0x80, Rune.isAlphanumeric(UInt32(byte)) || "-.~".utf8.contains(byte) {
                result.append(byte)
            } else {
                result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return result
    }
}
