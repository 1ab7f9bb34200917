/// A day of the proleptic Gregorian calendar.
struct CivilDate: Equatable {
    var year: Int
    /// From 1.
    var month: Int
    /// From 1.
    var day: Int

    /// The day so many days after 1970-01-01.
    init(daysSinceEpoch days: Int) {
        // Years begin in March here, so that the leap day is the last one of a year; an era is 400 years.
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// Days since 1970-01-01 of a date whose month and day may lie outside their ranges.
    static func daysSinceEpoch(year: Int, month: Int, day: Int) -> Int {
        // Years and days come from templates and wrap around, as in Go.
        let monthIndex = month &- 1
        let carried = monthIndex / 12 - (monthIndex % 12 < 0 ? 1 : 0)
        var year = year &+ carried
        let month = monthIndex &- carried &* 12 &+ 1
        if month <= 2 { year = year &- 1 }
        let era = year / 400 - (year % 400 < 0 ? 1 : 0)
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era &* 146_097 &+ dayOfEra &- 719_468 &+ day &- 1
    }

    static func isLeap(_ year: Int) -> Bool {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }

    static func daysIn(month: Int, year: Int) -> Int {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// From 1.
    var dayOfYear: Int {
        Self.daysSinceEpoch(year: year, month: month, day: day)
            - Self.daysSinceEpoch(year: year, month: 1, day: 1) + 1
    }

    static let monthNames = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
        "November", "December",
    ]

    static let weekdayNames = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
}
