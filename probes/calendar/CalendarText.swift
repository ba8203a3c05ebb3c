import Controls

/// Moments and spans as people read them in results.
enum CalendarText {
    private static let day: Int64 = 86_400
    /// As far as evidence can count.
    private static let limit: Int64 = 1 << 53

    /// `2026-12-24 10:00 UTC`, in the Gregorian calendar.
    /// - Parameter seconds: since 1970.
    static func moment(_ seconds: Int64) -> String {
        let time = CivilTime(secondsSince1970: max(-limit, min(limit, seconds)))
        return "\(time.date) \(time.clock) UTC"
    }

    /// `89 days`, or less than two days in hours: `31 hours`; less than an hour in minutes, and less than two of these in seconds.
    static func span(_ seconds: Int64) -> String {
        if seconds >= 2 * day { return "\(seconds / day) days" }
        if seconds >= 3600 { return counted(seconds / 3600, "hour") }
        return seconds >= 120 ? "\(seconds / 60) minutes" : counted(seconds, "second")
    }

    /// What lies between two moments, however far apart they are said to be.
    static func seconds(from start: Int64, to end: Int64) -> Int64 {
        let (difference, overflow) = end.subtractingReportingOverflow(start)
        return overflow ? (end < start ? .min : .max) : difference
    }
}
