import Controls

/// A day, or a time, as somebody wrote it down. A day is that of whoever wrote it, somewhere on earth: it begins at UTC+14 and ends at
/// UTC−12. Whether it is too early or too late is asked of the moment that speaks for whoever wrote it.
struct SaidTime: Hashable, Sendable {
    let earliest: Moment
    let latest: Moment
    /// The time, or midnight of the day by UTC.
    let moment: Moment

    /// Nil for what is neither a day such as 2026-11-22 nor a time such as 2026-11-22T06:00:00Z.
    init?(_ text: String) {
        if let day = Moment(dayInUTC: text) {
            moment = day
            earliest = day.adding(.hours(-14))
            latest = day.adding(.hours(24 + 12))
        } else if let time = Moment(rfc3339: text) {
            (moment, earliest, latest) = (time, time, time)
        } else {
            return nil
        }
    }
}
