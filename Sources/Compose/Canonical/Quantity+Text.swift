extension Quantity {
    /// A duration as it may be read again, in whole units from hours to nanoseconds: `1h5m30s`.
    package static func durationText(_ nanoseconds: Int64) -> String {
        if nanoseconds == 0 { return "0s" }
        let units: [(name: String, size: Int64)] = [
            ("h", 3_600_000_000_000), ("m", 60_000_000_000), ("s", 1_000_000_000), ("ms", 1_000_000),
            ("us", 1_000), ("ns", 1),
        ]
        var rest = nanoseconds
        var text = ""
        for unit in units where rest >= unit.size {
            text += "\(rest / unit.size)\(unit.name)"
            rest %= unit.size
        }
        return text
    }

    /// Billionths as a decimal number without needless zeros: `0.5`, `2`.
    package static func decimalText(billionths: Int64) -> String {
        let whole = billionths / 1_000_000_000
        let fraction = billionths % 1_000_000_000
        if fraction == 0 { return "\(whole)" }
        var digits = String(fraction)
        digits = String(repeating: "0", count: 9 - digits.utf8.count) + digits
        while digits.hasSuffix("0") { digits.removeLast() }
        return "\(whole).\(digits)"
    }
}
