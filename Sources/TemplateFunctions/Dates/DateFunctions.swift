import GoTemplate
import Synchronization

/// Sprig's functions on dates and durations.
struct DateFunctions: Sendable {
    /// The clock.
    let now: @Sendable () -> FunctionOptions.Moment
    /// The zone that Go calls `Local`.
    let localZone: String

    /// Zones read before, by name.
    private final class Cache: Sendable {
        let zones = Mutex<[String: ZoneRules]>([:])
    }

    private let cache = Cache()

    init(options: FunctionOptions) {
        now = options.now
        localZone = options.localZone
    }

    var all: [GoFunction] { showing + changing + durations }

    private var showing: [GoFunction] {
        let inZone = GoFunction("dateInZone", [.string, .any, .string]) { arguments, _ in
            show(arguments[1], arguments[0].stringBytes, in: arguments[2].stringText)
        }
        let htmlLayout = [UInt8](text: "2006-01-02")
        return [
            GoFunction("now") { _, _ in .object(currentTime) },
            GoFunction("date", [.string, .any]) { arguments, _ in
                show(arguments[1], arguments[0].stringBytes, in: "Local")
            },
            inZone, inZone.named("date_in_zone"),
            GoFunction("htmlDate", [.any]) { arguments, _ in show(arguments[0], htmlLayout, in: "Local") },
            GoFunction("htmlDateInZone", [.any, .string]) { arguments, _ in
                show(arguments[0], htmlLayout, in: arguments[1].stringText)
            },
            GoFunction("unixEpoch", [.named("time.Time")]) { arguments, _ in
                .text((arguments[0].time?.seconds ?? 0).description)
            },
        ]
    }

    private var changing: [GoFunction] {
        let modify = GoFunction("dateModify", [.string, .named("time.Time")]) { arguments, _ in
            (try? modified(arguments)) ?? arguments[1]
        }
        let mustModify = GoFunction("mustDateModify", [.string, .named("time.Time")]) {
            arguments,
            _ throws(GoError) in
            try modified(arguments)
        }
        return [
            modify, modify.named("date_modify"), mustModify, mustModify.named("must_date_modify"),
            GoFunction("toDate", [.string, .string]) { arguments, _ in
                (try? parsed(arguments)) ?? .object(GoTime.zero(zone: .utc))
            },
            GoFunction("mustToDate", [.string, .string]) { arguments, _ throws(GoError) in
                try parsed(arguments)
            },
        ]
    }

    private var durations: [GoFunction] {
        [
            GoFunction("ago", [.any]) { arguments, _ in
                let duration = currentTime.since(moment(arguments[0]))
                return .text(duration.rounded(to: 1_000_000_000).text)
            },
            GoFunction("duration", [.any]) { arguments, _ in
                let seconds: Int64 =
                    switch arguments[0] {
                    case .string(let text): GoIntegerText.clamped(text.bytes)
                    case .int64(let value): value
                    default: 0
                    }
                return .text(GoDuration(seconds &* 1_000_000_000).text)
            },
            GoFunction("durationRound", [.any]) { arguments, _ in
                let duration: GoDuration? =
                    switch arguments[0] {
                    case .string(let text): try? GoDuration(parsing: text.bytes)
                    case .int64(let value): GoDuration(value)
                    case .object(let time as GoTime): currentTime.since(time)
                    default: nil
                    }
                return .text(Self.rounded(duration?.nanoseconds.magnitude ?? 0))
            },
        ]
    }

    /// The largest unit of which the duration is more than one, and how many of them.
    private static func rounded(_ nanoseconds: UInt64) -> String {
        let hour: UInt64 = 3_600_000_000_000
        let units: [(String, UInt64)] = [
            ("y", hour * 24 * 365), ("mo", hour * 24 * 30), ("d", hour * 24), ("h", hour),
            ("m", 60_000_000_000), ("s", 1_000_000_000),
        ]
        for (name, unit) in units where nanoseconds > unit { return "\(nanoseconds / unit)\(name)" }
        return "0s"
    }

    private var currentTime: GoTime {
        let moment = now()
        return GoTime(seconds: moment.seconds, nanoseconds: moment.nanoseconds, zone: zone("Local"))
    }

    /// A time, or whole seconds since 1970; anything else is now.
    private func moment(_ value: GoValue) -> GoTime {
        switch value {
        case .int(let seconds): GoTime(seconds: Int64(seconds), zone: zone("Local"))
        case .int64(let seconds): GoTime(seconds: seconds, zone: zone("Local"))
        case .object(let time as GoTime): time
        default: currentTime
        }
    }

    private func show(_ value: GoValue, _ layout: [UInt8], in zoneName: String) -> GoValue {
        .string(GoTimeLayout.format(moment(value).shown(in: zone(zoneName)), layout: layout))
    }

    /// The zone of that name; UTC when there is none.
    private func zone(_ name: String) -> ZoneRules {
        let name = name == "Local" ? localZone : name
        if name.isEmpty || name == "UTC" { return .utc }
        if let zone = cache.zones.withLock({ $0[name] }) { return zone }
        let zone = ZoneFile.load(name) ?? .utc
        cache.zones.withLock { $0[name] = zone }
        return zone
    }

    private func modified(_ arguments: [GoValue]) throws(GoError) -> GoValue {
        let duration = try GoDuration(parsing: arguments[0].stringBytes)
        return arguments[1].time.map { .object($0.adding(duration)) } ?? arguments[1]
    }

    private func parsed(_ arguments: [GoValue]) throws(GoError) -> GoValue {
        .object(
            try GoTimeLayout.parse(
                arguments[1].stringBytes,
                layout: arguments[0].stringBytes,
                zone: zone("Local")
            )
        )
    }
}
