import OrderedCollections
import Values

/// An amount as Kubernetes writes it: `0.1`, `100m`, `1e3`, `128Mi`.
///
/// The server keeps the one spelling of several that it finds the best.
enum ResourceQuantity {
    /// The keys whose values, or whose members' values, are amounts.
    static let fields: Set<String> = [
        "requests", "limits", "hard", "capacity", "sizeLimit", "divisor", "default", "defaultRequest", "max",
        "min",
        "maxLimitRequestRatio", "averageValue", "podFixed", "overhead",
    ]

    /// Whether two values are the same amount.
    static func isSame(_ left: Value, _ right: Value) -> Bool {
        guard let left = amount(left), let right = amount(right) else { return false }
        return abs(left - right) <= 1e-12 * max(abs(left), abs(right))
    }

    /// The amount; nil for what is none.
    static func amount(_ value: Value) -> Double? {
        if let number = value.intValue { return Double(number) }
        if let number = value.doubleValue { return number }
        guard let text = value.stringValue else { return nil }
        // `1e3` and `1E3` are exponents, `1E` is a suffix.
        if let number = Double(text), text.utf8.allSatisfy(isOfNumber) { return number }
        let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == "." || $0 == "-" || $0 == "+") }
        guard let number = Double(digits), let factor = factors[String(text.dropFirst(digits.count))] else {
            return nil
        }
        return number * factor
    }

    /// The manifest of a kind of Kubernetes' own with every amount as text: a chart may have it as a number, which
    /// servers before 1.23 refuse to apply.
    static func asText(_ value: Value, in field: String = "") -> Value {
        switch value {
        case .object(let members):
            .object(
                OrderedDictionary(
                    uniqueKeysWithValues: members.map { key, member in
                        (key, asText(member, in: groups.contains(field) ? field : key))
                    }
                )
            )
        case .array(let elements): .array(elements.map { asText($0) })
        case .int(let number) where texts.contains(field): .string("\(number)")
        case .double(let number) where texts.contains(field): .string("\(number)")
        default: value
        }
    }

    /// The keys whose members are amounts in every kind that has them.
    private static let groups: Set<String> = ["requests", "limits", "hard", "capacity", "podFixed"]
    /// These, and the keys of single amounts.
    private static let texts = groups.union(["sizeLimit", "divisor"])

    private static func isOfNumber(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || ".+-eE".utf8.contains(byte)
    }

    private static let factors: [String: Double] = [
        "n": 1e-9, "u": 1e-6, "m": 1e-3, "": 1, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "P": 1e15, "E": 1e18,
        "Ki": 0x1p10, "Mi": 0x1p20, "Gi": 0x1p30, "Ti": 0x1p40, "Pi": 0x1p50, "Ei": 0x1p60,
    ]
}
