import Controls
import Foundation
import LinuxHost
import Monitor
import Notices
import ProbeKit
import Probes
import Testing

@testable import Ledger

/// The state directory of a monitor that has looked at the accounts of a host twice: `toor` was root the first time, `eve` the second.
final class WatchedHost {
    let state: String
    private let writer: LedgerWriter
    private let key: LogKey
    private var register = DeficiencyRegister()
    private var plan = Plan()
    /// Seconds since the boot.
    private var now: Int64 = 0

    static let origin = "soc2d.example.com/web-1"
    private static let probe = "account-drift"
    private static let checks: [CheckID] = ["account-drift.root-uid", "account-drift.unapproved-account"]
    private static let interval: Int64 = 300
    /// A slot of the probe.
    private static let boot: Int64 = 1_790_000_100

    private static let toor = "toor:x:0:0::/root:/bin/sh\n"
    private static let eve = "eve:x:0:0::/root:/bin/sh\n"

    init() throws {
        state = FileManager.default.temporaryDirectory.appending(path: "soc2d-test-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: state, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
        writer = try LedgerWriter("\(state)/ledger", host: "host-a", hasher: TreeHasher(), random: KernelRandom())
        key = try LogKey(#require(LogName(Self.origin)), seed: KeySeed.drawn(from: KernelRandom()))
        try begin()
        let first = try look(Self.toor)
        now += 10
        try commit { cycle in
            try change(&cycle, register.acknowledging(DeficiencyID(number: 1), by: said("OPS-7")))
            cycle.leaves = [try approval(of: first)]
        }
        now = Self.interval
        try look(Self.eve)
        try sign()
    }

    deinit { try? FileManager.default.removeItem(atPath: state) }

    var verifierKey: String { key.verifier.description }

    /// Runs a command about this monitor.
    func command(_ arguments: String..., asNobody: Bool = false) throws -> Command {
        try Command(arguments + ["--state", state], asNobody: asNobody)
    }

    /// Looks once more, and signs.
    func goOn() throws {
        now += Self.interval
        try look(Self.eve)
        try sign()
    }

    /// Changes the file behind the ledger's back.
    func tamper(_ statement: String) throws { try writer.reader.database.run(statement) }

    // MARK: What the monitor writes

    private func begin() throws {
        var genesis = GenesisRecord()
        (genesis.hostID, genesis.hostName, genesis.origin, genesis.key) = ("host-a", "web-1", Self.origin, verifierKey)
        let promise = Promise(
            Self.probe,
            checks: Self.checks.map { PromisedCheck($0, every: .seconds(Self.interval), control: "AC-02", owner: "ops", selector: "") },
            offset: { _ in TimeSpan(nanoseconds: 0) }, timeout: .seconds(10), version: "1", codeDigest: "", parametersDigest: "")
        now = -60
        let clock = ClockRecord(tie: 1, cause: .boot, before: nil, after: reading)
        plan = try Plan([promise], from: reading, tie: 1, previous: nil, approver: "bob", mappingVersion: "1", sha256: Digest.sha256)
        try commit { cycle in
            cycle.leaves = [
                try Cycle.LeafDraft(.genesis, genesis), try Cycle.LeafDraft(.lifecycle, Lifecycle(.start, at: reading)),
                try Cycle.LeafDraft(.clock, clock), try Cycle.LeafDraft(.plan, plan),
            ]
        }
        now = 0
    }

    /// One execution, with the notices of what it opens.
    @discardableResult private func look(_ line: String) throws -> ExecutionID {
        let id = writer.nextExecution
        let (observed, evidence) = try observe(line)
        var unknown = Results()
        unknown.add(CheckResult(Self.checks[1], subject: "web", .inconclusive(.noBaseline)))
        var notices: [Notice] = []
        try commit { cycle in
            var performed: [(executed: ExecutedCheck, changes: [DeficiencyChange])] = []
            for (check, results) in zip(Self.checks, [observed, unknown]) {
                let test = TestedCheck(control: "AC-02", check: check)
                let executed = ExecutedCheck(
                    test, severity: .high, execution: id, at: reading.wall, results: results.of(check),
                    population: results.populations[check, default: Population()]
                ).completed(with: register.open(of: test))
                let changes = register.changes(after: executed)
                for change in changes { try register.apply(change) }
                notices += changes.compactMap(notice)
                performed.append((executed, changes))
            }
            var procedure = Procedure()
            (procedure.plan, procedure.probe) = (plan.id, Self.probe)
            let times = ExecutionTimes(
                scheduled: reading.wall, tie: 1, started: reading.wall, ended: reading.wall, boottime: reading.boot.nanoseconds)
            cycle.executions = [Cycle.Execution(id, times, procedure: procedure, checks: performed, evidence: evidence)]
            cycle.outbox = notices.indices.map { index in
                var row = OutboxRow(notice: writer.nextNotice + Int64(index), destination: "journal")
                row.state = notices[index].deficiency == 1 ? .delivered : .pending
                (row.attempts, row.lastProblem) = (1, row.state == .delivered ? "" : "no such socket")
                return row
            }
            cycle.deliveries = try cycle.outbox.filter(\.state.isEnd).map { row in
                var record = DeliveryRecord()
                (record.notice, record.destination) = (row.notice, row.destination)
                return try record.canonicalJSON()
            }
            cycle.notices = try notices.map { try $0.canonicalJSON() }
        }
        return id
    }

    private func notice(_ change: DeficiencyChange) -> Notice? {
        guard case .opened(let opening) = change else { return nil }
        var notice = Notice()
        (notice.deficiency, notice.moment, notice.summary) = (opening.id.number, reading.wall, "\(opening.id) opened")
        notice.destinations = ["journal"]
        return notice
    }

    /// What the probe says of a host with one more account.
    private func observe(_ line: String) throws -> (Results, [UInt8]) {
        let files = [
            "etc/passwd": "root:x:0:0:root:/root:/bin/bash\n\(line)", "etc/shadow": "root:*:19000:0:99999:7:::\n",
            "etc/group": "root:x:0:\n", "etc/nsswitch.conf": "passwd: files\ngroup: files\nshadow: files\n", "etc/hostname": "web-1\n",
        ]
        let entry = try #require(Registry.probes.first { $0.manifest.probe == Self.probe })
        var results = Results(due: [Self.checks[0]])
        var past = PastLooks(previous: nil, baseline: nil)
        var evidence: [UInt8]?
        try withFiles(files) { root in
            evidence = try entry.execute(Settings([]), LiveHost.tree(below: HostPath(root)), &past, true, &results)
        }
        return (results, try #require(evidence))
    }

    private func approval(of execution: ExecutionID) throws -> Cycle.LeafDraft {
        var record = BaselineRecord()
        (record.probe, record.execution, record.approver) = (Self.probe, execution.number, "alice (as root)")
        (record.approvedAt, record.text) = (reading.wall, "OPS-8")
        return try Cycle.LeafDraft(.baseline, record)
    }

    private func change(_ cycle: inout Cycle, _ change: DeficiencyChange) throws {
        try register.apply(change)
        cycle.changes.append(change)
    }

    private func said(_ text: String) throws -> Controls.Statement {
        try Controls.Statement(author: "alice (as root)", moment: reading.wall, text: text)
    }

    private var reading: ClockReading {
        ClockReading(
            wall: Moment(seconds: Self.boot + now), boot: BootTime(nanoseconds: (1000 + now) * 1_000_000_000), bootID: "b0",
            asleep: TimeSpan(nanoseconds: 0))
    }

    private func commit(_ body: (inout Cycle) throws -> Void) throws {
        var cycle = Cycle(at: LeafMoment(boot: "b0", boottime: reading.boot.nanoseconds, wall: reading.wall))
        try body(&cycle)
        try writer.commit(cycle)
    }

    private func sign() throws {
        guard case .signed = try writer.sign(as: key.name, by: [key], remembering: []) else { throw CocoaError(.featureUnsupported) }
    }
}
