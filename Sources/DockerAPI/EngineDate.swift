/// Points in time as the engine writes them, in seconds since 1970.
package enum EngineDate {
    /// The time in `2026-11-23T08:32:56.344059859Z`; nil for anything else and for Go's zero time.
    package static func parse(_ text: String) -> Double? {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, bytes[10] == UInt8(ascii: "T"),
            let year = number(bytes[0..<4]), let month = number(bytes[5..<7]),
            let day = number(bytes[8..<10]),
            let hour = number(bytes[11..<13]), let minute = number(bytes[14..<16]),
            let second = number(bytes[17..<19]), year > 1
        else { return nil }
        var fraction = 0.0
        var scale = 0.1
        if bytes[19] == UInt8(ascii: ".") {
            for byte in bytes[20...] {
                guard let digit = number([byte]) else { break }
                fraction += Double(digit) * scale
                scale /= 10
            }
        }
        return seconds(year, month, day, hour, minute, second) + fraction
    }

    /// The time in `Mon, 23 Nov 2026 08:29:49 GMT`, the only form of a `Date` header that is in use.
    package static func parseHeader(_ text: String) -> Double? {
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let words = text.split(separator: " ")
        guard words.count == 6, let day = Int(words[1]), let year = Int(words[3]),
            let month = months.firstIndex(of: String(words[2]))
        else { return nil }
        let clock = words[4].split(separator: ":").compactMap { Int($0) }
        guard clock.count == 3 else { return nil }
        return seconds(year, month + 1, day, clock[0], clock[1], clock[2])
    }

    private static func number(_ bytes: some Collection<UInt8>) -> Int? {
        var result = 0
        for byte in bytes {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            result = result * 10 + Int(byte - UInt8(ascii: "0"))
        }
        return result
    }

    /// Counts days in years that begin in March, so that the leap day is the last one.
    private static func seconds(
        _ year: Int,
        _ month: Int,
        _ day: Int,
        _ hour: Int,
        _ minute: Int,
        _ second: Int
    ) -> Double {
        let marchYear = month <= 2 ? year - 1 : year
        let monthsSinceMarch = (month + 9) % 12
        let days =
            marchYear * 365 + marchYear / 4 - marchYear / 100 + marchYear / 400
            + (monthsSinceMarch * 306 + 5) / 10 + day - 1 - 719_468
        return Double(((days * 24 + hour) * 60 + minute) * 60 + second)
    }
}
