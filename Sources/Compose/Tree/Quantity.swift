/// Reads quantities with units; every number is scaled exactly, in integers.
package enum Quantity {
    /// The units of durations in nanoseconds (specification, "Specifying durations", and `ns`, `d`, `w`).
    private static let durationUnits: [(name: String, nanoseconds: Int64)] = [
        ("ns", 1), ("us", 1_000), ("µs", 1_000), ("ms", 1_000_000), ("s", 1_000_000_000),
        ("m", 60_000_000_000), ("h", 3_600_000_000_000), ("d", 86_400_000_000_000),
        ("w", 604_800_000_000_000),
    ]

    /// The units of sizes as powers of 1024.
    private static let sizeUnits: [UInt8: Int] = [
        UInt8(ascii: "k"): 1, UInt8(ascii: "m"): 2, UInt8(ascii: "g"): 3, UInt8(ascii: "t"): 4,
        UInt8(ascii: "p"): 5,
    ]

    /// The nanoseconds of `1h5m30s`; nil for another form, a negative one or one too large.
    static func nanoseconds(_ text: [UInt8]) -> Int64? {
        if text == [UInt8(ascii: "0")] { return 0 }
        var total: Int64 = 0
        var rest = text[...]
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let number = rest.prefix { $0.isDigit || $0 == UInt8(ascii: ".") }
            rest = rest.dropFirst(number.count)
            let name = rest.prefix { !$0.isDigit && $0 != UInt8(ascii: ".") }
            rest = rest.dropFirst(name.count)
            let unit = durationUnits.first { $0.name.utf8.elementsEqual(name) }
            guard let unit, let part = scaled(number, by: unit.nanoseconds) else { return nil }
            let (sum, overflow) = total.addingReportingOverflow(part)
            guard !overflow else { return nil }
            total = sum
        }
        return total
    }

    /// The bytes of `512m`, `1.5GB`, `64kib` or `100`; nil for another form or one too large.
    static func bytes(_ text: [UInt8]) -> Int64? {
        let lowercase = text.map { $0.isLetter ? $0 | 0x20 : $0 }
        let number = lowercase.prefix { $0.isDigit || $0 == UInt8(ascii: ".") }
        var unit = lowercase.dropFirst(number.count)
        if unit.first == UInt8(ascii: " ") { unit = unit.dropFirst() }
        var power = 0
        if let first = unit.first, let known = sizeUnits[first] {
            power = known
            unit = unit.dropFirst()
            // `Ki` and its like are Kubernetes' way of writing the same units.
            if unit.elementsEqual("ib".utf8) || unit.elementsEqual("i".utf8) { unit = [] }
        }
        guard unit.isEmpty || unit.elementsEqual("b".utf8) else { return nil }
        return scaled(number, by: Int64(1) << Int64(10 * power))
    }

    /// The bytes of a size as documents write it: `512m`, `1.5GB`; nil for another form.
    package static func size(_ text: String) -> Int64? { bytes(Array(text.utf8)) }

    /// The decimal number times `unit`, cut to a whole number; nil for another form or one too large.
    static func scaled(_ number: ArraySlice<UInt8>, by unit: Int64) -> Int64? {
        let parts = number.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        guard number.contains(where: \.isDigit), parts.allSatisfy({ $0.allSatisfy(\.isDigit) }) else {
            return nil
        }
        var total: Int64 = 0
        for digit in parts[0] {
            let (tenfold, overflow) = total.multipliedReportingOverflow(by: 10)
            let (sum, carried) = tenfold.addingReportingOverflow(Int64(digit - UInt8(ascii: "0")))
            guard !overflow, !carried else { return nil }
            total = sum
        }
        let (whole, overflow) = total.multipliedReportingOverflow(by: unit)
        guard !overflow else { return nil }
        guard parts.count == 2 else { return whole }
        // Beyond 18 digits a fraction cannot change the result for any unit used here.
        var numerator: Int64 = 0
        var denominator: Int64 = 1
        for digit in parts[1].prefix(18) {
            numerator = numerator * 10 + Int64(digit - UInt8(ascii: "0"))
            denominator *= 10
        }
        let product = numerator.multipliedFullWidth(by: unit)
        let fraction = denominator.dividingFullWidth(product).quotient
        let (sum, carried) = whole.addingReportingOverflow(fraction)
        return carried ? nil : sum
    }
}
