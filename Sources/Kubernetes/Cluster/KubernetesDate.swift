import FoundationEssentials

/// Times as Kubernetes writes them (RFC 3339, in UTC, with or without fractions).
enum KubernetesDate {
    /// Seconds since 1970; nil for anything else.
    static func parse(_ text: String) -> Double? {
        let whole = text.prefix { $0 != "." && $0 != "Z" }
        guard let date = try? Date("\(whole)Z", strategy: .iso8601) else { return nil }
        let fraction = text.dropFirst(whole.count).prefix { $0 != "Z" }
        return date.timeIntervalSince1970 + (Double("0\(fraction)") ?? 0)
    }

    /// The time, to the second.
    static func text(_ seconds: Double) -> String {
        Date(timeIntervalSince1970: seconds.rounded(.down)).formatted(.iso8601)
    }
}
