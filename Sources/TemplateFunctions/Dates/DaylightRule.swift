/// The yearly rule at the end of a time zone file, such as `CET-1CEST,M3.5.0,M10.5.0/3` (POSIX `TZ`).
struct DaylightRule {
    private enum Day {
        /// `Jn`: 1 to 365, February 29 never counts.
        case withoutLeapDay(Int)
        /// `n`: 0 to 365.
        case ofYear(Int)
        /// `Mm.w.d`: weekday `d` in week `w` (5 is the last) of month `m`.
        case weekday(month: Int, week: Int, day: Int)
    }

    private var standard: ZoneRules.Offset
    private var daylight: (offset: ZoneRules.Offset, start: (Day, Int), end: (Day, Int))?

    /// Nil for a text that is no such rule.
    init?(_ text: [UInt8]) {
        var parser = Parser(rest: text[...])
        guard let name = parser.name(), let west = parser.time() else { return nil }
        standard = ZoneRules.Offset(seconds: -west, abbreviation: name)
        if parser.rest.isEmpty { return }
        guard let summer = parser.name() else { return nil }
        var seconds = standard.seconds + 3600
        if let first = parser.rest.first, first != UInt8(ascii: ",") {
            guard let west = parser.time() else { return nil }
            seconds = -west
        }
        guard let start = parser.moment(), let end = parser.moment(), parser.rest.isEmpty else { return nil }
        daylight = (
            ZoneRules.Offset(seconds: seconds, abbreviation: summer, isDaylight: true), start, end
        )
    }

    /// What holds at a moment, by the rule of its year.
    func offset(at seconds: Int64) -> ZoneRules.Offset {
        guard let daylight else { return standard }
        let local = Int(seconds) + standard.seconds
        let days = local >= 0 ? local / 86_400 : (local - 86_399) / 86_400
        let year = CivilDate(daysSinceEpoch: days).year
        let start = Self.seconds(of: daylight.start, year: year) - standard.seconds
        let end = Self.seconds(of: daylight.end, year: year) - daylight.offset.seconds
        let now = Int(seconds)
        let isDaylight = start < end ? start <= now && now < end : now < end || start <= now
        return isDaylight ? daylight.offset : standard
    }

    private static func seconds(of moment: (day: Day, time: Int), year: Int) -> Int {
        let newYear = CivilDate.daysSinceEpoch(year: year, month: 1, day: 1)
        let day: Int
        switch moment.day {
        case .ofYear(let number): day = newYear + number
        case .withoutLeapDay(let number):
            day = newYear + number - 1 + (CivilDate.isLeap(year) && number >= 60 ? 1 : 0)
        case .weekday(let month, let week, let weekday):
            let first = CivilDate.daysSinceEpoch(year: year, month: month, day: 1)
            // 1970-01-01 was a Thursday.
            let firstWeekday = ((first + 4) % 7 + 7) % 7
            var offset = (weekday - firstWeekday + 7) % 7 + (week - 1) * 7
            while offset >= CivilDate.daysIn(month: month, year: year) { offset -= 7 }
            day = first + offset
        }
        return day * 86_400 + moment.time
    }

    private struct Parser {
        var rest: ArraySlice<UInt8>

        mutating func name() -> String? {
            if rest.first == UInt8(ascii: "<") {
                guard let end = rest.firstIndex(of: UInt8(ascii: ">")) else { return nil }
                defer { rest = rest[(end + 1)...] }
                return String(decoding: rest[(rest.startIndex + 1)..<end], as: UTF8.self)
            }
            let letters = rest.prefix { (0x41...0x5A).contains($0 & ~0x20) }
            rest = rest.dropFirst(letters.count)
            return letters.count >= 3 ? String(decoding: letters, as: UTF8.self) : nil
        }

        mutating func number() -> Int? {
            let digits = rest.prefix { (0x30...0x39).contains($0) }
            guard !digits.isEmpty, digits.count < 6 else { return nil }
            rest = rest.dropFirst(digits.count)
            return digits.reduce(0) { $0 * 10 + Int($1) - 0x30 }
        }

        private mutating func skip(_ byte: Unicode.Scalar) -> Bool {
            guard rest.first == UInt8(ascii: byte) else { return false }
            rest = rest.dropFirst()
            return true
        }

        /// `[+-]h[:mm[:ss]]` in seconds.
        mutating func time() -> Int? {
            let isNegative = skip("-")
            if !isNegative { _ = skip("+") }
            guard var seconds = number().map({ $0 * 3600 }) else { return nil }
            for unit in [60, 1] where skip(":") {
                guard let value = number() else { return nil }
                seconds += value * unit
            }
            return isNegative ? -seconds : seconds
        }

        /// `,day[/time]`; the time is 2 o'clock when it is not given.
        mutating func moment() -> (Day, Int)? {
            guard skip(",") else { return nil }
            let day: Day
            if skip("J") {
                guard let number = number() else { return nil }
                day = .withoutLeapDay(number)
            } else if skip("M") {
                guard let month = number(), skip("."), let week = number(), skip("."), let weekday = number(),
                    (1...12).contains(month), (1...5).contains(week), (0...6).contains(weekday)
                else { return nil }
                day = .weekday(month: month, week: week, day: weekday)
            } else {
                guard let number = number() else { return nil }
                day = .ofYear(number)
            }
            guard skip("/") else { return (day, 7200) }
            return time().map { (day, $0) }
        }
    }
}
