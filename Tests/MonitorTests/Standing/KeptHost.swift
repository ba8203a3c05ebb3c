import Controls
import Foundation
import Ledger
import LinuxHost
import Monitor
import Notices
import ProbeKit
import Testing

/// A monitor's ledger in a directory of its own, and everything that a monitor writes, by a seed. What was committed is folded at once, as
/// the monitor does.
final class KeptHost {
    let directory: String
    let writer: LedgerWriter
    private(set) var standing = Standing()
    private var dice: Dice
    /// Of the notices alone.
    private var post: Dice
    /// The same for silences.
    private var hush: Dice
    private var now: ClockReading
    private var tie = 0
    private var boot = 0

    static let probes = ["accounts", "ports"]

    var path: String { "\(directory)/ledger" }

    init(seed: UInt64) throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "soc2d-test-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        writer = try LedgerWriter("\(directory)/ledger", host: "host-a", hasher: TreeHasher(), random: KernelRandom())
        dice = Dice(seed: seed)
        post = Dice(seed: seed)
        hush = Dice(seed: seed)
        now = .at(0)
        try commit { cycle in
            var genesis = GenesisRecord()
            genesis.origin = "soc2d.example.com/host-a"
            cycle.leaves = [try Cycle.LeafDraft(.genesis, genesis)]
        }
        try start()
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    func reader() throws -> LedgerReader { try LedgerReader(path, hasher: TreeHasher()) }

    /// Lives through so many cycles.
    func live(cycles: Int) throws {
        for _ in 0..<cycles { try live() }
    }

    private func live() throws {
        pass(dice.number(1...600))
        switch dice.number(0...19) {
        case 0: try stop()
        case 1: try clock(.step)
        case 2: try plan()
        case 3: try decide()
        case 4: try document()
        case 5: try configure()
        case 6: try approve()
        default: try look()
        }
        if hush.once(in: 10) { try silence() }
    }

    /// Keeps a copy of the standing with the next cycle.
    func keepCopy() throws { try keepCopy(standing) }

    func keepCopy(_ copy: some RecordedObject & Sendable) throws { try commit { $0.standing = copy } }

    /// A copy that may be none.
    struct Copy: RecordedObject {
        var bytes: [UInt8] = []

        init() {}
        init(_ bytes: [UInt8]) { self.bytes = bytes }

        mutating func record(in form: inout RecordForm) throws(RecordProblem) { form.appendRecord(bytes) }
        mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {}
    }

    // MARK: Life

    private func start() throws {
        try commit { cycle in cycle.leaves = [try Cycle.LeafDraft(.lifecycle, Lifecycle(.start, at: now))] }
        if dice.once(in: 2) || boot == 0 { try clock(.boot) }
        try plan()
    }

    private func stop() throws {
        if dice.once(in: 2) {
            try commit { cycle in cycle.leaves = [try Cycle.LeafDraft(.lifecycle, Lifecycle(.stopped, at: now, actor: "root"))] }
        }
        pass(dice.number(1...9000))
        try start()
    }

    private func clock(_ cause: ClockRecord.Cause) throws {
        let before = now
        switch cause {
        case .boot:
            boot += 1
            now = .at(1, boot: "boot-\(boot)", wall: now.wall.nanoseconds / 1_000_000_000 + 100)
        case .step: now.wall = now.wall.adding(.seconds(dice.number(-4000...4000)))
        }
        tie += 1
        let record = ClockRecord(tie: tie, cause: cause, before: before, after: now)
        try commit { cycle in cycle.leaves = [try Cycle.LeafDraft(.clock, record)] }
    }

    private func pass(_ seconds: Int64) {
        now.wall = now.wall.adding(.seconds(seconds))
        now.boot = BootTime(nanoseconds: now.boot.nanoseconds + seconds * 1_000_000_000)
    }

    private func plan() throws {
        let promises = Self.probes.filter { _ in !dice.once(in: 4) }.map { Promise.sample($0, ["known": .minutes(5)]) }
        let plan = try Plan.sample(promises, from: now, tie: tie, after: standing.plans.last)
        try commit { cycle in cycle.leaves = [try Cycle.LeafDraft(.plan, plan)] }
    }

