import Controls
import Foundation
import Ledger
import Monitor
import ProbeKit
import Testing

/// A ledger of what a simulated monitor kept.
final class KeptHistory {
    let directory: String
    private let writer: LedgerWriter
    private var register = DeficiencyRegister()
    private var page = Cycle(at: LeafMoment(boot: "", boottime: 0, wall: Moment(nanoseconds: 0)))
    private var records = 0

    init() throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "soc2d-test-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        writer = try LedgerWriter(directory + "/ledger", host: "host", hasher: TreeHasher(), random: KernelRandom())
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    /// Writes everything, but for what is left out.
    convenience init(of monitor: SimulatedMonitor, without isLeftOut: (Int) -> Bool = { _ in false }) throws {
        try self.init()
        for (index, (reading, kept)) in monitor.journal.enumerated() where !isLeftOut(index) { try write(kept, at: reading) }
        try end(at: monitor.host.reading)
    }

    func report() throws -> CompletenessReport {
        try LedgerReplay(of: LedgerReader(directory + "/ledger", hasher: TreeHasher())).completeness.get()
    }

    var path: String { "\(directory)/ledger" }

    /// Signs what there is, and says with what key.
    func sign() throws -> (checkpoint: SignedCheckpoint, key: VerifierKey) {
        let origin = try #require(LogName("soc2d.example.com/host"))
        let key = try LogKey(origin, seed: KeySeed.drawn(from: KernelRandom()))
        guard case .signed(let signed) = try writer.sign(as: origin, by: [key], remembering: []) else { throw Refused() }
        return (signed, key.verifier)
    }

    struct Refused: Error {}

    func write(_ kept: SimulatedMonitor.Kept, at reading: ClockReading, _ verdict: Verdict = .pass) throws {
        // A leaf of its own comes before the records of its cycle.
        switch kept {
        case .clock, .plan, .life: if records > 0 { try turnPage() }
        case .execution, .missed: if records >= 100 { try turnPage() }
        }
        page.moment = LeafMoment(boot: reading.bootID, boottime: reading.boot.nanoseconds, wall: reading.wall)
        switch kept {
        case .clock(let clock): page.leaves.append(try Cycle.LeafDraft(.clock, clock))
        case .life(let life): page.leaves.append(try Cycle.LeafDraft(.lifecycle, life))
        case .plan(let plan): page.leaves.append(try Cycle.LeafDraft(.plan, plan))
        case .missed(let record):
            // Missed records stand behind the executions of their cycle.
            page.missed.append(try record.canonicalJSON())
            records += 1
        case .execution(let run):
            page.executions.append(try execution(run, at: reading, verdict))
            records += 1
        }
    }

    /// The newest record of the ledger.
    func end(at reading: ClockReading) throws {
        try turnPage()
        page.moment = LeafMoment(boot: reading.bootID, boottime: reading.boot.nanoseconds, wall: reading.wall)
        page.leaves.append(try Cycle.LeafDraft(.lifecycle, Lifecycle(.heartbeat, at: reading)))
        try turnPage()
    }

    private func turnPage() throws {
        try writer.commit(page)
        page = Cycle(at: page.moment)
        records = 0
    }

    private func execution(_ run: Run, at reading: ClockReading, _ verdict: Verdict) throws -> Cycle.Execution {
        let id = ExecutionID(number: writer.nextExecution.number + Int64(page.executions.count))
        let started = run.slot.time + run.lateness
        let moment = Moment(nanoseconds: reading.wall.nanoseconds - (reading.boot - started).nanoseconds)
        var checks: [(executed: ExecutedCheck, changes: [DeficiencyChange])] = []
        for check in run.checks.sorted(by: { $0.rawValue < $1.rawValue }) {
            var results = Results()
            results.add(CheckResult(check, subject: "s", verdict, required: "x", observed: "y"))
            let executed = ExecutedCheck(
                TestedCheck(control: "AC-1", check: check), severity: .low, execution: id, at: moment, results: results.named,
                population: results.populations[check, default: Population()])
            let changes = register.changes(after: executed)
            for change in changes { try register.apply(change) }
            checks.append((executed, changes))
        }
        var procedure = Procedure()
        (procedure.plan, procedure.probe) = (run.slot.name.plan, run.slot.name.probe)
        let times = ExecutionTimes(
            scheduled: run.slot.name.scheduled, tie: Int64(run.slot.name.tie), started: moment, ended: reading.wall,
            boottime: started.nanoseconds, trigger: run.isFirstLook ? .firstLook : nil)
        return Cycle.Execution(id, times, procedure: procedure, checks: checks, evidence: Array("{}".utf8))
    }
}
