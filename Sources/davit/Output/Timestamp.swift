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

    /// RFC 3339, for machines.
    static func rfc3339(_ seconds: Double) -> String {
        Date(timeIntervalSince1970: seconds).formatted(.iso8601)
    }
}
