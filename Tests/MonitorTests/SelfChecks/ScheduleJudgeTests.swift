import Controls
import ProbeKit
import Testing

@testable import Monitor

/// What is said of the slots of one check.
struct ScheduleJudgeTests {
    private static let check: CheckID = "soc2d.schedule-adherence"
    private static let now = Moment(seconds: 1_790_000_000)

    private func judge(_ alter: (inout CheckSlots) -> Void) throws -> CheckResult {
        var row = CheckSlots()
        row.checks = ["ports.open"]
        (row.every, row.patience) = (.minutes(5), .seconds(40))
        row.since = Moment(seconds: Self.now.seconds - 600)
        row.onTime = 12
        alter(&row)
        var evidence = SelfEvidence()
        var look = ScheduleLook()
        (look.rows, look.now) = ([row], Self.now)
        evidence.schedule = look
        var settings = Settings()
        var results = Results(due: [Self.check])
        let kept = try SelfEvidence(canonicalJSON: evidence.canonicalJSON())
        SelfCheckProbe(settings: &settings).judge(kept, against: nil, into: &results)
        return try #require(results.named.first)
    }

    private func missed(_ kind: Gap.Kind, _ slots: Int64) -> MissedSlots {
        var missed = MissedSlots()
        (missed.kind, missed.slots) = (kind, slots)
        return missed
    }

    @Test func `figures that change make no other result`() throws {
        let result = try judge { _ in }
        #expect(result.verdict == .pass && result.subject == "ports.open")
        #expect(try judge { $0.onTime = 11 } == result)
    }

    @Test(arguments: Gap.Kind.allCases)
    func `a gap is explained, or it fails`(kind: Gap.Kind) throws {
        let result = try judge { $0.missed = [missed(kind, 3)] }
        switch kind {
        case .monitorDown, .unknown:
            #expect(result.verdict == .fail(.missing) && result.observed == "3 slots missed (\(kind.rawValue))")
        case .hostDown, .overrun, .suspended, .clock:
            #expect(result.verdict == .pass && result.notes.map(\.text) == ["3 slots missed and explained (\(kind.rawValue))"])
        }
    }

    @Test func `a slot without a record fails first of all`() throws {
        let result = try judge {
            $0.residual = 1
            $0.firstResidual = Self.now
            $0.missed = [missed(.unknown, 1)]
        }
        #expect(result.verdict == .fail(.recordMissing))
        #expect(result.observed == "1 slot without any record, the first at \(Self.now.rfc3339); 1 slot missed (unknown)")
    }

    @Test func `a check that sees nothing twice in a row fails, and the reason is named`() throws {
        #expect(try judge { ($0.blindRuns, $0.blindReason) = (1, "unreadable") }.verdict == .pass)
        let result = try judge { ($0.blindRuns, $0.blindReason) = (2, "unreadable") }
        #expect(result.verdict == .fail(.stale) && result.observed == "inconclusive throughout 2 times in a row (unreadable)")
    }

    @Test func `a check that is not judged for more than two intervals fails, unless that time is explained`() throws {
        let since = Moment(seconds: Self.now.seconds - 641)
        let result = try judge { $0.since = since }
        #expect(result.verdict == .fail(.stale) && result.observed == "not judged since \(since.rfc3339), though it is due every 5m")
        #expect(try judge { $0.since = Moment(seconds: Self.now.seconds - 640) }.verdict == .pass)
        #expect(try judge { ($0.since, $0.gone) = (since, .seconds(1)) }.verdict == .pass)
        #expect(try judge { ($0.since, $0.every) = (since, nil) }.verdict == .pass)
        #expect(try judge { ($0.since, $0.gone) = (Moment(nanoseconds: .min), TimeSpan(nanoseconds: .max)) }.verdict == .pass)
    }

    @Test func `late slots pass with a note`() throws {
        #expect(try judge { $0.late = 2 }.notes.map(\.text) == ["2 slots performed late"])
    }
}
