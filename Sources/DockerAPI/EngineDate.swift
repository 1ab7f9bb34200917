import HTTP

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
        let days = HTTPDate.daysSince1970(year: year, month: month, day: day)
        return Double(((days * 24 + hour) * 60 + minute) * 60 + second) + fraction
    }

    private static func number(_ bytes: some Collection<UInt8>) -> Int? {
        var result = 0
        for byte in bytes {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            result = result * 10 + Int(byte - UInt8(ascii: "0"))
        }
        return result
    }
}
