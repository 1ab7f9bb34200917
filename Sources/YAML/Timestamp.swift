/// The forms of dates and times that go-yaml knows.
///
/// `2006-1-2`, `2006-1-2 15:4:5.9` and `2006-1-2T15:4:5.9Z` or with an offset such as `+07:00`.
enum Timestamp {
    static func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        // Four digits and a hyphen: nearly everything leaves here.
        guard text.count >= 8, text[4] == UInt8(ascii: "-"), text[..<4].allSatisfy(isDigit) else {
            return false
        }
        var scan = Scan(text: text, index: 5)
        let year = text[..<4].reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
        guard let month = scan.number(), (1...12).contains(month), scan.skip(UInt8(ascii: "-")),
            let day = scan.number(), (1...days(in: month, of: year)).contains(day)
        else { return false }
        if scan.isAtEnd { return true }
        let hasZone = scan.skip(UInt8(ascii: "T")) || scan.skip(UInt8(ascii: "t"))
        if !hasZone {
            guard scan.skip(UInt8(ascii: " ")) else { return false }
            while scan.skip(UInt8(ascii: " ")) {}
        }
        guard scan.time() else { return false }
        return (!hasZone || scan.zone()) && scan.isAtEnd
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

    private static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private struct Scan {
        let text: UnsafeBufferPointer<UInt8>
        var index: Int

        var isAtEnd: Bool { index == text.count }

        mutating func skip(_ byte: UInt8) -> Bool {
            guard index < text.count, text[index] == byte else { return false }
            index += 1
            return true
        }

        /// One or two digits.
        mutating func number() -> Int? {
            guard index < text.count, isDigit(text[index]) else { return nil }
            var value = Int(text[index] - UInt8(ascii: "0"))
            index += 1
            if index < text.count, isDigit(text[index]) {
                value = value * 10 + Int(text[index] - UInt8(ascii: "0"))
                index += 1
            }
            return value
        }

        mutating func time() -> Bool {
            guard let hour = number(), hour < 24, skip(UInt8(ascii: ":")), let minute = number(), minute < 60,
                skip(UInt8(ascii: ":")), let second = number(), second < 60
            else { return false }
            if index + 1 < text.count, text[index] == UInt8(ascii: ".") || text[index] == UInt8(ascii: ","),
                isDigit(text[index + 1])
            {
                index += 2
                while index < text.count, isDigit(text[index]) { index += 1 }
            }
            return true
        }

        /// `Z`, or a sign with two digits of hours, a colon and two digits of minutes.
        mutating func zone() -> Bool {
            if skip(UInt8(ascii: "Z")) { return true }
            guard skip(UInt8(ascii: "+")) || skip(UInt8(ascii: "-")), index + 5 == text.count else {
                return false
            }
            guard let hour = number(), hour <= 24, skip(UInt8(ascii: ":")), let minute = number() else {
                return false
            }
            return minute < 60
        }
    }
}
