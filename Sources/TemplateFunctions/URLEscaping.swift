import GoTemplate

/// The `%XX` escapes of the parts of a URL (RFC 3986, as Go's `net/url` reads it).
enum URLEscaping {
    enum Part {
        case path, user, host, zone, fragment
    }

    static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: false
        }
    }

    private static func mustEscape(_ byte: UInt8, _ part: Part) -> Bool {
        if isAlphanumeric(byte) { return false }
        switch part {
        case .host, .zone:
            if [UInt8](text: "!$&'()*+,;=:[]<>\"").contains(byte) { return false }
        case .fragment:
            if [UInt8](text: "!()*").contains(byte) { return false }
        case .path, .user: break
        }
        if [UInt8](text: "-_.~").contains(byte) { return false }
        guard [UInt8](text: "$&+,/:;=?@").contains(byte) else { return true }
        switch part {
        case .path: return byte == UInt8(ascii: "?")
        case .user: return [UInt8](text: "@/?:").contains(byte)
        case .fragment: return false
        case .host, .zone: return true
        }
    }

    static func encode(_ bytes: [UInt8], _ part: Part) -> [UInt8] {
        let digits = [UInt8](text: "0123456789ABCDEF")
        var output: [UInt8] = []
        for byte in bytes {
            if mustEscape(byte, part) {
                output += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            } else {
                output.append(byte)
            }
        }
        return output
    }

    /// - Throws: Go's text for a wrong escape or a character that a host cannot have.
    static func decode(_ bytes: [UInt8], _ part: Part) throws(GoError) -> [UInt8] {
        var output: [UInt8] = []
        var offset = 0
        while offset < bytes.count {
            let byte = bytes[offset]
            if byte == UInt8(ascii: "%") {
                let escape = bytes[offset...].prefix(3)
                guard escape.count == 3, let high = digit(escape[offset + 1]),
                    let low = digit(escape[offset + 2])
                else { throw invalid(escape) }
                let value = high << 4 | low
                let isPercent = value == UInt8(ascii: "%")
                if part == .host, high < 8, !isPercent { throw invalid(escape) }
                if part == .zone, !isPercent, value != UInt8(ascii: " "), mustEscape(value, .host) {
                    throw invalid(escape)
                }
                output.append(value)
                offset += 3
                continue
            }
            if part == .host || part == .zone, byte < 0x80, mustEscape(byte, part) {
                let quoted = Quoting.quoted([byte]).text
                throw GoError("invalid character \(quoted) in host name")
            }
            output.append(byte)
            offset += 1
        }
        return output
    }

    private static func invalid(_ escape: ArraySlice<UInt8>) -> GoError {
        GoError("invalid URL escape " + Quoting.quoted(Array(escape)).text)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }
}
