import Values

/// Arithmetic on numbers of values without losing digits.
enum Number {
    /// -1, 0 or 1 as `left` is less than, equal to or greater than `right`; nil for what is no number.
    static func order(_ left: Value, _ right: Value) -> Int? {
        if case .int(let left) = left, case .int(let right) = right {
            return (left > right ? 1 : 0) - (left < right ? 1 : 0)
        }
        guard let left = left.doubleValue, let right = right.doubleValue else { return nil }
        return (left > right ? 1 : 0) - (left < right ? 1 : 0)
    }

    /// Whether `value` is a whole number of times `factor`, both taken as they are written in decimal.
    static func isMultiple(_ value: Value, of factor: Value) -> Bool {
        if case .int(let value) = value, case .int(let factor) = factor { return value % factor == 0 }
        guard let value = value.doubleValue, let factor = factor.doubleValue, value.isFinite else {
            return false
        }
        let dividend = ShortestDecimal(value)
        let divisor = ShortestDecimal(factor)
        let exponent = min(dividend.lastExponent, divisor.lastExponent)
        if let dividend = dividend.scaled(to: exponent), let divisor = divisor.scaled(to: exponent),
            divisor != 0
        {
            return dividend % divisor == 0
        }
        return value.remainder(dividingBy: factor) == 0
    }
}

extension ShortestDecimal {
    /// The power of ten of the last digit.
    fileprivate var lastExponent: Int { pointPosition - digits.count }

    /// The magnitude in units of ten to the power of `exponent`; nil when it is too large.
    fileprivate func scaled(to exponent: Int) -> UInt128? {
        let zeros = lastExponent - exponent
        guard digits.count + zeros <= 38 else { return nil }
        var result: UInt128 = 0
        for digit in digits { result = result * 10 + UInt128(digit - UInt8(ascii: "0")) }
        for _ in 0..<zeros { result *= 10 }
        return result
    }
}
