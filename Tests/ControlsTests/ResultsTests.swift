import Controls
import Testing

/// Results, populations, verdicts and the writing of names.
struct ResultsTests {
    @Test func `what does not pass is named, what passes is counted`() {
        var results = Results(passesNamed: 2)
        for number in 1...5 { results.add(CheckResult("p.c", subject: "s\(number)", .pass)) }
        results.add(CheckResult("p.c", subject: "bad", .fail(.missing)))
        #expect(results.named.map(\.subject) == ["s1", "s2", "bad"])
        let population = results.populations["p.c"]
        #expect(population?.subjects == 6 && population?.pass == 5 && population?.fail == 1)
    }

    @Test func `only checks that are due count`() {
        var results = Results(due: ["p.c"])
        results.add(CheckResult("p.d", subject: "s", .fail(.missing)))
        #expect(results.named.isEmpty && results.populations.isEmpty)
    }

    @Test func `an excluded subject is declared out of scope, whatever it showed, and still counted`() {
        var results = Results(excluded: ["s"])
        results.add(CheckResult("p.c", subject: "s", .fail(.missing)))
        #expect(results.of("p.c", subject: "s") == .notApplicable(.declaredOutOfScope))
        #expect(results.populations["p.c"]?.subjects == 1)
    }

    @Test func `a check rolls up to fail before inconclusive before pass before not applicable`() {
        let counted = { (outcomes: [Outcome]) in outcomes.reduce(Population()) { $0.counting($1) }.rollUp }
        #expect(counted([.pass, .inconclusive, .fail, .notApplicable]) == .fail)
        #expect(counted([.pass, .inconclusive, .notApplicable]) == .inconclusive)
        #expect(counted([.pass, .notApplicable]) == .pass)
        #expect(counted([.notApplicable]) == .notApplicable)
        #expect(counted([]) == .notApplicable)
    }

    @Test func `every verdict can be written and read back, and no reason code means two results`() {
        let verdicts: [Verdict] =
            [.pass, .pass(.subjectAbsent)] + FailReason.allCases.map { .fail($0) }
            + InconclusiveReason.allCases.map { .inconclusive($0) } + NotApplicableReason.allCases.map { .notApplicable($0) }
        for verdict in verdicts { #expect(Verdict(outcome: verdict.outcome, reason: verdict.reason) == verdict) }
        #expect(Set(verdicts.compactMap(\.reason)).count == verdicts.count - 1)
        #expect(Verdict(outcome: .fail, reason: "timeout") == nil)
        #expect(Verdict(outcome: .fail, reason: nil) == nil)
    }

    @Test(arguments: [
        ("bob", "bob"), ("a%b", "a%25b"), ("new\nline", "new%0Aline"), ("\u{1B}[31m", "%1B[31m"), ("größe", "größe"),
        ("\u{202E}evil", "%E2%80%AEevil"), ("zero\u{200B}width", "zero%E2%80%8Bwidth"), ("", ""), ("tab\t", "tab%09"),
    ])
    func `names are written so that none can forge a line`(name: String, escaped: String) {
        #expect(Subject.escaping(name.utf8) == escaped)
        #expect(Subject.unescaping(escaped) == Array(name.utf8))
    }

    @Test func `bytes that are no UTF-8 keep names apart`() {
        #expect(Subject.escaping([0x61, 0xFF, 0x62]) == "a%FFb")
        #expect(Subject.escaping([0xC3, 0x28]) == "%C3(")
        #expect(Subject.escaping([0xE2, 0x82]) == "%E2%82")
        for first in UInt8.min...UInt8.max {
            for second: UInt8 in [0x25, 0x41, 0x80, 0xBF, 0xC3, 0xFF] {
                #expect(Subject.unescaping(Subject.escaping([first, second])) == [first, second])
            }
        }
    }

    @Test func `days are counted as shadow counts them, before 1970 too`() {
        #expect(Moment(seconds: 86_400 * 3 - 1).days == 2)
        #expect(Moment(seconds: 86_400 * 3).days == 3)
        #expect(Moment(seconds: -1).days == -1)
        #expect(Moment(nanoseconds: -1).seconds == -1)
    }
}
