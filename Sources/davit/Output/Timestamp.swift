import FoundationEssentials

/// Points in time for people.
enum Timestamp {
    /// `2026-08-20 14:03:59 UTC`.
    static func text(_ seconds: Double) -> String {
        let date = Date(timeIntervalSince1970: seconds)
        return date.formatted(
            Date.ISO8601FormatStyle(dateSeparator: .dash, dateTimeSeparator: .space, timeSeparator: .colon)
                .year().month().day().time(includingFractionalSeconds: false)
        ) + " UTC"
    }

    /// How long something took or is ago, in the largest fitting unit: `42s`, `3m`, `2h`, `5d`.
    static func age(_ seconds: Double) -> String {
        let seconds = Int(max(0, seconds))
        switch seconds {
        case ..<120: return "\(seconds)s"
        case ..<7200: return "\(seconds / 60)m"
        case ..<172_800: return "\(seconds / 3600)h"
        default: return "\(seconds / 86_400)d"
        }
    }

    /// RFC 3339, for machines.
    static func rfc3339(_ seconds: Double) -> String {
        Date(timeIntervalSince1970: seconds).formatted(.iso8601)
    }
}
