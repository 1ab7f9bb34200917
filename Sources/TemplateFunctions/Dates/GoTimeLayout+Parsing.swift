import GoTemplate

extension GoTimeLayout {
    /// Reads `text` by `layout`, as `time.ParseInLocation` does; `zone` is that of a text that names none.
    ///
    /// - Throws: Go's text of what is wrong.
    static func parse(_ text: [UInt8], layout: [UInt8], zone: ZoneRules) throws(GoError) -> GoTime {
        var parser = TimeParser(text: text, layout: layout)
        try parser.run()
        return try parser.time(zone: zone)
    }
}

/// The fields of a time as they are read.
private struct TimeParser {
    let text: [UInt8]
    let layout: [UInt8]
    private var offset = 0

    private var year = 0
    private var month: Int?
    private var day: Int?
    private var dayOfYear: Int?
    private var (hour, minute, second) = (0, 0, 0)
    private var nanoseconds = 0
    /// Whether `PM` or `AM` was read.
    private var isAfternoon: Bool?
    private var isUTC = false
    private var zoneOffset: Int?
    private var zoneName: String?

    /// What goes wrong inside one element.
    private enum Mismatch: Error {
        case noMatch
        case outOfRange(String)
    }

    init(text: [UInt8], layout: [UInt8]) {
        self.text = text
        self.layout = layout
    }

    mutating func run() throws(GoError) {
        var position = 0
        while true {
            let next = GoTimeLayout.next(in: layout, from: position)
            let literal = Array(layout[position..<(next?.start ?? layout.count)])
            do throws(Mismatch) {
                try skip(literal)
            } catch {
                throw mismatch(Array(text[offset...]), literal)
            }
            guard let next else { break }
            position = next.end
            let start = offset
            do throws(Mismatch) {
                try read(next.element, following: position)
            } catch {
                if case .outOfRange(let field) = error { throw outOfRange(field) }
                throw mismatch(Array(text[start...]), Array(layout[next.start..<next.end]))
            }
        }
        if offset < text.count {
            throw GoError("parsing time \(quoted(text)): extra text: \(quoted(Array(text[offset...])))")
        }
    }

    private func quoted(_ bytes: [UInt8]) -> String {
        TimeQuoting.quoted(bytes)
    }

    private func mismatch(_ found: [UInt8], _ wanted: [UInt8]) -> GoError {
        GoError(
            "parsing time \(quoted(text)) as \(quoted(layout)): cannot parse \(quoted(found)) as \(quoted(wanted))"
        )
    }

    private func outOfRange(_ field: String) -> GoError {
        GoError("parsing time \(quoted(text)): \(field) out of range")
    }

    // MARK: Bytes

    private var current: UInt8? { offset < text.count ? text[offset] : nil }

    private func isDigit(_ index: Int) -> Bool {
        index < text.count && (0x30...0x39).contains(text[index])
    }

    /// Literal text of the layout; any number of spaces matches any number of them.
    private mutating func skip(_ literal: [UInt8]) throws(Mismatch) {
        let space = UInt8(ascii: " ")
        var index = 0
        while index < literal.count {
            if literal[index] == space {
                if let current, current != space { throw .noMatch }
                while index < literal.count, literal[index] == space { index += 1 }
                while current == space { offset += 1 }
                continue
            }
            guard current == literal[index] else { throw .noMatch }
            index += 1
            offset += 1
        }
    }

    /// One or two digits; two when `isFixed`.
    private mutating func number(isFixed: Bool) throws(Mismatch) -> Int {
        guard isDigit(offset) else { throw .noMatch }
        var value = Int(text[offset]) - 0x30
        offset += 1
        if isDigit(offset) {
            value = value * 10 + Int(text[offset]) - 0x30
            offset += 1
        } else if isFixed {
            throw .noMatch
        }
        return value
    }

    private mutating func digits(_ count: Int) throws(Mismatch) -> Int {
        var value = 0
        for _ in 0..<count {
            guard isDigit(offset) else { throw .noMatch }
            value = value * 10 + Int(text[offset]) - 0x30
            offset += 1
        }
        return value
    }

    /// The index of the name that stands next, in either case.
    private mutating func name(_ names: [String], length: Int? = nil) throws(Mismatch) -> Int {
        for (index, name) in names.enumerated() {
            let wanted = name.utf8.prefix(length ?? name.utf8.count).map { $0 | 0x20 }
            if text[offset...].prefix(wanted.count).map({ $0 | 0x20 }) == wanted {
                offset += wanted.count
                return index
            }
        }
        throw .noMatch
    }

