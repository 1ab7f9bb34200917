/// The decimal digits of a finite double.
struct DecimalDigits {
    /// Values 0 to 9 without leading or trailing zeros; none for zero.
    private(set) var digits: [UInt8]
    /// How many digits stand before the decimal point; may be negative or beyond the digits.
    private(set) var point: Int

    /// The shortest digits that read back as the same number.
    init(shortest value: Double) {
        digits = []
        var fractionStart: Int?
        var exponent = 0
        var text = value.magnitude.description.utf8[...]
        if let mark = text.firstIndex(of: UInt8(ascii: "e")) {
            exponent = Int(String(text[text.index(after: mark)...]) ?? "") ?? 0
            text = text[..<mark]
        }
        for byte in text {
            if byte == UInt8(ascii: ".") {
                fractionStart = digits.count
            } else {
                digits.append(byte - UInt8(ascii: "0"))
            }
        }
        point = (fractionStart ?? digits.count) + exponent
        trim()
    }

    /// All digits of the number, which is a finite sum of powers of two and therefore of ten.
    init(exact value: Double) {
        let isNormal = value.exponentBitPattern != 0
        let mantissa = value.significandBitPattern | (isNormal ? 1 << 52 : 0)
        let exponent = Int(max(value.exponentBitPattern, 1)) - 1075
        var number = BigDecimal(mantissa)
        if exponent >= 0 {
            number.multiply(by: 2, times: exponent)
        } else {
            // m / 2^k = m * 5^k / 10^k
            number.multiply(by: 5, times: -exponent)
        }
        digits = number.digits
        point = digits.count + min(exponent, 0)
        trim()
    }

    /// Rounds to `count` significant digits, halves to even, which is exact for exact digits.
    mutating func round(to count: Int) {
        guard count >= 0, count < digits.count else {
            if count < 0 { digits = [] }
            trim()
            return
        }
        let isHalf = digits[count] == 5 && count + 1 == digits.count
        let roundsUp = isHalf ? count > 0 && digits[count - 1] % 2 == 1 : digits[count] >= 5
        digits.removeSubrange(count...)
        if roundsUp {
            while let last = digits.last, last == 9 { digits.removeLast() }
            if digits.isEmpty {
                digits = [1]
                point += 1
            } else {
                digits[digits.count - 1] += 1
            }
        }
        trim()
    }

    private mutating func trim() {
        while digits.last == 0 { digits.removeLast() }
        let leading = digits.prefix { $0 == 0 }.count
        digits.removeFirst(leading)
        point -= leading
        if digits.isEmpty { point = 0 }
    }
}

/// A large whole number in limbs of nine decimal digits, the lowest first.
private struct BigDecimal {
    private var limbs: [UInt64]
    private static let base: UInt64 = 1_000_000_000

    init(_ value: UInt64) {
        limbs = [value % Self.base, value / Self.base % Self.base, value / Self.base / Self.base]
    }

    /// Multiplies by `factor` to the power of `times`.
    mutating func multiply(by factor: UInt64, times: Int) {
        var rest = times
        while rest > 0 {
            // As many at once as keep a limb's product below 2^64.
            let step = min(rest, factor == 2 ? 29 : 12)
            let power = (0..<step).reduce(into: UInt64(1)) { power, _ in power *= factor }
            var carry: UInt64 = 0
            for index in limbs.indices {
                let product = limbs[index] * power + carry
                limbs[index] = product % Self.base
                carry = product / Self.base
            }
            if carry > 0 { limbs.append(carry) }
            rest -= step
        }
    }

    var digits: [UInt8] {
        limbs.reversed().flatMap { limb in
            let text = String(limb)
            return repeatElement(UInt8(0), count: 9 - text.utf8.count)
                + text.utf8.map { $0 - UInt8(ascii: "0") }
        }
    }
}
