package import Controls

/// How long a receiver wants to be left alone: RFC 9110, section 10.2.3, or a figure in its answer. A floor, rounded up to seconds.
package struct RetryAfter: Hashable, Sendable {
    package let span: TimeSpan
    /// Whether it asked for more than ``longest``.
    package let isClamped: Bool

    package static let longest = TimeSpan.hours(6)

    /// What a vendor writes into the body.
    enum Figure: Sendable {
        case seconds(String)
        case milliseconds(String)
    }

    /// The longest that the answer asks for; nil where it asks for nothing, for a time that has passed, or for what nobody can read.
    init?(_ response: Response, at now: Moment, body: Figure?) {
        let spoken = [
            response.headers["retry-after"].flatMap { Self.seconds($0) ?? Self.seconds(untilDate: $0, response, now) },
            response.headers["x-ratelimit-reset-after"].flatMap { Self.seconds($0) }, body.flatMap(Self.seconds),
        ]
        guard let seconds = spoken.compactMap(\.self).max(), seconds > 0 else { return nil }
        isClamped = seconds > Self.longest.seconds
        span = isClamped ? Self.longest : .seconds(seconds)
    }

    private static func seconds(_ figure: Figure) -> Int64? {
        switch figure {
        case .seconds(let text): seconds(text)
        case .milliseconds(let text): seconds(text).map { $0 / 1000 + ($0 % 1000 > 0 ? 1 : 0) }
        }
    }

    /// More digits are no time that anybody means.
    private static let mostDigits = 12

    /// Digits with or without a fraction, rounded up.
    private static func seconds(_ text: String) -> Int64? {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first, (1...mostDigits).contains(whole.utf8.count), let seconds = Int64(whole),
            parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains) })
        else { return nil }
        return seconds + (parts.count > 1 && parts[1].contains { $0 != "0" } ? 1 : 0)
    }

    /// The receiver's own clock is asked where it shows one: ours may be wrong.
    private static func seconds(untilDate text: String, _ response: Response, _ now: Moment) -> Int64? {
        guard let date = HTTPDate.seconds(text) else { return nil }
        return date - (response.headers["date"].flatMap(HTTPDate.seconds) ?? now.seconds)
    }
}

/// The date of HTTP as everybody sends it: `Sun, 06 Nov 1994 08:49:37 GMT`.
enum HTTPDate {
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// Seconds since 1970; nil for anything else.
    static func seconds(_ text: String) -> Int64? {
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 6, words[0].utf8.count == 4, words[0].hasSuffix(","), words[5] == "GMT",
            let month = months.firstIndex(of: String(words[2])), let day = number(words[1], 2), let year = number(words[3], 4)
        else { return nil }
        let clock = words[4].split(separator: ":", omittingEmptySubsequences: false).map { number($0, 2) }
        guard clock.count == 3, let hour = clock[0], let minute = clock[1], let second = clock[2] else { return nil }
        return CivilTime(year: year, month: Int64(month) + 1, day: day, hour: hour, minute: minute, second: second)?.secondsSince1970
    }

    private static func number(_ digits: Substring, _ count: Int) -> Int64? {
        digits.utf8.count == count && digits.utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains) ? Int64(digits) : nil
    }
}
