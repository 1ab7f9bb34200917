/// A layout of Go's `time` package: the reference time Mon Jan 2 15:04:05 MST 2006 written in the wanted
/// form.
struct GoTimeLayout {
    /// What a piece of a layout stands for.
    enum Element: Equatable {
        case longMonth, month, numericMonth, zeroMonth
        case longWeekday, weekday
        case day, spaceDay, zeroDay, spaceDayOfYear, zeroDayOfYear
        case hour, hour12, zeroHour12, minute, zeroMinute, second, zeroSecond
        case longYear, year
        case upperPM, lowerPM
        case zoneName
        /// A numeric offset. `usesZ`: `Z` for UTC; `parts`: hours, minutes, seconds.
        case zone(usesZ: Bool, hasColons: Bool, parts: Int)
        /// `.000` or `,000` with so many digits.
        case fraction(digits: Int, separator: UInt8)
        /// `.999`: the same without final zeros.
        case trimmedFraction(digits: Int, separator: UInt8)
    }

    static let rfc3339Nano = [UInt8](text: "2006-01-02T15:04:05.999999999Z07:00")
    static let string = [UInt8](text: "2006-01-02 15:04:05.999999999 -0700 MST")

    /// A piece of a layout and what it stands for; some are not followed by a small letter.
    private struct Word {
        let text: [UInt8]
        let element: Element
        let needsEnd: Bool

        init(_ text: String, _ element: Element, needsEnd: Bool = false) {
            self.text = [UInt8](text: text)
            self.element = element
            self.needsEnd = needsEnd
        }
    }

    /// The pieces in the order in which they are tried.
    private static let words = [
        Word("January", .longMonth),
        Word("Jan", .month, needsEnd: true),
        Word("Monday", .longWeekday),
        Word("Mon", .weekday, needsEnd: true),
        Word("MST", .zoneName),
        Word("002", .zeroDayOfYear),
        Word("01", .zeroMonth),
        Word("02", .zeroDay),
        Word("03", .zeroHour12),
        Word("04", .zeroMinute),
        Word("05", .zeroSecond),
        Word("06", .year),
        Word("15", .hour),
        Word("1", .numericMonth),
        Word("2006", .longYear),
        Word("2", .day),
        Word("__2", .spaceDayOfYear),
        Word("3", .hour12),
        Word("4", .minute),
        Word("5", .second),
        Word("PM", .upperPM),
        Word("pm", .lowerPM),
        Word("-07:00:00", .zone(usesZ: false, hasColons: true, parts: 3)),
        Word("-070000", .zone(usesZ: false, hasColons: false, parts: 3)),
        Word("-07:00", .zone(usesZ: false, hasColons: true, parts: 2)),
        Word("-0700", .zone(usesZ: false, hasColons: false, parts: 2)),
        Word("-07", .zone(usesZ: false, hasColons: false, parts: 1)),
        Word("Z07:00:00", .zone(usesZ: true, hasColons: true, parts: 3)),
        Word("Z070000", .zone(usesZ: true, hasColons: false, parts: 3)),
        Word("Z07:00", .zone(usesZ: true, hasColons: true, parts: 2)),
        Word("Z0700", .zone(usesZ: true, hasColons: false, parts: 2)),
        Word("Z07", .zone(usesZ: true, hasColons: false, parts: 1)),
    ]

    /// The first element at or after `start`: where it begins and ends.
    static func next(
        in layout: [UInt8],
        from start: Int
    ) -> (element: Element, start: Int, end: Int)? {
        for offset in start..<max(start, layout.count) {
            let rest = layout[offset...]
            switch layout[offset] {
            case UInt8(ascii: "_"):
                // `_2` is a day, but `_2006` is an underscore and a year.
                if rest.starts(with: [UInt8](text: "_2006")) { return (.longYear, offset + 1, offset + 5) }
                if rest.starts(with: [UInt8](text: "_2")) { return (.spaceDay, offset, offset + 2) }
            case UInt8(ascii: "."), UInt8(ascii: ","):
                if let found = fraction(layout, at: offset) { return found }
                continue
            default: break
            }
            for word in words where word.text[0] == layout[offset] && rest.starts(with: word.text) {
                let end = offset + word.text.count
                if word.needsEnd, end < layout.count, (0x61...0x7A).contains(layout[end]) { continue }
                return (word.element, offset, end)
            }
        }
        return nil
    }