    // MARK: Looks

    private func look() throws {
        var register = standing.register
        try commit { cycle in
            for probe in Self.probes where !dice.once(in: 3) {
                cycle.executions.append(try execution(of: probe, number: cycle.executions.count, &register))
            }
            if dice.once(in: 3) { cycle.missed = [try missed().canonicalJSON()] }
            let opened = cycle.executions.flatMap(\.checks).flatMap(\.changes)
            cycle.notices = try opened.dropLast().map { _ in try notice() }
            if dice.once(in: 4) { cycle.deliveries = [try delivery()] }
            cycle.changes = try words(on: &register)
        }
    }

    private func notice() throws -> [UInt8] {
        var notice = Notice()
        notice.destinations = ["journal", "ops"].filter { _ in post.once(in: 2) }
        notice.moment = now.wall
        notice.kind = post.once(in: 3) ? .closed : .opened
        if post.once(in: 3) {
            (notice.kind, notice.testedSettings) = (.test, post.once(in: 4) ? "other" : "usual")
        } else {
            notice.deficiency = standing.register.open.randomElement(using: &post)?.id.number
            notice.subject = "s\(post.number(0...2))"
        }
        return try notice.canonicalJSON()
    }

    private func delivery() throws -> [UInt8] {
        var record = DeliveryRecord()
        record.notice = standing.owed.keys.sorted().randomElement(using: &post) ?? post.number(0...3)
        record.destination = post.once(in: 2) ? "journal" : "ops"
        record.remoteID = post.once(in: 2) ? "77" : nil
        record.outcome = DeliveryRecord.Outcome.allCases.randomElement(using: &post) ?? .dead
        return try record.canonicalJSON()
    }

    private func missed() -> MissedRecord {
        let probe = Self.probes.randomElement(using: &dice) ?? ""
        return MissedRecord(
            plan: standing.plans.last?.id ?? "", probe: probe, tie: tie, first: now.wall, last: now.wall, slots: 1, gap: Gap(.overrun),
            noticed: now)
    }

    private func words(on register: inout DeficiencyRegister) throws -> [DeficiencyChange] {
        guard let open = register.open.randomElement(using: &dice) else { return [] }
        let words = try Statement(author: "ada", moment: now.wall, text: "“it\u{0}”")
        let change: DeficiencyChange?
        switch dice.number(0...3) {
        case 0 where open.acknowledgement == nil: change = try register.acknowledging(open.id, by: words)
        case 1: change = try register.claimingRemediation(of: open.id, by: words)
        case 2: change = try register.notifying(of: open.id, at: now.wall)
        default: change = nil
        }
        return change.map { [$0] } ?? []
    }

    private func execution(of probe: String, number: Int, _ register: inout DeficiencyRegister) throws -> Cycle.Execution {
        let id = ExecutionID(number: writer.nextExecution.number + Int64(number))
        let test = TestedCheck(control: "AC-1", check: CheckID(probe: probe, name: "known"))
        let open = register.open(of: test)
        var results = Results(following: [test.check: Set(open.map(\.subject.subject))])
        let isBlind = dice.once(in: 6)
        for subject in 0..<dice.number(1...6) { results.add(result(of: test.check, "s\(subject)", isBlind: isBlind)) }
        let executed = ExecutedCheck(
            test, severity: .high, execution: id, at: now.wall, results: results.named,
            population: results.populations[test.check, default: Population()]
        ).completed(with: open)
        let changes = register.changes(after: executed)
        for change in changes { try register.apply(change) }
        var procedure = Procedure()
        (procedure.probe, procedure.plan) = (probe, standing.plans.last?.id ?? "")
        let times = ExecutionTimes(scheduled: now.wall, tie: Int64(tie), started: now.wall, ended: now.wall, boottime: now.boot.nanoseconds)
        return Cycle.Execution(
            id, times, procedure: procedure, checks: [(executed, changes)], evidence: isBlind ? nil : Array("{}".utf8))
    }

