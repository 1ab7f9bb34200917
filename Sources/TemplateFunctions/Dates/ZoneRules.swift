/// The offsets from UTC of a time zone through time.
final class ZoneRules: Sendable {
    struct Offset: Sendable {
        /// Seconds east of UTC.
        var seconds: Int
        /// `CET`, `CEST`, …; empty for an offset without a name.
        var abbreviation: String
        var isDaylight = false
    }

    /// The IANA name, `UTC`, `Local`, or what a parsed text called it.
    let name: String
    private let offsets: [Offset]
    /// From when (seconds since 1970) which of `offsets` holds, in order of time.
    private let transitions: [(start: Int64, offset: Int)]
    /// What holds after the last transition.
    private let rule: DaylightRule?

    init(name: String, offsets: [Offset], transitions: [(start: Int64, offset: Int)], rule: DaylightRule?) {
        self.name = name
        self.offsets = offsets
        self.transitions = transitions
        self.rule = rule
    }

    static func fixed(name: String, seconds: Int) -> ZoneRules {
        ZoneRules(
            name: name,
            offsets: [Offset(seconds: seconds, abbreviation: name)],
            transitions: [],
            rule: nil
        )
    }

    static var utc: ZoneRules { fixed(name: "UTC", seconds: 0) }

    /// What holds at a moment.
    func offset(at seconds: Int64) -> Offset {
        if let last = transitions.last, seconds >= last.start, let rule { return rule.offset(at: seconds) }
        if transitions.isEmpty, let rule { return rule.offset(at: seconds) }
        var (low, high) = (0, transitions.count)
        while low < high {
            let middle = (low + high) / 2
            if transitions[middle].start <= seconds { low = middle + 1 } else { high = middle }
        }
        if low > 0 { return offsets[transitions[low - 1].offset] }
        // Before all transitions the first standard time holds.
        return offsets.first { !$0.isDaylight } ?? offsets.first ?? Offset(seconds: 0, abbreviation: "UTC")
    }

    /// The offset that an abbreviation means in this zone at about that moment, if it knows it.
    func offset(of abbreviation: String, near seconds: Int64) -> Int? {
        for offset in offsets where offset.abbreviation == abbreviation {
            let found = self.offset(at: seconds - Int64(offset.seconds))
            if found.abbreviation == abbreviation { return found.seconds }
        }
        return offsets.first { $0.abbreviation == abbreviation }?.seconds
    }
}