    private static func fraction(
        _ layout: [UInt8],
        at offset: Int
    ) -> (element: Element, start: Int, end: Int)? {
        guard offset + 1 < layout.count else { return nil }
        let digit = layout[offset + 1]
        guard digit == UInt8(ascii: "0") || digit == UInt8(ascii: "9") else { return nil }
        var end = offset + 1
        while end < layout.count, layout[end] == digit { end += 1 }
        if end < layout.count, (0x30...0x39).contains(layout[end]) { return nil }
        let count = end - offset - 1
        let separator = layout[offset]
        let element: Element =
            digit == UInt8(ascii: "0")
            ? .fraction(digits: count, separator: separator)
            : .trimmedFraction(digits: count, separator: separator)
        return (element, offset, end)
    }

    // MARK: Writing

    /// The time written in the form of `layout`.
    static func format(_ time: GoTime, layout: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        var position = 0
        while let (element, start, end) = next(in: layout, from: position) {
            output += layout[position..<start]
            append(element, of: time, to: &output)
            position = end
        }
        return output + layout[position...]
    }

    private static func append(_ element: Element, of time: GoTime, to output: inout [UInt8]) {
        let date = time.date
        switch element {
        case .longMonth: output.append(text: CivilDate.monthNames[date.month - 1])
        case .month: output.append(text: String(CivilDate.monthNames[date.month - 1].prefix(3)))
        case .numericMonth: append(date.month, width: 1, to: &output)
        case .zeroMonth: append(date.month, width: 2, to: &output)
        case .longWeekday: output.append(text: CivilDate.weekdayNames[time.weekday])
        case .weekday: output.append(text: String(CivilDate.weekdayNames[time.weekday].prefix(3)))
        case .day: append(date.day, width: 1, to: &output)
        case .spaceDay: append(date.day, width: 2, padding: UInt8(ascii: " "), to: &output)
        case .zeroDay: append(date.day, width: 2, to: &output)
        case .spaceDayOfYear: append(date.dayOfYear, width: 3, padding: UInt8(ascii: " "), to: &output)
        case .zeroDayOfYear: append(date.dayOfYear, width: 3, to: &output)
        case .hour: append(time.hour, width: 2, to: &output)
        case .hour12: append(time.hour % 12 == 0 ? 12 : time.hour % 12, width: 1, to: &output)
        case .zeroHour12: append(time.hour % 12 == 0 ? 12 : time.hour % 12, width: 2, to: &output)
        case .minute: append(time.minute, width: 1, to: &output)
        case .zeroMinute: append(time.minute, width: 2, to: &output)
        case .second: append(time.second, width: 1, to: &output)
        case .zeroSecond: append(time.second, width: 2, to: &output)
        case .longYear: append(date.year, width: 4, to: &output)
        case .year: append(max(date.year, 0) % 100, width: 2, to: &output)
        case .upperPM: output.append(text: time.hour >= 12 ? "PM" : "AM")
        case .lowerPM: output.append(text: time.hour >= 12 ? "pm" : "am")
        case .zoneName:
            if time.offset.abbreviation.isEmpty {
                append(time.offset.seconds, hasColons: false, parts: 2, to: &output)
            } else {
                output.append(text: time.offset.abbreviation)
            }
        case .zone(let usesZ, let hasColons, let parts):
            if usesZ, time.offset.seconds == 0 {
                output.append(UInt8(ascii: "Z"))
            } else {
                append(time.offset.seconds, hasColons: hasColons, parts: parts, to: &output)
            }
        case .fraction(let digits, let separator):
            output.append(separator)
            output += fractionDigits(time, digits)
        case .trimmedFraction(let digits, let separator):
            var text = fractionDigits(time, digits)
            while text.last == UInt8(ascii: "0") { text.removeLast() }
            if !text.isEmpty { output += [separator] + text }
        }
    }

    private static func fractionDigits(_ time: GoTime, _ digits: Int) -> [UInt8] {
        var text: [UInt8] = []
        append(Int(time.nanoseconds), width: 9, to: &text)
        return Array(text.prefix(min(digits, 9)))
    }

    private static func append(_ seconds: Int, hasColons: Bool, parts: Int, to output: inout [UInt8]) {
        output.append(UInt8(ascii: seconds < 0 ? "-" : "+"))
        let magnitude = abs(seconds)
        for (index, value) in [magnitude / 3600, magnitude / 60 % 60, magnitude % 60].prefix(parts)
            .enumerated()
        {
            if index > 0, hasColons { output.append(UInt8(ascii: ":")) }
            append(value, width: 2, to: &output)
        }
    }

    private static func append(
        _ value: Int,
        width: Int,
        padding: UInt8 = UInt8(ascii: "0"),
        to output: inout [UInt8]
    ) {
        if value < 0 { output.append(UInt8(ascii: "-")) }
        let digits = value.magnitude.description.utf8
        output += repeatElement(padding, count: max(0, width - digits.count))
        output += digits
    }
}
