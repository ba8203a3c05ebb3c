import Controls
import Testing

/// What is told of openings and closings: `F` a failing execution, `p` a passing one, a minute between them.
struct TellingTests {
    private func told(_ history: String, _ rule: TellingRule = TellingRule()) -> [TellingRule.Occasion] {
        rule.occasions(in: history.enumerated().map { TellingRule.Turnout(fails: $1 == "F", at: minute($0)) })
    }

    private func minute(_ number: Int) -> Moment { Moment(seconds: Int64(number) * 60) }

    @Test func `an opening is told at once, and again never while it lasts`() {
        #expect(told("ppFFFF") == [.opened(minute(2))])
    }

    @Test func `with Confirm=3 the third failing execution in a row is told`() {
        let rule = TellingRule(confirm: 3)
        #expect(told("FFpFFF", rule) == [.opened(minute(5))])
        #expect(told("FFpFFp", rule).isEmpty)
    }

    @Test func `resolved waits for the second pass, and a relapse in between is not told`() {
        #expect(told("FFpp") == [.opened(minute(0)), .resolved(minute(3))])
        #expect(told("FpFpp") == [.opened(minute(0)), .resolved(minute(4))])
    }

    @Test func `what was never told to be open is not told to be resolved`() {
        #expect(told("Fpppp", TellingRule(confirm: 2)).isEmpty)
    }

    @Test func `flapping is told once, and settled once when it kept still for the whole window`() {
        let rule = TellingRule(turns: 3, window: .minutes(10))
        let still = String(repeating: "p", count: 9)
        #expect(told("FpFpFpF" + still, rule) == [.opened(minute(0)), .flapping(minute(3))])
        #expect(told("FpFpFpFp" + still + "pppF", rule).map(\.word) == ["opened", "flapping", "settled closed", "opened"])
        #expect(
            told("FpFpFpF" + String(repeating: "F", count: 20) + "pp", rule).map(\.word) == [
                "opened", "flapping", "settled open", "resolved",
            ])
    }

    @Test func `opening and closing each cycle for a day is told twice`() {
        let day = String(repeating: "Fp", count: 144)
        #expect(told(day).map(\.word) == ["opened", "flapping"])
    }

    @Test func `a clock that goes backwards neither hides an opening nor keeps flapping alive`() {
        let rule = TellingRule(turns: 1, window: .minutes(10))
        let times = [1_000_000, 1_000_001, 0, 1, 2, 9, 10, 11, 12]
        let history = times.enumerated().map { TellingRule.Turnout(fails: $0 == 0, at: minute($1)) }
        #expect(
            rule.occasions(in: history) == [.opened(minute(1_000_000)), .flapping(minute(1_000_001)), .settled(minute(10), isOpen: false)])
    }
}

extension TellingRule.Occasion {
    fileprivate var word: String {
        switch self {
        case .opened: "opened"
        case .resolved: "resolved"
        case .flapping: "flapping"
        case .settled(_, let isOpen): isOpen ? "settled open" : "settled closed"
        }
    }
}
