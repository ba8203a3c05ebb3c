import Controls
import Foundation
import Testing

/// Dates and times, reckoned by ourselves and by Foundation.
struct CivilTimeTests {
    private static let calendar: Calendar = {
        var calendar = Calendar(identifier: .iso8601)
        calendar.timeZone = TimeZone(secondsFromGMT: 0) ?? .current
        return calendar
    }()

    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0), ("2026-11-22T04:05:22Z", 1_795_320_322), ("2026-11-22t04:05:22z", 1_795_320_322),
        ("2026-11-22 04:05:22Z", 1_795_320_322), ("2026-11-22T05:05:22+01:00", 1_795_320_322), ("2026-11-22T05:05:22+0100", 1_795_320_322),
        ("2026-11-21T16:35:22-11:30", 1_795_320_322), ("1969-12-31T23:59:59Z", -1), ("2000-02-29T00:00:00Z", 951_782_400),
        ("2024-02-29T23:59:59-00:00", 1_709_251_199), ("2016-12-31T23:59:60Z", 1_483_228_800),
    ])
    func `RFC 3339 is read`(text: String, seconds: Int64) {
        #expect(Moment(rfc3339: text)?.nanoseconds == seconds * 1_000_000_000)
    }

    @Test(arguments: [
        ("2026-11-22T04:05:22.5Z", 500_000_000), ("2026-11-22T04:05:22,000000001Z", 1), ("2026-11-22T04:05:22.1234567899Z", 123_456_789),
        ("2026-11-22T04:05:22.704212828Z", 704_212_828),
    ])
    func `fractions are kept to the nanosecond`(text: String, nanoseconds: Int64) {
        #expect(Moment(rfc3339: text)?.nanoseconds == 1_795_320_322_000_000_000 + nanoseconds)
    }

    @Test(arguments: [
        "", "2026", "2026-11-22", "2026-11-22T04:05Z", "2026-11-22T04:05:22", "2026-11-22T04:05:22+01", "2026-11-22T04:05:22.Z",
        "2026-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2026-04-31T00:00:00Z", "2026-00-01T00:00:00Z", "2026-13-01T00:00:00Z",
        "2026-01-00T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z", "2026-01-01T00:00:61Z", "2026-01-01T00:00:00+24:00",
        "2026-01-01T00:00:00+01:60", "2026-1-1T00:00:00Z", "02026-01-01T00:00:00Z", "-026-01-01T00:00:00Z", " 2026-01-01T00:00:00Z",
        "2026-01-01T00:00:00Z ", "2026-01-01T00:00:00ZZ", "２026-01-01T00:00:00Z", "2026-01-01_00:00:00Z", "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "2026-01-01T00:00:00é",
    ])
    func `everything else is no moment`(text: String) {
        #expect(Moment(rfc3339: text) == nil)
    }

    @Test func `a time without its zone is a time all the same`() {
        let time = TimeText("2026-11-22T04:31:01.000000")
        #expect(time?.offset == nil && time?.time.secondsSince1970 == 1_795_321_861 && time?.nanoseconds == 0)
        #expect(TimeText("2026-11-22T04:31:01-05:00")?.offset == -18_000)
    }

    @Test func `a calendar of another maker has the same date on any day since 1583, when it leaves the Julian one`() throws {
        for seconds in stride(from: Int64(-12_212_553_600), through: 253_402_300_799, by: 86_399 * 3001) {
            let ours = CivilTime(secondsSince1970: seconds)
            let date = Date(timeIntervalSince1970: TimeInterval(seconds))
            let theirs = Self.calendar.dateComponents([.year, .month, .day, .hour, .minute, .second], from: date)
            let parts = [ours.year, ours.month, ours.day, ours.hour, ours.minute, ours.second].map { Int($0) }
            let others = [theirs.year, theirs.month, theirs.day, theirs.hour, theirs.minute, theirs.second].compactMap { $0 }
            #expect(parts == others, "\(seconds)")
            #expect(ours.secondsSince1970 == seconds)
        }
    }

    @Test func `the two ends of what nanoseconds can count are written without a trap`() {
        for nanoseconds in [Int64.min, .min + 1, -1, 0, 1, .max - 1, .max] {
            let moment = Moment(nanoseconds: nanoseconds)
            #expect(Moment(rfc3339: moment.rfc3339)?.seconds == moment.seconds || nanoseconds < .min + 1_000_000_000)
        }
    }

    @Test func `the earliest moment that anybody can write has its second`() {
        #expect(Moment(rfc3339: "1677-09-21T00:12:44Z")?.seconds == -9_223_372_036)
        #expect(Moment(rfc3339: "1677-09-21T00:12:43Z") == nil)
    }

    @Test func `a second reader finds the same moment in hundreds of mutated texts, where both find one`() {
        let strategy = Date.ISO8601FormatStyle(includingFractionalSeconds: false)
        var both = 0
        for seconds in stride(from: Int64(0), to: 4_102_444_800, by: 10_000_019) {
            let text = Array(Moment(seconds: seconds).rfc3339.utf8)
            for place in [5, 6, 8, 9, 11, 12, 14, 15, 17, 18] {
                var mutated = text
                mutated[place] = UInt8(ascii: "0") + UInt8((Int(seconds) + place) % 10)
                let candidate = String(decoding: mutated, as: UTF8.self)
                guard let ours = Moment(rfc3339: candidate), let theirs = try? strategy.parse(candidate) else { continue }
                both += 1
                #expect(ours.seconds == Int64(theirs.timeIntervalSince1970), "\(candidate)")
            }
        }
        #expect(both > 1000)
    }
}
