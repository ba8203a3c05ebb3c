/// A length of time, written as systemd.time(7) writes it: `15m`, `1h 30min`, `90d`; a bare number counts seconds.
package struct TimeSpan: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let nanoseconds: Int64

    package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    package static func seconds(_ count: Int64) -> TimeSpan { TimeSpan(nanoseconds: count * 1_000_000_000) }
    package static func minutes(_ count: Int64) -> TimeSpan { .seconds(count * 60) }
    package static func hours(_ count: Int64) -> TimeSpan { .minutes(count * 60) }
    package static func days(_ count: Int64) -> TimeSpan { .hours(count * 24) }

    package var seconds: Int64 { nanoseconds / 1_000_000_000 }

    package static func < (first: TimeSpan, second: TimeSpan) -> Bool { first.nanoseconds < second.nanoseconds }

    /// Reads `1h 30min`; nil for anything else, for fractions, and for more than 290 years.
    package init?(_ text: String) {
        var total: Int64 = 0
        var rest = Substring(text.trimmed)
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            guard let count = Int64(digits) else { return nil }
            rest = rest.dropFirst(digits.count).drop { $0 == " " }
            let name = rest.prefix { $0.isASCII && $0.isLetter }
            rest = rest.dropFirst(name.count).drop { $0 == " " }
            // A bare number stands alone: in "1 000" nobody means one second and nothing.
            guard let unit = Self.units[String(name)], !name.isEmpty || (rest.isEmpty && total == 0) else { return nil }
            let (product, overflow) = count.multipliedReportingOverflow(by: unit)
            let (sum, overrun) = total.addingReportingOverflow(product)
            guard !overflow, !overrun else { return nil }
            total = sum
        }
        nanoseconds = total
    }

    /// The shortest exact form, such as `1h 30m`.
    package var description: String {
        if nanoseconds == 0 { return "0s" }
        var rest = nanoseconds
        var parts: [String] = []
        for (name, unit) in Self.printed where rest >= unit {
            parts.append("\(rest / unit)\(name)")
            rest %= unit
        }
        return parts.joined(separator: " ")
    }

    private static let printed: [(String, Int64)] = [
        ("d", 86_400_000_000_000), ("h", 3_600_000_000_000), ("m", 60_000_000_000), ("s", 1_000_000_000), ("ms", 1_000_000),
        ("us", 1_000), ("ns", 1),
    ]

    private static let units: [String: Int64] = {
        let names: [(Int64, [String])] = [
            (1, ["ns", "nsec"]), (1_000, ["us", "usec"]), (1_000_000, ["ms", "msec"]),
            (1_000_000_000, ["", "s", "sec", "second", "seconds"]), (60_000_000_000, ["m", "min", "minute", "minutes"]),
            (3_600_000_000_000, ["h", "hr", "hour", "hours"]), (86_400_000_000_000, ["d", "day", "days"]),
            (604_800_000_000_000, ["w", "week", "weeks"]), (2_629_800_000_000_000, ["M", "month", "months"]),
            (31_557_600_000_000_000, ["y", "year", "years"]),
        ]
        return Dictionary(uniqueKeysWithValues: names.flatMap { unit, words in words.map { ($0, unit) } })
    }()
}
