/// Points in time as HTTP writes them, in seconds since 1970.
package enum HTTPDate {
    /// The time in `Mon, 23 Nov 2026 08:29:49 GMT`, the only form of a `Date` header that is in use.
    ///
    /// - Returns: Seconds since 1970; nil for anything else.
    package static func parse(_ text: String) -> Double? {
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let words = text.split(separator: " ")
        guard words.count == 6, let day = Int(words[1]), let year = Int(words[3]),
            let month = months.firstIndex(of: String(words[2]))
        else { return nil }
        let clock = words[4].split(separator: ":").compactMap { Int($0) }
        guard clock.count == 3 else { return nil }
        let days = daysSince1970(year: year, month: month + 1, day: day)
        return Double(((days * 24 + clock[0]) * 60 + clock[1]) * 60 + clock[2])
    }

    /// The days from the first of January 1970 to a date, months and days counted from 1.
    ///
    /// Counted in years that begin in March, so that the leap day is the last one.
    package static func daysSince1970(year: Int, month: Int, day: Int) -> Int {
        let marchYear = month <= 2 ? year - 1 : year
        let monthsSinceMarch = (month + 9) % 12
        let leapDays = marchYear / 4 - marchYear / 100 + marchYear / 400
        return marchYear * 365 + leapDays + (monthsSinceMarch * 306 + 5) / 10 + day - 1 - 719_468
    }
}
