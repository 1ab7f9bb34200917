/// Go's texts of floating-point numbers (`strconv.FormatFloat`).
package enum FloatText {
    /// What `%v` prints: `1.5`, `1e+06`, `NaN`, `+Inf`.
    package static func shortest(_ value: Double) -> [UInt8] {
        // Small whole numbers are what templates mostly print.
        if value == value.rounded(), value.magnitude < 1_000_000, value != 0 {
            return Array(String(Int(value)).utf8)
        }
        return formatted(value, verb: "g", precision: nil)
    }

    /// The number in the form of one of the verbs `b e E f g G x X`.
    ///
    /// The precision is in digits as the verb counts them; nil stands for as many as are needed to read the
    /// number back.
    package static func formatted(_ value: Double, verb: Unicode.Scalar, precision: Int?) -> [UInt8] {
        if value.isNaN { return Array("NaN".utf8) }
        if value.isInfinite { return Array((value < 0 ? "-Inf" : "+Inf").utf8) }
        var text: [UInt8] = value.sign == .minus ? [UInt8(ascii: "-")] : []
        switch verb {
        case "b": appendBinary(value, to: &text)
        case "x", "X": appendHex(value, precision: precision, upper: verb == "X", to: &text)
        case "e", "E":
            var decimal = digits(value, precision: precision)
            if let precision { decimal.round(to: precision + 1) }
            let places = precision ?? max(decimal.digits.count - 1, 0)
            appendExponential(decimal, places: places, upper: verb == "E", to: &text)
        case "f":
            var decimal = digits(value, precision: precision)
            if let precision { decimal.round(to: decimal.point + precision) }
            appendPlain(decimal, places: precision ?? max(decimal.digits.count - decimal.point, 0), to: &text)
        default:
            appendGeneral(value, precision: precision, upper: verb == "G", to: &text)
        }
        return text
    }

    private static func digits(_ value: Double, precision: Int?) -> DecimalDigits {
        precision == nil ? DecimalDigits(shortest: value) : DecimalDigits(exact: value)
    }

    /// `%g`: plain, unless the exponent is below -4 or not below the precision.
    private static func appendGeneral(_ value: Double, precision: Int?, upper: Bool, to text: inout [UInt8]) {
        var decimal = digits(value, precision: precision)
        var places = decimal.digits.count
        var limit = 6
        if let precision {
            places = max(precision, 1)
            decimal.round(to: places)
            limit = places
            if limit > decimal.digits.count, decimal.digits.count >= decimal.point {
                limit = decimal.digits.count
            }
        }
        let exponent = decimal.point - 1
        if exponent < -4 || exponent >= limit {
            places = min(places, decimal.digits.count)
            appendExponential(decimal, places: max(places - 1, 0), upper: upper, to: &text)
        } else {
            appendPlain(decimal, places: max(decimal.digits.count - decimal.point, 0), to: &text)
        }
    }

    private static func appendExponential(
        _ decimal: DecimalDigits,
        places: Int,
        upper: Bool,
        to text: inout [UInt8]
    ) {
        let digits = decimal.digits
        text.append(UInt8(ascii: "0") + (digits.first ?? 0))
        if places > 0 {
            text.append(UInt8(ascii: "."))
            for place in 1...places {
                text.append(UInt8(ascii: "0") + (place < digits.count ? digits[place] : 0))
            }
        }
        text.append(UInt8(ascii: upper ? "E" : "e"))
        appendExponent(digits.isEmpty ? 0 : decimal.point - 1, to: &text)
    }

    private static func appendExponent(_ exponent: Int, to text: inout [UInt8]) {
        text.append(UInt8(ascii: exponent < 0 ? "-" : "+"))
        if exponent.magnitude < 10 { text.append(UInt8(ascii: "0")) }
        text += String(exponent.magnitude).utf8
    }

    private static func appendPlain(_ decimal: DecimalDigits, places: Int, to text: inout [UInt8]) {
        let digits = decimal.digits
        func digit(_ index: Int) -> UInt8 {
            UInt8(ascii: "0") + (digits.indices.contains(index) ? digits[index] : 0)
        }
        if decimal.point > 0 {
            for index in 0..<decimal.point { text.append(digit(index)) }
        } else {
            text.append(UInt8(ascii: "0"))
        }
        if places > 0 {
            text.append(UInt8(ascii: "."))
            for place in 0..<places { text.append(digit(decimal.point + place)) }
        }
    }

    /// `%b`: the mantissa as a whole number and the power of two.
    private static func appendBinary(_ value: Double, to text: inout [UInt8]) {
        let isNormal = value.exponentBitPattern != 0
        text += String(value.significandBitPattern | (isNormal ? 1 << 52 : 0)).utf8
        let exponent = Int(max(value.exponentBitPattern, 1)) - 1075
        text += (exponent < 0 ? "p-" : "p+").utf8
        text += String(exponent.magnitude).utf8
    }

    /// `%x`: a hexadecimal mantissa beginning with 1 (0 for zero) and the power of two.
    private static func appendHex(_ value: Double, precision: Int?, upper: Bool, to text: inout [UInt8]) {
        let isNormal = value.exponentBitPattern != 0
        var mantissa = (value.significandBitPattern | (isNormal ? 1 << 52 : 0)) << 8
        var exponent = mantissa == 0 ? 0 : Int(max(value.exponentBitPattern, 1)) - 1023
        let top: UInt64 = 1 << 60
        while mantissa != 0, mantissa & top == 0 {
            mantissa <<= 1
            exponent -= 1
        }
        if let precision, precision < 15 {
            let shift = UInt64(precision * 4)
            let extra = (mantissa << shift) & (top - 1)
            mantissa >>= 60 - shift
            if extra | (mantissa & 1) > top >> 1 { mantissa += 1 }
            mantissa <<= 60 - shift
            if mantissa & (top << 1) != 0 {
                mantissa >>= 1
                exponent += 1
            }
        }
        let digits = Array((upper ? "0123456789ABCDEF" : "0123456789abcdef").utf8)
        text += (upper ? "0X" : "0x").utf8
        text.append(digits[Int(mantissa >> 60 & 1)])
        mantissa <<= 4
        var fraction: [UInt8] = []
        while precision.map({ fraction.count < $0 }) ?? (mantissa != 0) {
            fraction.append(digits[Int(mantissa >> 60 & 15)])
            mantissa <<= 4
        }
        if !fraction.isEmpty { text += [UInt8(ascii: ".")] + fraction }
        text.append(UInt8(ascii: upper ? "P" : "p"))
        appendExponent(exponent, to: &text)
    }
}
