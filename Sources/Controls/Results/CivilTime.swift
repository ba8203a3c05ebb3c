/// A date and a time of day in the Gregorian calendar, without the zone that it is meant in.
package struct CivilTime: Hashable, Sendable {
    package var year: Int64
    /// From 1.
    package var month: Int64
    /// From 1.
    package var day: Int64
    package var hour: Int64
    package var minute: Int64
    /// 60 in a leap second.
    package var second: Int64

    private static let secondsOfDay: Int64 = 86_400
    private static let months: [Int64] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

    /// Nil for a date that no calendar has, and for a year beyond 9999.
    package init?(year: Int64, month: Int64, day: Int64, hour: Int64, minute: Int64, second: Int64) {
        guard (0...9999).contains(year), (1...12).contains(month), (0...23).contains(hour), (0...59).contains(minute),
            (0...60).contains(second), day >= 1, day <= Self.length(of: month, in: year)
        else { return nil }
        (self.year, self.month, self.day, self.hour, self.minute, self.second) = (year, month, day, hour, minute, second)
    }

    private static func length(of month: Int64, in year: Int64) -> Int64 {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return months[Int(month) - 1] + (month == 2 && isLeap ? 1 : 0)
    }

    /// The time that clocks in Greenwich show so many seconds after 1970. Years are counted from March, so that the leap day comes last.
    package init(secondsSince1970 seconds: Int64) {
        let ofDay = (seconds % Self.secondsOfDay + Self.secondsOfDay) % Self.secondsOfDay
        let since = (seconds - ofDay) / Self.secondsOfDay + 719_468  // 0000-03-01
        let cycle = (since >= 0 ? since : since - 146_096) / 146_097
        let inCycle = since - cycle * 146_097
        let yearOfCycle = (inCycle - inCycle / 1460 + inCycle / 36_524 - inCycle / 146_096) / 365
        let inYear = inCycle - (365 * yearOfCycle + yearOfCycle / 4 - yearOfCycle / 100)
        let count = (5 * inYear + 2) / 153
        year = yearOfCycle + cycle * 400 + (count < 10 ? 0 : 1)
        month = count < 10 ? count + 3 : count - 9
        day = inYear - (153 * count + 2) / 5 + 1
        (hour, minute, second) = (ofDay / 3600, ofDay / 60 % 60, ofDay % 60)
    }

    /// Seconds since 1970, if the zone is Greenwich's.
    package var secondsSince1970: Int64 {
        let shifted = month > 2 ? year : year - 1
        let cycle = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfCycle = shifted - cycle * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let days = cycle * 146_097 + yearOfCycle * 365 + yearOfCycle / 4 - yearOfCycle / 100 + dayOfYear - 719_468
        return days * Self.secondsOfDay + hour * 3600 + minute * 60 + second
    }

    /// `2026-12-24`.
    package var date: String { "\(Self.padded(year, to: 4))-\(Self.padded(month, to: 2))-\(Self.padded(day, to: 2))" }
    /// `10:00`.
    package var clock: String { "\(Self.padded(hour, to: 2)):\(Self.padded(minute, to: 2))" }

    fileprivate static func padded(_ number: Int64, to width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

extension Moment {
    /// The moment in RFC 3339 to the second: `2026-11-22T04:05:22Z`.
    package var rfc3339: String {
        let time = CivilTime(secondsSince1970: seconds)
        return "\(time.date)T\(time.clock):\(CivilTime.padded(time.second, to: 2))Z"
    }

    /// Reads RFC 3339 section 5.6, with a space for the `T` allowed as there; fractions beyond nanoseconds are cut. Nil for anything else,
    /// also for a time without its zone.
    package init?(rfc3339 text: String) {
        guard let parsed = TimeText(text) else { return nil }
        self.init(parsed)
    }

    /// The moment of a time with its zone; nil without one, and beyond what nanoseconds can count.
    package init?(_ civil: TimeText) {
        guard let offset = civil.offset else { return nil }
        let (scaled, overflow) = (civil.time.secondsSince1970 - offset).multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, overrun) = scaled.addingReportingOverflow(civil.nanoseconds)
        guard !overflow, !overrun else { return nil }
        self.init(nanoseconds: sum)
    }
}

/// A date and time as programs write it, with or without its zone.
package struct TimeText: Hashable, Sendable {
    package let time: CivilTime
    package let nanoseconds: Int64
    /// Seconds east of Greenwich; nil where the text does not say.
    package let offset: Int64?

    /// Reads `2026-11-22T04:05:22`, with a space or `t` for the `T`, a fraction after `.` or `,`, and `Z`, `+01:00` or `+0100` behind; nil for
    /// anything else.
    package init?(_ text: String) {
        var reader = DigitReader(bytes: Array(text.utf8))
        guard let year = reader.number(4), reader.skip("-"), let month = reader.number(2), reader.skip("-"), let day = reader.number(2),
            reader.skip("T") || reader.skip("t") || reader.skip(" "), let hour = reader.number(2), reader.skip(":"),
            let minute = reader.number(2), reader.skip(":"), let second = reader.number(2), let fraction = reader.fraction(),
            let time = CivilTime(year: year, month: month, day: day, hour: hour, minute: minute, second: second)
        else { return nil }
        self.time = time
        nanoseconds = fraction
        if reader.isAtEnd {
            offset = nil
        } else {
            guard let zone = reader.zone(), reader.isAtEnd else { return nil }
            offset = zone
        }
    }
}

/// Reads fixed numbers of digits.
private struct DigitReader {
    let bytes: [UInt8]
    private var position = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { position == bytes.count }

    mutating func skip(_ mark: Character) -> Bool {
        guard position < bytes.count, bytes[position] == mark.asciiValue else { return false }
        position += 1
        return true
    }

    mutating func number(_ width: Int) -> Int64? {
        guard bytes.count - position >= width else { return nil }
        var value: Int64 = 0
        for byte in bytes[position..<position + width] {
            guard let digit = Self.digit(byte) else { return nil }
            value = value * 10 + digit
        }
        position += width
        return value
    }

    /// The nanoseconds behind a point; 0 where there is none.
    mutating func fraction() -> Int64? {
        guard skip(".") || skip(",") else { return 0 }
        var value: Int64 = 0
        var digits = 0
        while position < bytes.count, let digit = Self.digit(bytes[position]) {
            if digits < 9 { value = value * 10 + digit }
            digits += 1
            position += 1
        }
        guard digits > 0 else { return nil }
        for _ in 0..<max(0, 9 - digits) { value *= 10 }
        return value
    }

    mutating func zone() -> Int64? {
        if skip("Z") || skip("z") { return 0 }
        let isEast = skip("+")
        guard isEast || skip("-"), let hours = number(2) else { return nil }
        _ = skip(":")
        guard let minutes = number(2), hours <= 23, minutes <= 59 else { return nil }
        return (isEast ? 1 : -1) * (hours * 3600 + minutes * 60)
    }

    private static func digit(_ byte: UInt8) -> Int64? {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) ? Int64(byte - UInt8(ascii: "0")) : nil
    }
}