    private func result(of check: CheckID, _ subject: String, isBlind: Bool) -> CheckResult {
        let verdicts: [Verdict] = [
            .fail(.unexpected), .fail(.missing), .inconclusive(.unreadable), .inconclusive(.noBaseline), .notApplicable(.featureAbsent),
            .pass, .pass, .pass, .pass,
        ]
        let verdict = isBlind ? Verdict.inconclusive(.timeout) : verdicts.randomElement(using: &dice) ?? .pass
        return CheckResult(
            check, subject: subject, verdict, required: "none", observed: "“\(subject)”", sources: [Source("/etc/passwd", line: 3)])
    }

    // MARK: People

    private func decide() throws {
        var waiver = Waiver(
            id: "W-\(dice.number(1...3))", subject: TestedSubject(control: "AC-1", check: "ports.known", subject: "s\(dice.number(0...3))"),
            reason: "r", requestedBy: "ada", approvedBy: "bob", approvedAt: now.wall, expiry: try #require(Expiry("2030-01-31")),
            compensatingControl: "none", place: Place(file: "/etc/soc2d/waivers.d/w.waiver", line: 1))
        if waiver.id == "W-2" { waiver.signature = VerifiedSignature(signer: "bob", key: "SHA256:abc") }
        if let standing = standing.waivers.all.randomElement(using: &dice), dice.once(in: 2) { waiver = standing }
        let ending: WaiverChange.Ending = dice.once(in: 2) ? .expired : dice.once(in: 2) ? .revoked : .replaced(by: "W-9")
        let isInForce = standing.waivers.all.contains(waiver)
        let change: WaiverChange = isInForce ? .ended(waiver, ending, now.wall) : .began(waiver, now.wall)
        try commit { cycle in cycle.leaves = [try Cycle.LeafDraft(.waiver, WaiverRecord(change))] }
    }

    private func silence() throws {
        var scope = Silence.Scope()
        scope.controls = ["AC-1"]
        scope.checks = hush.once(in: 2) ? ["ports.known"] : []
        scope.subjects = (0..<hush.number(0...2)).map { "s\($0)" }
        var silence = Silence(
            id: "S-\(hush.number(1...3))", author: "ada", reason: "r", expiry: try #require(Expiry("2030-01-31")), scope: scope,
            place: Place(file: "/etc/soc2d/silences.d/s.silence", line: 1))
        if let standing = standing.silences.all.randomElement(using: &hush), hush.once(in: 2) { silence = standing }
        let isInForce = standing.silences.all.contains(silence)
        let ending = SilenceChange.Ending.allCases.randomElement(using: &hush) ?? .expired
        let change: SilenceChange = isInForce ? .ended(silence, ending, now.wall) : .began(silence, now.wall)
        try commit { cycle in cycle.leaves = [try Cycle.LeafDraft(.silence, SilenceRecord(change))] }
    }

    private func document() throws {
        var record = DocumentRecord()
        record.path = "/srv/record-\(dice.number(1...4))"
        record.digest = dice.once(in: 3) ? nil : "d\(dice.number(1...9))"
        let kind: LeafKind = dice.once(in: 2) ? .roster : .attestation
        try commit { cycle in cycle.leaves = [try Cycle.LeafDraft(kind, record)] }
    }

    private func configure() throws {
        var record = ConfigurationRecord()
        record.isAccepted = dice.once(in: 2)
        record.digest = "c\(dice.number(1...9))"
        try commit { cycle in cycle.leaves = [try Cycle.LeafDraft(.configChange, record)] }
    }

    private func approve() throws {
        var record = BaselineRecord()
        record.probe = Self.probes.randomElement(using: &dice) ?? ""
        record.execution = writer.nextExecution.number - 1
        try commit { cycle in cycle.leaves = [try Cycle.LeafDraft(.baseline, record)] }
    }

    // MARK: The ledger

    private func commit(_ fill: (inout Cycle) throws -> Void) throws {
        var cycle = Cycle(at: LeafMoment(now))
        try fill(&cycle)
        try writer.commit(cycle)
        try standing.follow(writer.reader)
    }
}
