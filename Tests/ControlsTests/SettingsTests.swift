import Controls
import Testing

/// Typed settings: what they read, what they refuse, and what they say about it.
struct SettingsTests {
    enum Pack: String, CaseIterable { case nist, classic }

    private func settings(_ lines: String...) -> Settings {
        Settings(
            lines.enumerated().map { index, line in
                let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
                return Assignment(key: parts[0], value: parts[1], place: Place(file: "f", line: index + 1))
            })
    }

    @Test func `the last value counts, and an empty one brings the default back`() {
        var some = settings("Length=8", "Length=12", "Other=3", "Other=")
        #expect(some.integer("Length", default: 14, in: 0...99) == 12)
        #expect(some.integer("Other", default: 14, in: 0...99) == 14)
        #expect(some.integer("Absent", default: 7, in: 0...99) == 7)
        #expect(some.problems.isEmpty)
    }

    @Test func `a list appends, and an empty value takes back what stood before it`() {
        var some = settings("Name=a b", "Name=", "Name=c \"d e\"", "Name='f' g")
        #expect(some.words("Name", default: []) == ["c", "d e", "f", "g"])
        var none = settings("Name=a", "Name=")
        #expect(none.words("Name", default: ["x"]) == ["x"])
    }

    @Test func `a value that does not fit is a problem with its line, and the default stands in`() {
        var some = settings("Length=many", "Age=5 fortnights", "On=perhaps", "Pack=modern", "Name=\"open")
        #expect(some.integer("Length", default: 14, in: 0...99) == 14)
        #expect(some.timeSpan("Age", default: .days(1)) == .days(1))
        #expect(some.flag("On", default: true) == true)
        #expect(some.choice("Pack", default: Pack.nist) == .nist)
        #expect(some.words("Name", default: []) == [])
        #expect(
            some.problems.map(\.description) == [
                "f:1: Length=many is not valid; expected a whole number from 0 to 99",
                "f:2: Age=5 fortnights is not valid; expected a time span such as 90d, 15m or 1h 30min",
                "f:3: On=perhaps is not valid; expected yes or no",
                "f:4: Pack=modern is not valid; expected one of nist, classic",
                "f:5: Name=\"open is not valid; expected words with closed quotes",
            ])
    }

    @Test func `a key that nobody reads is a problem that names the nearest one`() {
        var some = settings("MinimumLenght=8", "Zebra=1")
        _ = some.integer("MinimumLength", default: 14, in: 0...99)
        #expect(
            some.problems.map(\.description) == [
                "f:1: no key is called “MinimumLenght”; did you mean “MinimumLength”?",
                "f:2: no key is called “Zebra”; known: MinimumLength",
            ])
    }

    @Test func `off is a value of its own`() {
        var some = settings("A=off", "B=30d", "C=0")
        #expect(some.timeSpanOrOff("A", default: .days(1)) == nil)
        #expect(some.timeSpanOrOff("B", default: nil) == .days(30))
        #expect(some.timeSpanOrOff("C", default: nil) == .seconds(0))
        #expect(some.timeSpanOrOff("D", default: .days(9)) == .days(9))
    }

    @Test(arguments: [
        ("15m", 900), ("1h 30min", 5400), ("90", 90), ("2w", 1_209_600), ("90d", 7_776_000), ("1d12h", 129_600), ("5 s", 5),
    ])
    func `time spans are read as systemd reads them`(text: String, seconds: Int64) { #expect(TimeSpan(text)?.seconds == seconds) }

    @Test(arguments: ["", "m", "1x", "-1s", "1.5h", "1h30", "99999999999999999999", "300y 1d x", "1 000"])
    func `what is no time span is refused`(text: String) {
        #expect(TimeSpan(text) == nil)
    }

    @Test(arguments: [
        (TimeSpan.minutes(90), "1h 30m"), (.days(2), "2d"), (.seconds(0), "0s"), (TimeSpan(nanoseconds: 1_500_000), "1ms 500us"),
    ])
    func `a time span is printed so that it can be read again`(span: TimeSpan, text: String) {
        #expect(span.description == text)
        #expect(TimeSpan(text) == span)
    }

    @Test func `sizes count by 1024, shares are parts of the whole`() {
        #expect(ByteSize("64M")?.bytes == 64 << 20)
        #expect(ByteSize("0")?.bytes == 0)
        #expect(ByteSize("9999999T") == nil && ByteSize("9999999999T") == nil && ByteSize("M") == nil && ByteSize("1m") == nil)
        #expect(Share("50%")?.of(7) == 3)
        #expect(Share("1/6")?.of(600) == 100)
        #expect(Share("1/3")?.of(Int64.max) == Int64.max / 3)
        #expect(Share("101%") == nil && Share("3/2") == nil && Share("1/0") == nil && Share("") == nil && Share("1/2/3") == nil)
    }
}
