import GoTemplate

extension GoTime {
    /// The exported methods of `time.Time` that a template can call.
    func methodOfTime(_ name: String) -> GoFunction? {
        switch name {
        case "String": constant(name) { .string($0.printed) }
        case "Format":
            GoFunction(name, [.string]) { [self] arguments, _ in
                .string(GoTimeLayout.format(self, layout: arguments[0].stringBytes))
            }
        case "Year": constant(name) { .int($0.date.year) }
        case "Month":
            constant(name) {
                .object(
                    GoNamedNumber("time.Month", Int64($0.date.month), CivilDate.monthNames[$0.date.month - 1])
                )
            }
        case "Weekday":
            constant(name) {
                .object(GoNamedNumber("time.Weekday", Int64($0.weekday), CivilDate.weekdayNames[$0.weekday]))
            }
        case "Day": constant(name) { .int($0.date.day) }
        case "YearDay": constant(name) { .int($0.date.dayOfYear) }
        case "Hour": constant(name) { .int($0.hour) }
        case "Minute": constant(name) { .int($0.minute) }
        case "Second": constant(name) { .int($0.second) }
        case "Nanosecond": constant(name) { .int(Int($0.nanoseconds)) }
        case "Unix": constant(name) { .int64($0.seconds) }
        case "UnixMilli": constant(name) { .int64($0.seconds &* 1000 &+ Int64($0.nanoseconds) / 1_000_000) }
        case "UnixMicro": constant(name) { .int64($0.seconds &* 1_000_000 &+ Int64($0.nanoseconds) / 1000) }
        case "UnixNano": constant(name) { .int64($0.seconds &* 1_000_000_000 &+ Int64($0.nanoseconds)) }
        case "IsZero": constant(name) { .bool($0.seconds == Self.zeroSeconds && $0.nanoseconds == 0) }
        case "IsDST": constant(name) { .bool($0.offset.isDaylight) }
        // A time does not know which zone is the local one; unless told otherwise that is UTC.
        case "UTC", "Local": constant(name) { .object($0.shown(in: .utc)) }
        case "Before": comparison(name) { $0 < $1 }
        case "After": comparison(name) { $0 > $1 }
        case "Equal": comparison(name) { $0 == $1 }
        case "Compare":
            GoFunction(name, [.named("time.Time")]) { [self] arguments, _ in
                guard let other = arguments[0].time else { return .int(0) }
                return .int(instant < other.instant ? -1 : instant == other.instant ? 0 : 1)
            }
        case "Sub":
            GoFunction(name, [.named("time.Time")]) { [self] arguments, _ in
                .object(arguments[0].time.map { since($0) } ?? GoDuration(0))
            }
        case "Add":
            GoFunction(name, [.named("time.Duration")]) { [self] arguments, _ in
                .object(adding(arguments[0].duration))
            }
        case "Truncate", "Round":
            GoFunction(name, [.named("time.Duration")]) { [self] arguments, _ in
                .object(rounded(to: arguments[0].duration, isNearest: name == "Round"))
            }
        case "AddDate":
            GoFunction(name, [.int, .int, .int]) { [self] arguments, _ in
                let date = date
                return .object(
                    GoTime.at(
                        year: date.year &+ arguments[0].integer,
                        month: date.month &+ arguments[1].integer,
                        day: date.day &+ arguments[2].integer,
                        secondOfDay: hour * 3600 + minute * 60 + second,
                        nanoseconds: nanoseconds,
                        zone: zone
                    )
                )
            }
        default: otherMethod(name)
        }
    }

    /// Methods for other programs than templates, which can be called all the same or have Go's error.
    private func otherMethod(_ name: String) -> GoFunction? {
        switch name {
        case "MarshalText": return constant(name) { .bytes($0.plainText) }
        case "MarshalJSON":
            return constant(name) { .bytes([UInt8(ascii: "\"")] + $0.plainText + [UInt8(ascii: "\"")]) }
        case "MarshalBinary", "GobEncode": return constant(name) { .bytes($0.binary) }
        case "Zone", "ISOWeek", "ZoneBounds":
            let second = name == "ZoneBounds" ? "time.Time" : "int"
            return uncallable(
                name,
                "invalid function signature for \(name): second return value should be error; is \(second)"
            )
        case "Date", "Clock":
            return uncallable(name, "function \(name) has 3 return values; should be 1 or 2")
        default: return nil
        }
    }

    private func uncallable(_ name: String, _ problem: String) -> GoFunction {
        var function = constant(name) { _ in .nil }
        function.signatureProblem = problem
        return function
    }

    private var plainText: [UInt8] { GoTimeLayout.format(self, layout: GoTimeLayout.rfc3339Nano) }

    /// Go's own format: a version, seconds since the year 1, nanoseconds, and minutes east of UTC, -1 for UTC.
    private var binary: [UInt8] {
        let minutes = zone.name == "UTC" ? -1 : offset.seconds / 60
        var bytes: [UInt8] = [1]
        for shift in stride(from: 56, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: (seconds &- Self.zeroSeconds) >> Int64(shift)))
        }
        for shift in stride(from: 24, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: nanoseconds >> Int32(shift)))
        }
        return bytes + [UInt8(truncatingIfNeeded: minutes >> 8), UInt8(truncatingIfNeeded: minutes)]
    }

    private var instant: (Int64, Int32) { (seconds, nanoseconds) }

    private func constant(
        _ name: String,
        _ value: @escaping @Sendable (GoTime) -> GoValue
    ) -> GoFunction {
        GoFunction(name) { [self] _, _ in value(self) }
    }

    private func comparison(
        _ name: String,
        _ compare: @escaping @Sendable ((Int64, Int32), (Int64, Int32)) -> Bool
    ) -> GoFunction {
        GoFunction(name, [.named("time.Time")]) { [self] arguments, _ in
            .bool(arguments[0].time.map { compare(instant, $0.instant) } ?? false)
        }
    }

    /// Cut, or brought to the nearest, multiple of a duration since Go's zero time.
    private func rounded(to duration: GoDuration, isNearest: Bool) -> GoTime {
        guard duration.nanoseconds > 0 else { return self }
        let sinceZero = (Int128(seconds) - Int128(Self.zeroSeconds)) * 1_000_000_000 + Int128(nanoseconds)
        let step = Int128(duration.nanoseconds)
        let rest = ((sinceZero % step) + step) % step
        let change = isNearest && rest + rest >= step ? step - rest : -rest
        return adding(GoDuration(Int64(change)))
    }
}

extension GoValue {
    var time: GoTime? {
        if case .object(let object) = self { object as? GoTime } else { nil }
    }

    var duration: GoDuration {
        if case .object(let object) = self { object as? GoDuration ?? GoDuration(0) } else { GoDuration(0) }
    }
}

/// A number of a named Go type that prints as a word: `time.Month`, `time.Weekday`.
final class GoNamedNumber: GoObject {
    let typeName: String
    let number: Int64
    let printed: GoString

    init(_ typeName: String, _ number: Int64, _ text: String) {
        self.typeName = typeName
        self.number = number
        printed = GoString(text)
    }

    var kindName: String { "int" }
    func field(_ name: String) -> GoValue? { nil }
    func method(_ name: String) -> GoFunction? {
        name == "String" ? GoFunction(name) { [printed] _, _ in .string(printed) } : nil
    }
    var json: GoValue? { .int64(number) }

    func isEqual(to other: any GoObject) -> Bool {
        (other as? GoNamedNumber)?.number == number && other.typeName == typeName
    }
}
