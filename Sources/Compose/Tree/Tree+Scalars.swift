/// The typed readings of a scalar's text. Each is nil when the text does not have the form.
///
/// A quoted scalar counts as well as a plain one: the specification allows text for every number and
/// boolean, for interpolation gives text.
extension Tree {
    /// `true`, `false` and the other spellings of YAML 1.1, which Compose files use.
    var flag: Bool? {
        guard let text else { return nil }
        return switch text.lowercased() {
        case "true", "yes", "on", "y": true
        case "false", "no", "off", "n": false
        default: nil
        }
    }

    /// A whole number in decimal.
    var whole: Int64? {
        guard let text, text.utf8.first != UInt8(ascii: "+") else { return nil }
        return Int64(text)
    }

    /// A finite number.
    var number: Double? {
        guard let text, let first = text.utf8.first,
            first == UInt8(ascii: "-") || first == UInt8(ascii: ".") || first.isDigit,
            let number = Double(text), number.isFinite
        else { return nil }
        return number
    }

    /// Nanoseconds of a duration such as `1h5m30s20ms`, `1.5s` or `0`.
    var duration: Int64? {
        text.flatMap { Quantity.nanoseconds(Array($0.utf8)) }
    }

    /// Bytes of a size such as `512m`, `1.5gb` or `1048576`; units are powers of 1024.
    var size: Int64? {
        text.flatMap { Quantity.bytes(Array($0.utf8)) }
    }

    /// Billionths of a processor from a number such as `0.5`.
    var nanoCPUs: Int64? {
        text.flatMap { Quantity.scaled(Array($0.utf8)[...], by: 1_000_000_000) }
    }

    /// Permission bits: octal with a leading zero or in quotes, decimal otherwise, as YAML reads it.
    var mode: UInt32? {
        guard case .scalar(let text, let isPlain) = content, text.utf8.first?.isDigit == true else {
            return nil
        }
        let digits = text.hasPrefix("0o") ? text.dropFirst(2) : text[...]
        let isOctal = !isPlain || text.utf8.first == UInt8(ascii: "0")
        guard let mode = UInt32(digits, radix: isOctal ? 8 : 10), mode <= 0o7777 else { return nil }
        return mode
    }
}

extension UInt8 {
    var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

    var isLetter: Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20)
    }
}
