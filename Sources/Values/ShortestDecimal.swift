/// The shortest decimal digits that read back as a double, before any notation is chosen.
package struct ShortestDecimal: Sendable, Hashable {
    package var isNegative: Bool
    /// ASCII digits without leading or trailing zeros; a single `0` for zero.
    package var digits: [UInt8]
    /// How many digits stand before the decimal point; may be negative or beyond the digits.
    package var pointPosition: Int

    /// - Parameter value: A finite number; a `Float` gives the digits that tell it from other floats.
    package init(_ value: some BinaryFloatingPoint & CustomStringConvertible) {
        isNegative = value.sign == .minus
        digits = []
        var exponent = 0
        var beforePoint: Int?
        var inExponent = false
        var exponentIsNegative = false
        for byte in value.magnitude.description.utf8 {
            switch byte {
            case UInt8(ascii: "."): beforePoint = digits.count
            case UInt8(ascii: "e"):
                inExponent = true
            case UInt8(ascii: "-"): exponentIsNegative = true
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                if inExponent {
                    exponent = exponent * 10 + Int(byte - UInt8(ascii: "0"))
                } else {
                    digits.append(byte)
                }
            default: break
            }
        }
        pointPosition = (beforePoint ?? digits.count) + (exponentIsNegative ? -exponent : exponent)
        let zero = UInt8(ascii: "0")
        let leading = digits.prefix { $0 == zero }.count
        digits.removeFirst(leading)
        pointPosition -= leading
        while digits.last == zero { digits.removeLast() }
        if digits.isEmpty {
            digits = [zero]
            pointPosition = 1
        }
    }

    /// The exponent of the form `d.ddde±x`.
    package var exponent: Int { pointPosition - 1 }

    /// Appends the number without an exponent.
    package func appendPlain(to output: inout [UInt8]) {
        let zero = UInt8(ascii: "0")
        if isNegative { output.append(UInt8(ascii: "-")) }
        if pointPosition <= 0 {
            output.append(zero)
            output.append(UInt8(ascii: "."))
            output.append(contentsOf: repeatElement(zero, count: -pointPosition))
            output.append(contentsOf: digits)
        } else if pointPosition >= digits.count {
            output.append(contentsOf: digits)
            output.append(contentsOf: repeatElement(zero, count: pointPosition - digits.count))
        } else {
            output.append(contentsOf: digits[..<pointPosition])
            output.append(UInt8(ascii: "."))
            output.append(contentsOf: digits[pointPosition...])
        }
    }

    /// Appends the number as Go's `%g` without precision does: with an exponent below 1e-4
    /// and from ten to the power of `limit` on.
    package func appendGeneral(to output: inout [UInt8], exponentFrom limit: Int = 6) {
        if exponent < -4 || exponent >= limit {
            appendScientific(to: &output, minimumExponentDigits: 2)
        } else {
            appendPlain(to: &output)
        }
    }

    /// Appends the number as `d.ddde±xx`, with at least `minimumExponentDigits` digits after the sign.
    package func appendScientific(to output: inout [UInt8], minimumExponentDigits: Int) {
        if isNegative { output.append(UInt8(ascii: "-")) }
        output.append(digits[0])
        if digits.count > 1 {
            output.append(UInt8(ascii: "."))
            output.append(contentsOf: digits[1...])
        }
        output.append(UInt8(ascii: "e"))
        output.append(exponent < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+"))
        let text = exponent.magnitude.description.utf8
        if text.count < minimumExponentDigits {
            output.append(
                contentsOf: repeatElement(UInt8(ascii: "0"), count: minimumExponentDigits - text.count)
            )
        }
        output.append(contentsOf: text)
    }
}
