extension GoPrinter {
    mutating func printInteger(
        _ bits: UInt64,
        isSigned: Bool,
        _ verb: Unicode.Scalar,
        _ value: GoValue
    ) {
        switch verb {
        case "v" where flags.sharpV && !isSigned:
            let sharp = flags.sharp
            flags.sharp = true
            printDigits(bits, radix: 16, isSigned: false, verb)
            flags.sharp = sharp
        case "v", "d": printDigits(bits, radix: 10, isSigned: isSigned, verb)
        case "b": printDigits(bits, radix: 2, isSigned: isSigned, verb)
        case "o", "O": printDigits(bits, radix: 8, isSigned: isSigned, verb)
        case "x", "X": printDigits(bits, radix: 16, isSigned: isSigned, verb)
        case "c":
            var text: [UInt8] = []
            Rune.append(Self.rune(bits), to: &text)
            pad(text)
        case "q": pad(Quoting.quotedRune(Self.rune(bits), asciiOnly: flags.plus))
        case "U": printCodePoint(bits)
        default: printBad(verb, value)
        }
    }

    /// The number as a code point; U+FFFD when it is beyond all.
    private static func rune(_ bits: UInt64) -> UInt32 {
        bits > 0x10FFFF ? Rune.replacement : UInt32(bits)
    }

    private mutating func printDigits(_ bits: UInt64, radix: Int, isSigned: Bool, _ verb: Unicode.Scalar) {
        let isNegative = isSigned && Int64(bitPattern: bits) < 0
        let magnitude = isNegative ? 0 &- bits : bits
        // Leading zeros are asked for by a precision or, without one, by the zero flag.
        var minimum = 0
        if let precision = flags.precision {
            minimum = precision
            if precision == 0, magnitude == 0 {
                let zero = flags.zero
                flags.zero = false
                writePadding(flags.width ?? 0)
                flags.zero = zero
                return
            }
        } else if flags.zero, !flags.minus, let width = flags.width {
            minimum = width
            if isNegative || flags.plus || flags.space { minimum -= 1 }
        }
        let digits = Array(String(magnitude, radix: radix, uppercase: verb == "X").utf8)
        let zeros = [UInt8](repeating: UInt8(ascii: "0"), count: max(0, minimum - digits.count))
        var text: [UInt8] = []
        if isNegative {
            text.append(UInt8(ascii: "-"))
        } else if flags.plus {
            text.append(UInt8(ascii: "+"))
        } else if flags.space {
            text.append(UInt8(ascii: " "))
        }
        if verb == "O" { text += "0o".utf8 }
        if flags.sharp {
            switch radix {
            case 2: text += "0b".utf8
            case 8: if (zeros.first ?? digits.first) != UInt8(ascii: "0") { text.append(UInt8(ascii: "0")) }
            case 16: text += (verb == "X" ? "0X" : "0x").utf8
            default: break
            }
        }
        padWithSpaces(text + zeros + digits)
    }

    private mutating func printCodePoint(_ bits: UInt64) {
        let digits = String(bits, radix: 16, uppercase: true)
        let minimum = max(4, flags.precision ?? 0)
        var text = Array("U+".utf8)
        text += repeatElement(UInt8(ascii: "0"), count: max(0, minimum - digits.utf8.count))
        text += digits.utf8
        if flags.sharp, bits <= 0x10FFFF, Rune.isPrintable(UInt32(bits)) {
            text += " '".utf8
            Rune.append(UInt32(bits), to: &text)
            text += "'".utf8
        }
        padWithSpaces(text)
    }

    // MARK: Floating point

    mutating func printFloat(_ number: Double, _ verb: Unicode.Scalar, _ value: GoValue) {
        switch verb {
        case "v": printFloat(number, "g", defaultPrecision: nil)
        case "b", "g", "G", "x", "X": printFloat(number, verb, defaultPrecision: nil)
        case "e", "E", "f": printFloat(number, verb, defaultPrecision: 6)
        case "F": printFloat(number, "f", defaultPrecision: 6)
        default: printBad(verb, value)
        }
    }

    mutating func printComplex(
        _ real: Double,
        _ imaginary: Double,
        _ verb: Unicode.Scalar,
        _ value: GoValue
    ) {
        guard "vbgGxXfFeE".unicodeScalars.contains(verb) else {
            printBad(verb, value)
            return
        }
        let plus = flags.plus
        output.append(UInt8(ascii: "("))
        printFloat(real, verb, value)
        flags.plus = true
        printFloat(imaginary, verb, value)
        output += "i)".utf8
        flags.plus = plus
    }

    private mutating func printFloat(_ number: Double, _ verb: Unicode.Scalar, defaultPrecision: Int?) {
        let precision = flags.precision ?? defaultPrecision
        var text = FloatText.formatted(number, verb: verb, precision: precision)
        var sign = UInt8(ascii: "+")
        if let first = text.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
            sign = first
            text.removeFirst()
        }
        if flags.space, sign == UInt8(ascii: "+"), !flags.plus { sign = UInt8(ascii: " ") }
        if !number.isFinite {
            // Infinity always shows its sign, NaN only when asked.
            padWithSpaces(number.isInfinite || flags.space || flags.plus ? [sign] + text : text)
            return
        }
        if flags.sharp, verb != "b" { text = Self.withPoint(text, verb: verb, precision: precision) }
        guard flags.plus || sign != UInt8(ascii: "+") else {
            pad(text)
            return
        }
        if flags.zero, !flags.minus, let width = flags.width, width > text.count + 1 {
            output.append(sign)
            writePadding(width - text.count - 1)
            output += text
        } else {
            pad([sign] + text)
        }
    }

    /// The sharp flag: always a decimal point and, for the verbs that drop them, trailing zeros.
    private static func withPoint(_ text: [UInt8], verb: Unicode.Scalar, precision: Int?) -> [UInt8] {
        let isHex = verb == "x" || verb == "X"
        var missing = 0
        // Go forgets the upper-case X here.
        if verb == "x" || verb == "g" || verb == "G" { missing = precision ?? 6 }
        let exponentMarks: [UInt8] = isHex ? Array("pP".utf8) : Array("eE".utf8)
        let end = text.firstIndex(where: exponentMarks.contains) ?? text.count
        var number = Array(text[..<end])
        var sawNonzero = false
        for byte in number where byte != UInt8(ascii: ".") {
            if byte != UInt8(ascii: "0") { sawNonzero = true }
            if sawNonzero { missing -= 1 }
        }
        if !number.contains(UInt8(ascii: ".")) {
            if number == [UInt8(ascii: "0")] { missing -= 1 }
            number.append(UInt8(ascii: "."))
        }
        number += repeatElement(UInt8(ascii: "0"), count: max(0, missing))
        return number + text[end...]
    }
}
