/// When a waiver ends.
package struct Expiry: Hashable, Sendable {
    /// The first moment at which it is no longer in force.
    package let end: Moment
    /// The day that it still covers, or the time of its end in UTC.
    package let text: String

    /// Reads `2027-01-31`, which means the end of that day in UTC, or an RFC 3339 time; nil for anything else.
    package init?(_ text: String) {
        if let day = Moment(dayInUTC: text) {
            self.text = text
            end = day.adding(.days(1))
        } else if let moment = Moment(rfc3339: text) {
            self.text = moment.rfc3339
            end = moment
        } else {
            return nil
        }
    }
}

extension Moment {
    /// Reads `2027-01-31`: the beginning of that day in UTC.
    package init?(dayInUTC text: String) {
        guard text.utf8.count == 10, let moment = Moment(rfc3339: "\(text)T00:00:00Z") else { return nil }
        self = moment
    }
}
