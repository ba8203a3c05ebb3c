import Controls
import Foundation
import Ledger
import Monitor
import Notices
import ProbeKit
import Testing

/// A restart knows what the monitor knew, however it comes to know it.
@Suite struct StandingTests {
    private static let seeds: ClosedRange<UInt64> = 1...12

    /// What the whole ledger comes to, without a copy.
    private func replayed(_ host: KeptHost) throws -> Standing {
        var standing = Standing()
        try standing.follow(host.reader())
        return standing
    }

    @Test(arguments: seeds)
    func `a copy and what came after it are as good as everything`(seed: UInt64) throws {
        let host = try KeptHost(seed: seed)
        for _ in 0..<5 {
            try host.live(cycles: 40)
            #expect(try Standing.read(from: host.reader()) == host.standing, "seed \(seed)")
            #expect(try replayed(host) == host.standing, "seed \(seed)")
            try host.keepCopy()
        }
        #expect(try Standing.read(from: host.reader()) == host.standing, "seed \(seed)")
        #expect(try host.reader().standing() != nil)
    }

    @Test(arguments: seeds)
    func `a copy reads as it was written, and has something of everything`(seed: UInt64) throws {
        let host = try KeptHost(seed: seed)
        try host.live(cycles: 300)
        let standing = host.standing
        let copy = try standing.canonicalJSON()
        #expect(try Standing(canonicalJSON: copy) == standing, "seed \(seed)")
        #expect(standing.genesis != nil && standing.configuration != nil && !standing.baselines.isEmpty && !standing.documents.isEmpty)
        #expect(!standing.clocks.isEmpty && !standing.plans.isEmpty && !standing.lives.isEmpty)
        #expect(!standing.accounted.isEmpty && !standing.judged.isEmpty && !standing.looks.isEmpty)
        #expect(standing.register != DeficiencyRegister() && standing.telling != Telling() && standing.waivers != WaiversInForce())
        // Not every life ends with something on its way.
        if seed == 2 { #expect(standing.silences != SilencesInForce()) }
        if seed == 2 { #expect(!standing.owed.isEmpty && !standing.informed.isEmpty && !standing.openings.isEmpty) }
        #expect(standing.lastExecutions.count == 2 && standing.lastObserved.count == 2)
    }

    @Test func `a copy that is none, of another format or of another size is passed over`() throws {
        let host = try KeptHost(seed: 3)
        try host.live(cycles: 60)
        let right = try host.standing.canonicalJSON()
        let text = String(decoding: right, as: UTF8.self)
        var smaller = host.standing
        smaller.size -= 1
        let wrong = [
            [], [0xFF, 0x00], Array("{}".utf8), Array(right.dropLast()), right + [0x20],
            Array(text.replacing(#""format":8"#, with: #""format":7"#).utf8), try smaller.canonicalJSON(),
        ]
        for (number, copy) in wrong.enumerated() {
            try host.keepCopy(KeptHost.Copy(copy))
            #expect(try Standing.read(from: host.reader()) == host.standing, "copy \(number)")
        }
    }

    /// Otherwise the tests above would not show that copies are used at all.
    @Test func `a copy that fits is gone on from`() throws {
        let host = try KeptHost(seed: 4)
        try host.live(cycles: 60)
        var other = host.standing
        other.genesis?.hostName = "from the copy"
        try host.keepCopy(other)
        #expect(try Standing.read(from: host.reader()).genesis?.hostName == "from the copy")
    }

    @Test func `a record that cannot be read ends the reading`() throws {
        let host = try KeptHost(seed: 5)
        var cycle = Cycle(at: LeafMoment(.at(1)))
        cycle.missed = [Array("{}".utf8)]
        try host.writer.commit(cycle)
        #expect(throws: LedgerFailure.self) { try Standing.read(from: host.reader()) }
    }

    // MARK: Looks

    private func looked(_ results: [[CheckResult]], evidence: Bool = true) throws -> Standing {
        let host = try KeptHost(seed: 1)
        let test = TestedCheck(control: "AC-1", check: "ports.known")
        var standing = host.standing
        var register = standing.register
        for (number, named) in results.enumerated() {
            let id = host.writer.nextExecution
            let moment = Moment(seconds: 1_790_000_000 + Int64(number) * 60)
            let population = named.reduce(Population()) { $0.counting($1.verdict.outcome) }
            let executed = ExecutedCheck(test, severity: .low, execution: id, at: moment, results: named, population: population)
            let changes = register.changes(after: executed)
            for change in changes { try register.apply(change) }
            var procedure = Procedure()
            procedure.probe = "ports"
            let times = ExecutionTimes(scheduled: moment, tie: 1, started: moment, ended: moment, boottime: 1)
            var cycle = Cycle(at: LeafMoment(.at(1)))
            cycle.executions = [
                Cycle.Execution(id, times, procedure: procedure, checks: [(executed, changes)], evidence: evidence ? [0x7B, 0x7D] : nil)
            ]
            try host.writer.commit(cycle)
        }
        try standing.follow(host.writer.reader)
        return standing
    }

    private func results(_ verdicts: Verdict...) -> [CheckResult] {
        verdicts.enumerated().map { CheckResult("ports.known", subject: "s\($0)", $1) }
    }

    private func look(_ results: [CheckResult]...) throws -> LastLook {
        try #require(try looked(results).looks[TestedCheck(control: "AC-1", check: "ports.known")])
    }

    @Test func `runs that saw nothing are counted until one sees something`() throws {
        let (blind, seeing) = (results(.inconclusive(.timeout), .inconclusive(.unreadable)), results(.inconclusive(.timeout), .pass))
        #expect(try look(blind, blind).blindRuns == 2)
        #expect(try look(blind, seeing).blindRuns == 0)
        #expect(try look(blind, seeing, blind).blindRuns == 1)
        #expect(try look(blind).inconclusive == ["timeout": 1, "unreadable": 1])
    }

    @Test func `what only a person can settle is not blindness`() throws {
        #expect(try look(results(.inconclusive(.noBaseline), .inconclusive(.notConfigured))).blindRuns == 0)
        #expect(try look(results(.inconclusive(.noBaseline), .inconclusive(.timeout))).blindRuns == 1)
    }

    @Test func `the last pass is the last execution that passed as a whole`() throws {
        let look = try look(results(.pass), results(.pass, .fail(.missing)), results(.inconclusive(.timeout)))
        #expect(look.lastPass == Moment(seconds: 1_790_000_000) && look.population.inconclusive == 1)
        #expect(try self.look(results(.fail(.missing))).lastPass == nil)
    }

    @Test func `what observed nothing has run, and has judged nothing`() throws {
        let standing = try looked([results(.inconclusive(.timeout))], evidence: false)
        #expect(standing.lastExecutions == ["ports": ExecutionID(number: 1)] && standing.lastObserved.isEmpty)
        #expect(standing.judged.isEmpty && standing.accounted["ports"]?.scheduled == Moment(seconds: 1_790_000_000))
    }

    // MARK: Signs of life

    @Test func `of each run its start, its last sign and its stop are kept`() throws {
        var standing = Standing()
        func leaf(_ life: Lifecycle) throws {
            try standing.take(.leaf(LeafEnvelope(seq: 0, .lifecycle, host: "h", at: LeafMoment(life.at)), what: life.canonicalJSON()))
        }
        func cycle(_ reading: ClockReading) throws {
            try standing.take(.cycle(LeafEnvelope(seq: 0, .cycle, host: "h", at: LeafMoment(reading))))
        }
        try cycle(.at(1))
        #expect(standing.lives.isEmpty, "nobody has started")
        try leaf(Lifecycle(.start, at: .at(10)))
        try cycle(.at(20, asleep: 3))
        try cycle(.at(30, asleep: 4))
        #expect(standing.lives.map(\.event) == [.start, .heartbeat] && standing.lives.last?.at == .at(30, asleep: 4))
        try leaf(Lifecycle(.heartbeat, at: .at(40)))
        try leaf(Lifecycle(.stopped, at: .at(50)))
        try cycle(.at(60))
        #expect(standing.lives.map(\.event) == [.start, .heartbeat, .stopped])
        #expect(standing.lives.map(\.at) == [.at(10), .at(40), .at(50)])
        try leaf(Lifecycle(.start, at: .at(70)))
        // The next boot's recovery, before its start is written.
        try cycle(.at(1, boot: "boot-2"))
        #expect(standing.lives.map(\.event) == [.start, .heartbeat, .stopped, .start])
    }

    @Test func `a year of restarts, steps and plans leaves a handful of records`() throws {
        let host = try KeptHost(seed: 9)
        try host.live(cycles: 1500)
        let standing = host.standing
        #expect(standing.clocks.count + standing.plans.count + standing.lives.count < 60)
    }
}
