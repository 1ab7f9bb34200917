import Values

/// An exact decimal number: a whole number of any length times a power of ten.
struct DecimalNumber {
    private var isNegative: Bool
    /// The magnitude in base 10^9, the lowest limb first, without zero limbs at the end.
    private var limbs: [UInt32]
    private var exponent: Int

    private static let base: UInt64 = 1_000_000_000

    /// - Parameter value: A finite number, taken by its shortest digits.
    init(_ value: Double) {
        let decimal = ShortestDecimal(value)
        self.init(
            isNegative: decimal.isNegative,
            digits: decimal.digits,
            exponent: decimal.pointPosition - decimal.digits.count
        )
    }

    private init(isNegative: Bool, limbs: [UInt32], exponent: Int) {
        self.isNegative = isNegative
        self.limbs = limbs
        self.exponent = exponent
        while self.limbs.last == 0 { self.limbs.removeLast() }
    }

    /// Takes ASCII digits, the highest first.
    private init(isNegative: Bool, digits: [UInt8], exponent: Int) {
        var limbs: [UInt32] = []
        var end = digits.count
        while end > 0 {
            let start = max(0, end - 9)
            limbs.append(digits[start..<end].reduce(0) { $0 * 10 + UInt32($1 - UInt8(ascii: "0")) })
            end = start
        }
        self.init(isNegative: isNegative, limbs: limbs, exponent: exponent)
    }

    var isZero: Bool { limbs.isEmpty }

    var digitCount: Int { limbs.count * 9 }

    var negated: DecimalNumber {
        DecimalNumber(isNegative: !isNegative, limbs: limbs, exponent: exponent)
    }

    /// The nearest double; infinite when there is none.
    var doubleValue: Double {
        if isZero { return 0 }
        return Double((isNegative ? "-" : "") + digits + "e\(exponent)")
            ?? (isNegative ? -.infinity : .infinity)
    }

    private var digits: String {
        limbs.reversed().map { limb in
            let text = limb.description
            return String(repeating: "0", count: 9 - text.utf8.count) + text
        }.joined()
    }

    static func + (left: DecimalNumber, right: DecimalNumber) -> DecimalNumber {
        let exponent = min(left.exponent, right.exponent)
        let (a, b) = (left.limbs(at: exponent), right.limbs(at: exponent))
        if left.isNegative == right.isNegative {
            return DecimalNumber(isNegative: left.isNegative, limbs: sum(a, b), exponent: exponent)
        }
        if isLess(a, b) {
            return DecimalNumber(isNegative: right.isNegative, limbs: difference(b, a), exponent: exponent)
        }
        return DecimalNumber(isNegative: left.isNegative, limbs: difference(a, b), exponent: exponent)
    }

    static func * (left: DecimalNumber, right: DecimalNumber) -> DecimalNumber {
        DecimalNumber(
            isNegative: left.isNegative != right.isNegative,
            limbs: product(left.limbs, right.limbs),
            exponent: left.exponent + right.exponent
        )
    }

    /// The quotient rounded half away from zero to `fractionDigits` after the point; nil for a zero divisor.
    func divided(by divisor: DecimalNumber, fractionDigits: Int) -> DecimalNumber? {
        guard !divisor.isZero else { return nil }
        // quotient * 10^-fractionDigits = self / divisor, brought to whole numbers on both sides.
        let shift = exponent - divisor.exponent + fractionDigits
        let dividend = Self.product(limbs, Self.powerOfTen(max(shift, 0)))
        let scaled = Self.product(divisor.limbs, Self.powerOfTen(max(-shift, 0)))
        var (quotient, remainder) = Self.quotient(dividend, scaled)
        remainder = Self.sum(remainder, remainder)
        if !Self.isLess(remainder, scaled) { quotient = Self.sum(quotient, [1]) }
        return DecimalNumber(
            isNegative: isNegative != divisor.isNegative,
            limbs: quotient,
            exponent: -fractionDigits
        )
    }

    /// The magnitude as a multiple of 10^`lower`, which is not above `exponent`.
    private func limbs(at lower: Int) -> [UInt32] {
        Self.product(limbs, Self.powerOfTen(exponent - lower))
    }

    // MARK: Magnitudes

    private static func powerOfTen(_ exponent: Int) -> [UInt32] {
        var limbs = [UInt32](repeating: 0, count: exponent / 9)
        limbs.append((0..<(exponent % 9)).reduce(1) { power, _ in power * 10 })
        return limbs
    }

    private static func sum(_ a: [UInt32], _ b: [UInt32]) -> [UInt32] {
        var result: [UInt32] = []
        var carry: UInt64 = 0
        for index in 0..<max(a.count, b.count) {
            carry += (index < a.count ? UInt64(a[index]) : 0) + (index < b.count ? UInt64(b[index]) : 0)
            result.append(UInt32(carry % base))
            carry /= base
        }
        if carry > 0 { result.append(UInt32(carry)) }
        return result
    }

    /// `a - b` for a `b` that is not above `a`.
    private static func difference(_ a: [UInt32], _ b: [UInt32]) -> [UInt32] {
        var result: [UInt32] = []
        var borrow: Int64 = 0
        for index in 0..<a.count {
            var limb = Int64(a[index]) - borrow - (index < b.count ? Int64(b[index]) : 0)
            borrow = limb < 0 ? 1 : 0
            if limb < 0 { limb += Int64(base) }
            result.append(UInt32(limb))
        }
        while result.last == 0 { result.removeLast() }
        return result
    }

    private static func isLess(_ a: [UInt32], _ b: [UInt32]) -> Bool {
        let (a, b) = (withoutLeadingZeros(a), withoutLeadingZeros(b))
        if a.count != b.count { return a.count < b.count }
        return a.reversed().lexicographicallyPrecedes(b.reversed())
    }

    private static func withoutLeadingZeros(_ limbs: [UInt32]) -> ArraySlice<UInt32> {
        limbs[..<((limbs.lastIndex { $0 != 0 } ?? -1) + 1)]
    }

    private static func product(_ a: [UInt32], _ b: [UInt32]) -> [UInt32] {
        if a.isEmpty || b.isEmpty { return [] }
        var result = [UInt32](repeating: 0, count: a.count + b.count)
        for (i, left) in a.enumerated() {
            var carry: UInt64 = 0
            for (j, right) in b.enumerated() {
                carry += UInt64(left) * UInt64(right) + UInt64(result[i + j])
                result[i + j] = UInt32(carry % base)
                carry /= base
            }
            result[i + b.count] = UInt32(carry)
        }
        while result.last == 0 { result.removeLast() }
        return result
    }

    /// Long division, one limb of the quotient at a time, each found by bisection.
    private static func quotient(_ a: [UInt32], _ b: [UInt32]) -> ([UInt32], remainder: [UInt32]) {
        var quotient = [UInt32](repeating: 0, count: a.count)
        var remainder: [UInt32] = []
        for index in a.indices.reversed() {
            remainder = Array(withoutLeadingZeros([a[index]] + remainder))
            var low: UInt32 = 0
            var high = UInt32(base)
            while high - low > 1 {
                let middle = (low + high) / 2
                if isLess(remainder, product(b, [middle])) { high = middle } else { low = middle }
            }
            if low > 0 { remainder = difference(remainder, product(b, [low])) }
            quotient[index] = low
        }
        return (quotient, remainder)
    }
}
