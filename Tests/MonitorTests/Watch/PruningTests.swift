import Controls
import Ledger
import ProbeKit
import Testing

@testable import Monitor

/// How the monitor lets old evidence go.
struct PruningTests {
    private let host: WatchedHost

    init() throws { host = try WatchedHost(seed: 4) }

    private func keepFor(_ period: String, hold: String = "no") {
        host.files.append(SampleConfiguration.file("soc2d.conf", "[Ledger]\nRetention=\(period)\nLegalHold=\(hold)\n"))
    }

    /// On a host where something changes all the time.
    private func live(hours: Int) throws {
        for _ in 0..<hours {
            for _ in 0..<5 { host.world.change(&host.dice) }
            try host.pass(to: host.host.now + TimeSpan.hours(1).nanoseconds)
        }
    }

    private func records() throws -> [PruneRecord] {
        var found: [PruneRecord] = []
        try host.reader().entries { entry throws(LedgerFailure) in
            guard case .leaf(let envelope, let what) = entry, envelope.kind == .prune else { return }
            do throws(RecordProblem) { found.append(try PruneRecord(canonicalJSON: what)) } catch { throw .record(error) }
        }
        return found
    }

    @Test func `evidence goes day by day, and everything else stays as it was`() throws {
        keepFor("1d")
        try host.start()
        try live(hours: 60)
        let anchor = RememberedCheckpoint(try #require(host.remembered).checkpoint, in: "a copy")
        let register = host.watch?.standing.register
        try live(hours: 40)
        let pruned = try records()
        #expect(pruned.count >= 3 && pruned.map(\.through) == pruned.map(\.through).sorted())
        let reader = try host.reader()
        let report = EvidenceVerification.report(of: reader, keys: [try host.key().verifier], anchors: [anchor])
        let head = try #require(host.head)
        #expect(report.verdict == .verified(head, unsigned: 0))
        #expect(report.pruned?.pieces == pruned.map(\.count).reduce(0, +))
        #expect(try LedgerReplay(of: reader).completeness.get().verdict == .reconciled)
        #expect(try reader.evidence(of: ExecutionID(number: 1)) == nil && reader.execution(ExecutionID(number: 1))?.hasEvidence == true)
        #expect(try Standing.read(from: reader).register == host.watch?.standing.register && register != nil)
        #expect(host.complaints.isEmpty)
    }

    @Test func `under a legal hold, and within 400 days, nothing goes`() throws {
        keepFor("1d", hold: "yes")
        try host.start()
        try live(hours: 60)
        #expect(try records().isEmpty && host.watch?.nextPruning == nil)
        let usual = try WatchedHost(seed: 5)
        try usual.start()
        try usual.pass(to: TimeSpan.days(5).nanoseconds)
        #expect(EvidenceVerification.report(of: try usual.reader(), keys: [try usual.key().verifier]).pruned == nil)
    }

    @Test func `what an approved state or the next look goes by stays`() throws {
        keepFor("1d")
        try host.start()
        try live(hours: 2)
        let execution = try #require(host.watch?.standing.lastObserved["open-ports"])
        var request = ControlRequest(.approve)
        (request.probe, request.execution) = ("open-ports", execution.number)
        try host.happen(.asked(request, by: Peer(user: 0, userName: "root", login: "alice"), ticket: 1))
        #expect(host.answers[1]?.isDone == true)
        try live(hours: 70)
        #expect(try !records().isEmpty)
        #expect(try host.reader().evidence(of: execution) != nil)
        for id in try #require(host.watch?.standing.lastObserved.values) { #expect(try host.reader().evidence(of: id) != nil) }
    }

    @Test func `for a day after the clock was set nothing goes`() throws {
        keepFor("1d")
        try host.start()
        try live(hours: 20)
        try host.set(by: TimeSpan.days(365).nanoseconds)
        try live(hours: 20)
        #expect(try records().isEmpty)
        try host.set(by: -TimeSpan.days(365).nanoseconds)
        try live(hours: 23)
        #expect(try records().isEmpty)
        try live(hours: 3)
        #expect(try !records().isEmpty)
    }
}
