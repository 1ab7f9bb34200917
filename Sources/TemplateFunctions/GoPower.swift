#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Powers with Go's rounding errors (`math.Pow`), which show in what `round` gives for large precisions.
enum GoPower {
    /// `base` to a whole power, by repeated squaring of the fraction while exponents are added.
    static func pow(_ base: Double, _ exponent: Int) -> Double {
        var (fraction, binary) = (base.significand / 2, Int(base.exponent) + 1)
        var result = 1.0
        var resultBinary = 0
        var left = exponent.magnitude
        while left != 0 {
            if binary < -4096 || binary > 4096 {
                resultBinary += binary
                break
            }
            if left & 1 == 1 {
                result *= fraction
                resultBinary += binary
            }
            fraction *= fraction
            binary *= 2
            if fraction < 0.5 {
                fraction += fraction
                binary -= 1
            }
            left >>= 1
        }
        if exponent < 0 {
            result = 1 / result
            resultBinary = -resultBinary
        }
        return scalbn(result, Int32(clamping: resultBinary))
    }
}
