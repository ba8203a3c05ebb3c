import Controls
import Glibc
import LinuxHost
import Testing

/// Each in a process of its own, since all threads share one zone.
struct LocalTimeTests {
    /// What the clocks of a zone show, in UTC; nil for none.
    private static func utc(_ text: String) -> String? { TimeText(text).flatMap { LocalTime.moment(of: $0.time)?.rfc3339 } }

    private static func set(_ zone: String) { setenv("TZ", zone, 1) }

    @Test func `in Greenwich a time is itself`() async {
        await #expect(processExitsWith: .exitCode(0)) {
            Self.set("UTC0")
            precondition(Self.utc("2026-11-22T04:05:06") == "2026-11-22T04:05:06Z")
            precondition(Self.utc("1969-12-31T23:59:59") == "1969-12-31T23:59:59Z")
            precondition(Self.utc("2028-02-29T00:00:00") == "2028-02-29T00:00:00Z")
            precondition(Self.utc("9999-12-31T00:00:00") == nil)
            precondition(Self.utc("0000-01-01T00:00:00") == nil)
        }
    }

    @Test func `in Berlin summer is two hours ahead, and winter one`() async {
        await #expect(processExitsWith: .exitCode(0)) {
            Self.set("CET-1CEST,M3.5.0,M10.5.0/3")
            precondition(Self.utc("2026-07-01T12:00:00") == "2026-07-01T10:00:00Z")
            precondition(Self.utc("2026-12-01T12:00:00") == "2026-12-01T11:00:00Z")
            // 2026-07-01T22:30:00Z and 2026-12-01T22:30:00Z, and a second before 1970.
            precondition(LocalTime.minute(of: Moment(seconds: 1_782_945_000)) == 30)
            precondition(LocalTime.minute(of: Moment(seconds: 1_796_164_200)) == 23 * 60 + 30)
            precondition(LocalTime.minute(of: Moment(seconds: -1)) == 59)
        }
    }

    @Test func `an hour that comes twice is its first, and one that is skipped is counted as if it were not`() async {
        await #expect(processExitsWith: .exitCode(0)) {
            Self.set("CET-1CEST,M3.5.0,M10.5.0/3")
            precondition(Self.utc("2026-10-25T02:30:00") == "2026-10-25T00:30:00Z")
            precondition(Self.utc("2026-10-25T01:59:59") == "2026-10-24T23:59:59Z")
            precondition(Self.utc("2026-10-25T03:00:00") == "2026-10-25T02:00:00Z")
            precondition(Self.utc("2026-03-29T02:30:00") == "2026-03-29T01:30:00Z")
            precondition(Self.utc("2026-03-29T03:00:00") == "2026-03-29T01:00:00Z")
        }
    }

    @Test func `west of Greenwich too an hour that comes twice is its first`() async {
        await #expect(processExitsWith: .exitCode(0)) {
            Self.set("EST5EDT,M3.2.0,M11.1.0")
            precondition(Self.utc("2026-11-01T01:30:00") == "2026-11-01T05:30:00Z")
            precondition(Self.utc("2026-11-01T02:00:00") == "2026-11-01T07:00:00Z")
        }
    }
}