    private func within(_ range: ClosedRange<Int>, _ value: Int, _ field: String) throws(Mismatch) -> Int {
        guard range.contains(value) else { throw .outOfRange(field) }
        return value
    }

    // MARK: Elements

    private mutating func read(
        _ element: GoTimeLayout.Element,
        following position: Int
    ) throws(Mismatch) {
        switch element {
        case .year:
            let short = try digits(2)
            year = short + (short >= 69 ? 1900 : 2000)
        case .longYear: year = try digits(4)
        case .month: month = try name(CivilDate.monthNames, length: 3) + 1
        case .longMonth: month = try name(CivilDate.monthNames) + 1
        case .numericMonth, .zeroMonth:
            month = try within(1...12, try number(isFixed: element == .zeroMonth), "month")
        case .weekday: _ = try name(CivilDate.weekdayNames, length: 3)
        case .longWeekday: _ = try name(CivilDate.weekdayNames)
        case .day, .spaceDay, .zeroDay:
            if element == .spaceDay, current == UInt8(ascii: " ") { offset += 1 }
            day = try number(isFixed: element == .zeroDay)
        case .spaceDayOfYear, .zeroDayOfYear: try readDayOfYear(isFixed: element == .zeroDayOfYear)
        case .hour: hour = try within(0...23, try number(isFixed: false), "hour")
        case .hour12, .zeroHour12:
            hour = try within(0...12, try number(isFixed: element == .zeroHour12), "hour")
        case .minute, .zeroMinute:
            minute = try within(0...59, try number(isFixed: element == .zeroMinute), "minute")
        case .second, .zeroSecond:
            second = try within(0...59, try number(isFixed: element == .zeroSecond), "second")
            try readUnannouncedFraction(position)
        case .upperPM, .lowerPM: try readHalfOfDay(isUpper: element == .upperPM)
        case .zone(let usesZ, let hasColons, let parts):
            if usesZ, current == UInt8(ascii: "Z") {
                offset += 1
                isUTC = true
            } else {
                try readOffset(hasColons: hasColons, parts: parts)
            }
        case .zoneName: try readZoneName()
        case .fraction(let digits, _): try readFraction(digits: digits)
        case .trimmedFraction:
            if current == UInt8(ascii: ".") || current == UInt8(ascii: ","), isDigit(offset + 1) {
                try readFraction(digits: countDigits(from: offset + 1))
            }
        }
    }

    private func countDigits(from start: Int) -> Int {
        text[start...].prefix { (0x30...0x39).contains($0) }.count
    }

    private mutating func readDayOfYear(isFixed: Bool) throws(Mismatch) {
        if !isFixed {
            for _ in 0..<2 where current == UInt8(ascii: " ") { offset += 1 }
        }
        let count = min(3, countDigits(from: offset))
        guard count > 0, !isFixed || count == 3 else { throw .noMatch }
        dayOfYear = try digits(count)
    }

    /// Seconds may have a fraction even where the layout does not say so.
    private mutating func readUnannouncedFraction(_ position: Int) throws(Mismatch) {
        guard current == UInt8(ascii: ".") || current == UInt8(ascii: ","), isDigit(offset + 1) else {
            return
        }
        switch GoTimeLayout.next(in: layout, from: position)?.element {
        case .fraction, .trimmedFraction: return
        default: try readFraction(digits: countDigits(from: offset + 1))
        }
    }

    private mutating func readFraction(digits count: Int) throws(Mismatch) {
        guard current == UInt8(ascii: ".") || current == UInt8(ascii: ","), count > 0 else { throw .noMatch }
        offset += 1
        let kept = min(count, 9)
        nanoseconds = try digits(kept)
        for _ in kept..<9 { nanoseconds *= 10 }
        for _ in kept..<count { _ = try digits(1) }
    }

    private mutating func readHalfOfDay(isUpper: Bool) throws(Mismatch) {
        let word = String(decoding: text[offset...].prefix(2), as: UTF8.self)
        switch word {
        case isUpper ? "PM" : "pm": isAfternoon = true
        case isUpper ? "AM" : "am": isAfternoon = false
        default: throw .noMatch
        }
        offset += 2
    }

    private mutating func readOffset(hasColons: Bool, parts: Int) throws(Mismatch) {
        let separators = hasColons ? parts - 1 : 0
        guard text.count - offset >= 1 + 2 * parts + separators else { throw .noMatch }
        let sign = text[offset]
        offset += 1
        if hasColons {
            for index in 1..<parts where text[offset + 3 * index - 1] != UInt8(ascii: ":") { throw .noMatch }
        }
        var seconds = 0
        let fields = [("hour", 24, 3600), ("minute", 60, 60), ("second", 60, 1)]
        for (index, (name, limit, unit)) in fields.prefix(parts).enumerated() {
            if index > 0, hasColons { offset += 1 }
            seconds += try within(0...limit, try digits(2), "time zone offset \(name)") * unit
        }
        switch sign {
        case UInt8(ascii: "+"): zoneOffset = seconds
        case UInt8(ascii: "-"): zoneOffset = -seconds
        default: throw .noMatch
        }
    }

