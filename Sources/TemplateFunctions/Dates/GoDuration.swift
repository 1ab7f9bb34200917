import GoTemplate

/// A `time.Duration`: nanoseconds.
final class GoDuration: GoObject, Sendable {
    let nanoseconds: Int64

    init(_ nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    private static let units: [(name: String, nanoseconds: UInt64)] = [
        ("ns", 1), ("us", 1000), ("µs", 1000), ("μs", 1000), ("ms", 1_000_000), ("s", 1_000_000_000),
        ("m", 60_000_000_000), ("h", 3_600_000_000_000),
    ]

    /// Reads `1h30m5.5s` as `time.ParseDuration` does.
    ///
    /// - Throws: Go's text of what is wrong.
    init(parsing text: [UInt8]) throws(GoError) {
        let shown = TimeQuoting.quoted(text)
        let invalid = GoError("time: invalid duration \(shown)")
        var rest = text[...]
        var isNegative = false
        if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
            isNegative = sign == UInt8(ascii: "-")
            rest = rest.dropFirst()
        }
        if rest.elementsEqual([UInt8(ascii: "0")]) {
            nanoseconds = 0
            return
        }
        guard !rest.isEmpty else { throw invalid }
        var total: UInt64 = 0
        while !rest.isEmpty {
            let (part, remaining) = try Self.part(rest, shown, invalid)
            rest = remaining
            let (sum, overflows) = total.addingReportingOverflow(part)
            guard !overflows, sum <= 1 << 63 else { throw invalid }
            total = sum
        }
        if isNegative {
            nanoseconds = Int64(truncatingIfNeeded: 0 &- total)
        } else {
            guard let value = Int64(exactly: total) else { throw invalid }
            nanoseconds = value
        }
    }

    /// One number with its unit, in nanoseconds.
    private static func part(
        _ text: ArraySlice<UInt8>,
        _ shown: String,
        _ invalid: GoError
    ) throws(GoError) -> (UInt64, ArraySlice<UInt8>) {
        func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
        let whole = text.prefix(while: isDigit)
        var rest = text.dropFirst(whole.count)
        var fraction = rest.prefix(0)
        if rest.first == UInt8(ascii: ".") {
            fraction = rest.dropFirst().prefix(while: isDigit)
            rest = rest.dropFirst(1 + fraction.count)
        }
        guard !whole.isEmpty || !fraction.isEmpty else { throw invalid }
        let unitText = rest.prefix { $0 != UInt8(ascii: ".") && !isDigit($0) }
        guard !unitText.isEmpty else { throw GoError("time: missing unit in duration \(shown)") }
        let name = String(decoding: unitText, as: UTF8.self)
        guard let unit = units.first(where: { $0.name == name }) else {
            throw GoError(
                "time: unknown unit \(TimeQuoting.quoted([UInt8](text: name))) in duration \(shown)"
            )
        }
        var value: UInt64 = 0
        for digit in whole {
            let (product, overflows) = value.multipliedReportingOverflow(by: 10)
            guard !overflows, product + UInt64(digit - 0x30) <= 1 << 63 else { throw invalid }
            value = product + UInt64(digit - 0x30)
        }
        let (scaled, overflows) = value.multipliedReportingOverflow(by: unit.nanoseconds)
        guard !overflows, scaled <= 1 << 63 else { throw invalid }
        var part = 0.0
        var scale = 1.0
        for digit in fraction.prefix(18) {
            part = part * 10 + Double(digit - 0x30)
            scale *= 10
        }
        return (scaled + UInt64(part * (Double(unit.nanoseconds) / scale)), rest.dropFirst(unitText.count))
    }

    /// `1h0m5.5s`, `1.5ms`, `0s`.
    var text: String {
        let magnitude = nanoseconds.magnitude
        let sign = nanoseconds < 0 ? "-" : ""
        switch magnitude {
        case 0: return "0s"
        case ..<1000: return "\(sign)\(magnitude)ns"
        case ..<1_000_000: return sign + Self.decimal(magnitude, 1000) + "µs"
        case ..<1_000_000_000: return sign + Self.decimal(magnitude, 1_000_000) + "ms"
        default:
            let minutes = magnitude / 60_000_000_000
            let seconds = Self.decimal(magnitude % 60_000_000_000, 1_000_000_000) + "s"
            if minutes == 0 { return sign + seconds }
            if minutes < 60 { return "\(sign)\(minutes)m\(seconds)" }
            return "\(sign)\(minutes / 60)h\(minutes % 60)m\(seconds)"
        }
    }

    /// `value / unit` with as many decimals as it needs.
    private static func decimal(_ value: UInt64, _ unit: UInt64) -> String {
        var fraction = (value % unit + unit).description.dropFirst()
        while fraction.last == "0" { fraction.removeLast() }
        return (value / unit).description + (fraction.isEmpty ? "" : ".\(fraction)")
    }

    /// To the nearest multiple, halves away from zero.
    func rounded(to unit: Int64) -> GoDuration {
        guard unit > 0 else { return self }
        let rest = nanoseconds.magnitude % unit.magnitude
        let isUp = rest + rest >= unit.magnitude
        let (magnitude, overflows) = (nanoseconds.magnitude - rest).addingReportingOverflow(
            isUp ? unit.magnitude : 0
        )
        guard !overflows, let value = Int64(exactly: magnitude) else {
            return GoDuration(nanoseconds < 0 ? .min : .max)
        }
        return GoDuration(nanoseconds < 0 ? -value : value)
    }

    // MARK: GoObject

    var typeName: String { "time.Duration" }
    var kindName: String { "int64" }
    var printed: GoString { GoString(text) }
    var json: GoValue? { .int64(nanoseconds) }
    func field(_ name: String) -> GoValue? { nil }

    func method(_ name: String) -> GoFunction? {
        let value: @Sendable (GoDuration) -> GoValue
        switch name {
        case "String": value = { .string($0.printed) }
        case "Hours": value = { .float64(Double($0.nanoseconds) / 3_600_000_000_000) }
        case "Minutes": value = { .float64(Double($0.nanoseconds) / 60_000_000_000) }
        case "Seconds": value = { .float64(Double($0.nanoseconds) / 1_000_000_000) }
        case "Milliseconds": value = { .int64($0.nanoseconds / 1_000_000) }
        case "Microseconds": value = { .int64($0.nanoseconds / 1000) }
        case "Nanoseconds": value = { .int64($0.nanoseconds) }
        case "Abs": value = { .object(GoDuration($0.nanoseconds == .min ? .max : abs($0.nanoseconds))) }
        case "Round":
            return GoFunction(name, [.named("time.Duration")]) { [self] arguments, _ in
                .object(rounded(to: arguments[0].duration.nanoseconds))
            }
        case "Truncate":
            return GoFunction(name, [.named("time.Duration")]) { [self] arguments, _ in
                let unit = arguments[0].duration.nanoseconds
                return .object(GoDuration(unit > 0 ? nanoseconds - nanoseconds % unit : nanoseconds))
            }
        default: return nil
        }
        return GoFunction(name) { [self] _, _ in value(self) }
    }

    func isEqual(to other: any GoObject) -> Bool {
        (other as? GoDuration)?.nanoseconds == nanoseconds
    }
}
