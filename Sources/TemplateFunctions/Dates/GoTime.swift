import GoTemplate

/// A `time.Time`: a moment and the zone it is shown in.
final class GoTime: GoObject, Sendable {
    /// Seconds since 1970-01-01 UTC.
    let seconds: Int64
    let nanoseconds: Int32
    let zone: ZoneRules
    /// The offset that holds at the moment.
    let offset: ZoneRules.Offset

    init(seconds: Int64, nanoseconds: Int32 = 0, zone: ZoneRules) {
        self.seconds = seconds
        self.nanoseconds = nanoseconds
        self.zone = zone
        offset = zone.offset(at: seconds)
    }

    /// Go's zero time.
    static func zero(zone: ZoneRules) -> GoTime { GoTime(seconds: zeroSeconds, zone: zone) }

    static let zeroSeconds: Int64 = -62_135_596_800

    func shown(in zone: ZoneRules) -> GoTime {
        GoTime(seconds: seconds, nanoseconds: nanoseconds, zone: zone)
    }

    func adding(_ duration: GoDuration) -> GoTime {
        let total = Int64(nanoseconds) + duration.nanoseconds % 1_000_000_000
        let carry = total >= 1_000_000_000 ? 1 : total < 0 ? -1 : 0
        return GoTime(
            seconds: seconds &+ duration.nanoseconds / 1_000_000_000 &+ Int64(carry),
            nanoseconds: Int32(total - Int64(carry) * 1_000_000_000),
            zone: zone
        )
    }

    /// The time from `other` to this one, at most what a duration can hold.
    func since(_ other: GoTime) -> GoDuration {
        let (difference, overflows) = seconds.subtractingReportingOverflow(other.seconds)
        let (scaled, alsoOverflows) = difference.multipliedReportingOverflow(by: 1_000_000_000)
        let rest = Int64(nanoseconds) - Int64(other.nanoseconds)
        let (total, finallyOverflows) = scaled.addingReportingOverflow(rest)
        if overflows || alsoOverflows || finallyOverflows {
            return GoDuration(seconds < other.seconds ? .min : .max)
        }
        return GoDuration(total)
    }

    // MARK: Fields

    /// From the first of March of the year -292277022400 to 1970-01-01: Go counts from there, without a
    /// sign, and so times at the ends of the range wrap around.
    private static let daysBefore1970 = 292_277_022_400 / 400 * 146_097 + 719_468

    /// Seconds of the zone's clock since the day that Go counts from.
    private var absoluteSeconds: UInt64 {
        UInt64(bitPattern: seconds &+ Int64(offset.seconds) &+ Int64(Self.daysBefore1970 * 86_400))
    }

    private var days: Int { Int(absoluteSeconds / 86_400) - Self.daysBefore1970 }

    var date: CivilDate { CivilDate(daysSinceEpoch: days) }

    private var secondOfDay: Int { Int(absoluteSeconds % 86_400) }

    var hour: Int { secondOfDay / 3600 }
    var minute: Int { secondOfDay / 60 % 60 }
    var second: Int { secondOfDay % 60 }

    /// 0 is Sunday.
    var weekday: Int { ((days + 4) % 7 + 7) % 7 }

    /// The moment that a clock in `zone` shows so; month and day may lie outside their ranges.
    static func at(
        year: Int,
        month: Int,
        day: Int,
        secondOfDay: Int,
        nanoseconds: Int32,
        zone: ZoneRules
    ) -> GoTime {
        let days = CivilDate.daysSinceEpoch(year: year, month: month, day: day)
        let local = Int64(days) &* 86_400 &+ Int64(secondOfDay)
        // The offset depends on the moment: try that of about the moment, then that of the result.
        let guess = local &- Int64(zone.offset(at: local).seconds)
        let found = zone.offset(at: guess).seconds
        return GoTime(seconds: local &- Int64(found), nanoseconds: nanoseconds, zone: zone)
    }

    // MARK: GoObject

    var typeName: String { "time.Time" }
    var kindName: String { "struct" }
    func field(_ name: String) -> GoValue? { nil }
    func method(_ name: String) -> GoFunction? { methodOfTime(name) }
    var printed: GoString { GoString(GoTimeLayout.format(self, layout: GoTimeLayout.string)) }
    var json: GoValue? { .string(GoTimeLayout.format(self, layout: GoTimeLayout.rfc3339Nano)) }

    func isEqual(to other: any GoObject) -> Bool {
        guard let other = other as? GoTime else { return false }
        return seconds == other.seconds && nanoseconds == other.nanoseconds && zone.name == other.zone.name
    }
}
