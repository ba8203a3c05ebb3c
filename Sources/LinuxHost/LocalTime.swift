package import Controls
internal import Glibc

/// The clocks of this host: tzset(3) says by which file they go.
package enum LocalTime {
    /// The moment at which these clocks show a time: the earlier one where they show it twice, and for a time that they skip the one that
    /// they would show had they not been put forward. Nil for a time that no moment can hold.
    package static func moment(of time: CivilTime) -> Moment? {
        tzset()
        let shown = time.secondsSince1970
        // The clocks are not put forward or back twice within two days.
        let before = offset(at: shown - day)
        let candidates = [before, offset(at: shown + day)].compactMap { $0 }.map { shown - $0 }
        let seconds = candidates.filter { offset(at: $0) == shown - $0 }.min() ?? before.map { shown - $0 }
        guard let (scaled, overflow) = seconds?.multipliedReportingOverflow(by: 1_000_000_000), !overflow else { return nil }
        return Moment(nanoseconds: scaled)
    }

    /// Minutes after midnight that these clocks show at a moment.
    package static func minute(of moment: Moment) -> Int {
        tzset()
        let shown = moment.seconds + (offset(at: moment.seconds) ?? 0)
        return Int((shown % day + day) % day / 60)
    }

    private static let day: Int64 = 86_400

    /// Seconds east of Greenwich at a moment.
    private static func offset(at seconds: Int64) -> Int64? {
        var moment = time_t(seconds)
        var fields = unsafe tm()
        guard unsafe localtime_r(&moment, &fields) != nil else { return nil }
        return Int64(unsafe fields.tm_gmtoff)
    }
}