    /// Three to five capitals, `GMT+3`, or a bare offset such as `+03`.
    private mutating func readZoneName() throws(Mismatch) {
        let rest = text[offset...]
        if rest.starts(with: [UInt8](text: "UTC")) {
            offset += 3
            isUTC = true
            return
        }
        let length: Int
        if rest.starts(with: [UInt8](text: "ChST")) || rest.starts(with: [UInt8](text: "MeST")) {
            length = 4
        } else if rest.starts(with: [UInt8](text: "GMT")) {
            length = 3 + signedHours(from: offset + 3)
        } else if let first = rest.first, first == UInt8(ascii: "+") || first == UInt8(ascii: "-") {
            length = signedHours(from: offset)
        } else {
            let capitals = rest.prefix { (0x41...0x5A).contains($0) }
            let endsInT = capitals.last == UInt8(ascii: "T")
            switch capitals.count {
            case 3: length = 3
            case 4: length = endsInT || capitals.elementsEqual([UInt8](text: "WITA")) ? 4 : 0
            case 5: length = endsInT ? 5 : 0
            default: length = 0
            }
        }
        guard length > 0, rest.count >= 3 else { throw .noMatch }
        zoneName = String(decoding: rest.prefix(length), as: UTF8.self)
        offset += length
    }

    /// The length of an offset in whole hours from -23 to 23; 0 for none.
    private func signedHours(from start: Int) -> Int {
        guard start < text.count, text[start] == UInt8(ascii: "+") || text[start] == UInt8(ascii: "-") else {
            return 0
        }
        let count = countDigits(from: start + 1)
        guard count > 0, count < 10 else { return 0 }
        let hours = text[(start + 1)..<(start + 1 + count)].reduce(0) { $0 * 10 + Int($1) - 0x30 }
        return hours <= 23 ? count + 1 : 0
    }

    // MARK: Result

    func time(zone: ZoneRules) throws(GoError) -> GoTime {
        var hour = hour
        if isAfternoon == true, hour < 12 { hour += 12 }
        if isAfternoon == false, hour == 12 { hour = 0 }
        var (month, day) = (self.month ?? 1, self.day ?? 1)
        if let dayOfYear {
            let length = CivilDate.isLeap(year) ? 366 : 365
            guard (1...length).contains(dayOfYear) else { throw outOfRange("day-of-year") }
            let newYear = CivilDate.daysSinceEpoch(year: year, month: 1, day: 1)
            let date = CivilDate(daysSinceEpoch: newYear + dayOfYear - 1)
            if self.month ?? date.month != date.month || self.day ?? date.day != date.day {
                throw GoError(
                    "parsing time \(quoted(text)): day-of-year does not match month\(self.day == nil ? "" : "/day")"
                )
            }
            (month, day) = (date.month, date.day)
        }
        guard day >= 1, day <= CivilDate.daysIn(month: month, year: year) else { throw outOfRange("day") }
        func at(_ zone: ZoneRules) -> GoTime {
            GoTime.at(
                year: year,
                month: month,
                day: day,
                secondOfDay: hour * 3600 + minute * 60 + second,
                nanoseconds: Int32(nanoseconds),
                zone: zone
            )
        }
        if isUTC { return at(.utc) }
        if let zoneOffset {
            let local = at(zone)
            let seconds = at(.utc).seconds - Int64(zoneOffset)
            let found = zone.offset(at: seconds)
            if found.seconds == zoneOffset, zoneName == nil || zoneName == found.abbreviation {
                return GoTime(seconds: seconds, nanoseconds: local.nanoseconds, zone: zone)
            }
            return at(.fixed(name: zoneName ?? "", seconds: zoneOffset))
        }
        guard let zoneName else { return at(zone) }
        let utc = at(.utc)
        if let known = zone.offset(of: zoneName, near: utc.seconds) {
            return GoTime(seconds: utc.seconds - Int64(known), nanoseconds: utc.nanoseconds, zone: zone)
        }
        let hours = zoneName.hasPrefix("GMT") ? Int(zoneName.dropFirst(3)) ?? 0 : 0
        // Go takes the clock for UTC's here and only shows it in that zone.
        return utc.shown(in: .fixed(name: zoneName, seconds: hours * 3600))
    }
}
