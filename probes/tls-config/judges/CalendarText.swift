/// Moments and spans as people read them in results.
enum CalendarText {
    private static let day: Int64 = 86_400
    /// As far as evidence can count.
    private static let limit: Int64 = 1 << 53

    /// `2026-12-24 10:00 UTC`, in the Gregorian calendar.
    /// - Parameter seconds: since 1970.
    static func moment(_ seconds: Int64) -> String {
        let seconds = max(-limit, min(limit, seconds))
        let ofDay = (seconds % day + day) % day
        let (year, month, date) = calendarDate(days: (seconds - ofDay) / day)
        return "\(year)-\(twoDigits(month))-\(twoDigits(date)) \(twoDigits(ofDay / 3600)):\(twoDigits(ofDay / 60 % 60)) UTC"
    }

    /// `89 days`, or less than two days in hours: `31 hours`.
    static func span(_ seconds: Int64) -> String {
        if seconds >= 2 * day { return "\(seconds / day) days" }
        let hours = seconds / 3600
        return hours > 0 ? "\(hours) \(hours == 1 ? "hour" : "hours")" : "\(seconds) seconds"
    }

    /// What lies between two moments, however far apart they are said to be.
    static func seconds(from start: Int64, to end: Int64) -> Int64 {
        let (difference, overflow) = end.subtractingReportingOverflow(start)
        return overflow ? (end < start ? .min : .max) : difference
    }

    /// The date so many days after 1970-01-01. Years are counted from March, so that the leap day comes last.
    private static func calendarDate(days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let since = days + 719_468  // 0000-03-01
        let cycle = (since >= 0 ? since : since - 146_096) / 146_097
        let inCycle = since - cycle * 146_097
        let yearOfCycle = (inCycle - inCycle / 1460 + inCycle / 36_524 - inCycle / 146_096) / 365
        let inYear = inCycle - (365 * yearOfCycle + yearOfCycle / 4 - yearOfCycle / 100)
        let month = (5 * inYear + 2) / 153
        let date = inYear - (153 * month + 2) / 5 + 1
        return (yearOfCycle + cycle * 400 + (month < 10 ? 0 : 1), month < 10 ? month + 3 : month - 9, date)
    }

    private static func twoDigits(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
