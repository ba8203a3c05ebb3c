import Controls
import Notices
import ProbeKit
import Testing

@testable import Ledger
@testable import Monitor

/// What the monitor does when this or that happens, one thing at a time.
struct WatchTests {
    private let host: WatchedHost

    init() throws { host = try WatchedHost(seed: 1) }

    private let root = Peer(user: 0, userName: "root", login: "alice")
    private var minute: Int64 { TimeSpan.minutes(1).nanoseconds }

    private func pass(_ span: TimeSpan) throws { try host.pass(to: host.host.now + span.nanoseconds) }

    private func ask(_ request: ControlRequest, by peer: Peer? = nil) throws -> ControlAnswer? {
        try host.happen(.asked(request, by: peer ?? root, ticket: 9))
        return host.answers[9]
    }

    private func records<Record: RecordedObject>(_ kind: LeafKind) throws -> [Record] {
        var found: [Record] = []
        try host.reader().entries { entry throws(LedgerFailure) in
            guard case .leaf(let envelope, let what) = entry, envelope.kind == kind else { return }
            do throws(RecordProblem) { found.append(try Record(canonicalJSON: what)) } catch { throw .record(error) }
        }
        return found
    }

    private var open: [Deficiency] { host.watch?.standing.register.open ?? [] }

    @Test func `a new ledger begins with its genesis, and a plan before the first slot`() throws {
        try host.start()
        let genesis: [GenesisRecord] = try records(.genesis)
        #expect(genesis.map(\.origin) == [host.origin.text])
        let plans: [Plan] = try records(.plan)
        #expect(
            plans.count == 1 && plans[0].promises.map(\.probe) == ["account-drift", "backup-freshness", "open-ports", "password-policy"])
        let configurations: [ConfigurationRecord] = try records(.configChange)
        #expect(configurations.map(\.author) == ["start"])
    }

    @Test func `a restart without a change makes no new plan and no new configuration`() throws {
        try host.start()
        try pass(.hours(1))
        try host.end(.stoppedByOperator, actor: "alice")
        try host.start()
        let plans: [Plan] = try records(.plan)
        let configurations: [ConfigurationRecord] = try records(.configChange)
        #expect(plans.count == 1 && configurations.count == 1)
        let lives: [Lifecycle] = try records(.lifecycle)
        #expect(lives.map(\.event) == [.start, .stoppedByOperator, .start])
        #expect(lives.last?.previousHead.hasPrefix(host.origin.text) == true)
    }

    @Test func `a ledger that was begun with another key is not taken up`() throws {
        try host.start()
        host.kill()
        host.keySeed = 8
        #expect(throws: StartRefusal.self) { try host.start() }
    }

    @Test func `what fails is told once it is kept, acknowledged by a person, and closed by a pass`() throws {
        host.world.set("open-ports.unexpected-listener", "tcp/23", .bad)
        try host.start()
        try pass(.minutes(30))
        #expect(open.map(\.subject.subject) == ["tcp/23"])
        #expect(host.told.map(\.notice.kind) == [.opened])
        let deficiency = try #require(open.first)
        #expect(deficiency.notifiedAt != nil)
        var request = ControlRequest(.acknowledge)
        request.deficiency = deficiency.id.number
        #expect(try ask(request)?.isDone == true)
        #expect(open.first?.acknowledgement?.author == "alice (as root)")
        #expect(try ask(request)?.isDone == false)
        host.world.set("open-ports.unexpected-listener", "tcp/23", .good)
        try pass(.minutes(30))
        #expect(open.isEmpty)
        #expect(host.told.map(\.notice.kind) == [.opened, .closed])
    }

    @Test func `only root and the user of the monitor change anything`() throws {
        try host.start()
        let eve = Peer(user: 1000, userName: "eve", login: nil)
        #expect(try ask(ControlRequest(.reload), by: eve)?.isDone == false)
        #expect(try ask(ControlRequest(.reload), by: Peer(user: 990, userName: "soc2d", login: nil))?.isDone == true)
    }

    @Test func `the same configuration again changes nothing`() throws {
        try host.start()
        let size = host.head?.size
        #expect(try ask(ControlRequest(.reload))?.text == "the configuration is the same as before")
        #expect(host.head?.size == size)
    }

    @Test func `a broken configuration leaves the old one in force, a leaf and a notice`() throws {
        try host.start()
        host.files = SampleConfiguration.broken
        let answer = try #require(try ask(ControlRequest(.reload)))
        #expect(!answer.isDone && answer.problems.count == 2)
        let records: [ConfigurationRecord] = try records(.configChange)
        #expect(records.map(\.isAccepted) == [true, false])
        #expect(records[1].author == "alice (as root)" && records[1].digest == records[0].digest)
        try pass(.minutes(1))
        #expect(host.told.map(\.notice.kind) == [.configurationRefused])
    }

    @Test func `taking back what was refused is recorded too, so that nobody looks for it any more`() throws {
        try host.start()
        let files = host.files
        host.files = SampleConfiguration.broken
        _ = try ask(ControlRequest(.reload))
        host.files = files
        #expect(try ask(ControlRequest(.reload))?.isDone == true)
        let records: [ConfigurationRecord] = try records(.configChange)
        #expect(records.map(\.isAccepted) == [true, false, true])
        #expect(host.watch?.standing.configuration?.isAccepted == true)
    }

    @Test func `a new configuration is recorded with its differences, and its plan before it is in force`() throws {
        try host.start()
        host.files = SampleConfiguration.other
        #expect(try ask(ControlRequest(.reload))?.isDone == true)
        let configurations: [ConfigurationRecord] = try records(.configChange)
        #expect(configurations.count == 2)
        #expect(
            configurations[1].differences.contains { $0.hasPrefix("+ open-ports Allow=tcp/22 (/etc/soc2d/controls.d/open-ports.control:") })
        let plans: [Plan] = try records(.plan)
        #expect(plans.count == 2 && plans[1].previous == plans[0].id)
        #expect(plans[1].promises.map(\.probe) == ["account-drift", "backup-freshness", "open-ports"])
    }

    @Test func `a value that may hold a password is not in the differences`() throws {
        try host.start()
        host.files = [SampleConfiguration.control("open-ports", "NET-03", settings: "Allow=https://me:secret@example.com/")]
        #expect(try ask(ControlRequest(.reload))?.isDone == true)
        let configurations: [ConfigurationRecord] = try records(.configChange)
        #expect(configurations[1].differences.contains { $0.contains("Allow=(not shown") })
        #expect(!configurations[1].differences.contains { $0.contains("secret") })
    }

    @Test func `what was observed last can be approved, and the next look is given it`() throws {
        try host.start()
        try pass(.minutes(30))
        var request = ControlRequest(.approve)
        request.probe = "open-ports"
        request.text = "T-7"
        #expect(try ask(request)?.isDone == true)
        let baselines: [BaselineRecord] = try records(.baseline)
        let baseline = try #require(baselines.first)
        #expect(baseline.added > 0 && baseline.previous == nil && baseline.approver == "alice (as root)" && baseline.text == "T-7")
        try pass(.minutes(30))
        #expect(host.requests["open-ports"]?.baseline?.approvedBy == "alice (as root)")
        #expect(host.requests["open-ports"]?.previous != nil)
        request.probe = "password-policy"
        #expect(try ask(request)?.isDone == false)
        request.probe = "open-ports"
        request.execution = 10_000
        #expect(try ask(request)?.isDone == false)
    }

    @Test func `a waiver lies over an open deficiency until it ends, and then it is told again`() throws {
        host.world.set("open-ports.unexpected-listener", "tcp/23", .bad)
        try host.start()
        try pass(.minutes(30))
        let now = host.host.reading.wall
        host.files.append(
            SampleConfiguration.waiver(
                "W-1", "NET-03", "open-ports.unexpected-listener", "tcp/23", from: Moment(seconds: now.seconds - 60),
                until: now.adding(.hours(2))))
        #expect(try ask(ControlRequest(.reload))?.isDone == true)
        try pass(.hours(3))
        let records: [WaiverRecord] = try records(.waiver)
        #expect(records.map(\.event) == [.began, .expired])
        // At its end, and not with the next slot.
        #expect(records[1].at.since(now.adding(.hours(2))).map { $0 < .seconds(10) } == true)
        #expect(host.told.map(\.notice.kind) == [.opened, .waived, .waiverEnded])
    }

    @Test func `a host on which nothing changes leaves a sign of life each hour`() throws {
        host.files = [SampleConfiguration.control("backup-freshness", "BC-01", "Every=24h")]
        try host.start()
        try pass(.hours(12))
        let lives: [Lifecycle] = try records(.lifecycle)
        #expect(lives.dropFirst().allSatisfy { $0.event == .heartbeat })
        #expect((9...12).contains(lives.count - 1))
    }

    @Test func `a probe that crashes is inconclusive, and closes nothing`() throws {
        host.world.set("open-ports.unexpected-listener", "tcp/23", .bad)
        try host.start()
        try pass(.minutes(20))
        host.world.set("open-ports.unexpected-listener", "tcp/23", .good)
        host.crashing["open-ports"] = 3
        try pass(.minutes(20))
        #expect(open.map(\.subject.subject) == ["tcp/23"])
        let look = host.watch?.standing.looks[TestedCheck(control: "NET-03", check: "open-ports.unexpected-listener")]
        #expect(look?.population.rollUp == .inconclusive)
    }

    @Test func `while the disk is full nothing is lost, nothing is told, and people are refused`() throws {
        try host.start()
        try pass(.minutes(30))
        try host.disk(full: true)
        // A little may still go where the file has room.
        while host.watch?.trouble == nil { try pass(.minutes(1)) }
        host.world.set("open-ports.unexpected-listener", "tcp/23", .bad)
        let kept = host.watch?.standing.lastExecutions["open-ports"]
        try pass(.hours(1))
        #expect(host.watch?.standing.lastExecutions["open-ports"] == kept)
        #expect(host.told.isEmpty)
        #expect(host.watch?.daybook.executions ?? 0 > 6)
        #expect(host.statusLines.contains { $0.hasPrefix("not recording: ") })
        #expect(host.watch?.footing.register.open.count == 1)
        #expect(try ask(ControlRequest(.reload))?.isDone == true)
        var request = ControlRequest(.acknowledge)
        request.deficiency = 1
        #expect(try ask(request)?.isDone == false)
        let held = host.watch?.daybook.executions ?? 0
        let troubles = try ask(ControlRequest(.troubles), by: Peer(user: 1000, userName: "bob", login: nil))?.problems ?? []
        #expect(troubles.count == 1 && troubles[0].hasPrefix("nothing can be recorded since "))
        #expect(troubles[0].hasSuffix("; \(held) executions are held in memory until it can"))
        try host.disk(full: false)
        try pass(.seconds(12))
        #expect(host.watch?.daybook.isEmpty == true)
        #expect(try ask(ControlRequest(.troubles))?.problems == [])
        try pass(.minutes(1))
        #expect(Set(host.told.map(\.notice.kind)) == [.opened, .storeFailed])
        try host.settle()
        #expect(try LedgerReplay(of: host.reader()).completeness.get().verdict == .reconciled)
        #expect(host.complaints.isEmpty)
    }

    @Test func `a disk that stays full costs the oldest executions, and their slots count as missed`() throws {
        host.files = [SampleConfiguration.control("open-ports", "NET-03", "Every=1m")]
        try host.start()
        host.watch?.daybook = Daybook(executionLimit: 10)
        try pass(.minutes(5))
        try host.disk(full: true)
        try pass(.minutes(40))
        #expect(host.watch?.daybook.executions == 10)
        #expect(host.watch?.daybook.pages.count ?? 0 <= 12)
        try host.disk(full: false)
        try pass(.minutes(1))
        try host.settle()
        let report = try LedgerReplay(of: host.reader()).completeness.get()
        #expect(report.verdict == .reconciled)
        #expect(report.completeness.checks["open-ports.unexpected-listener"]?.missed[.monitorDown] ?? 0 > 20)
        #expect(host.complaints.isEmpty)
    }

    @Test func `what people are accountable for is recorded once, when it is another, and when it is gone`() throws {
        let path = "/srv/records/db.restore-test.json"
        let document = { (digest: String?) in
            Document(.restoreTest, path, digest.map { Document.Content(bytes: 70, digest: $0) })
        }
        host.world.documents = ["backup-freshness": [document("d1"), Document(.integrityCheck, "/srv/records/none", nil)]]
        try host.start()
        try pass(.hours(13))
        host.world.documents = ["backup-freshness": [document("d2")]]
        try pass(.hours(7))
        host.kill()
        try host.start()
        try pass(.hours(7))
        #expect(host.watch?.standing.documents[path]?.digest == "d2")
        // Not to have looked is not to have found nothing.
        host.world.documents = [:]
        try pass(.hours(7))
        host.world.documents = ["backup-freshness": [document(nil)]]
        try pass(.hours(13))
        let found: [DocumentRecord] = try records(.attestation)
        #expect(found.map(\.digest) == ["d1", "d2", nil])
        #expect(found.map(\.previous) == [nil, "d1", "d2"])
        #expect(found.allSatisfy { $0.path == path && $0.kind == "restore-test" } && found.first?.bytes == 70)
        #expect(host.watch?.standing.documents.isEmpty == true)
    }

    @Test func `another signature on the same document is another record`() throws {
        let path = "/srv/staff.roster"
        let signed = { (signature: Document.Signature?) in
            Document(.roster, path, Document.Content(bytes: 70, digest: "d1"), signature: signature)
        }
        let bob = Document.Signature.verified(VerifiedSignature(signer: "bob", key: "SHA256:b"))
        host.world.documents = ["backup-freshness": [signed(nil)]]
        try host.start()
        try pass(.hours(7))
        for signature in [bob, .problem("made with a key that belongs to nobody"), bob, nil] {
            host.world.documents = ["backup-freshness": [signed(signature)]]
            try pass(.hours(13))
            host.kill()
            try host.start()
            try pass(.hours(7))
        }
        let found: [DocumentRecord] = try records(.roster)
        #expect(found.map(\.signedBy) == [nil, "bob", nil, "bob", nil])
        #expect(found.map(\.signingKey) == [nil, "SHA256:b", nil, "SHA256:b", nil])
        #expect(found.map(\.signatureProblem) == [nil, nil, "made with a key that belongs to nobody", nil, nil])
        #expect(found.map(\.previous) == [nil, "d1", "d1", "d1", "d1"] && found.allSatisfy { $0.digest == "d1" })
    }

    @Test func `a record from before documents were signed is read as of an unsigned one`() throws {
        let old = #"{"bytes":70,"digest":"d1","kind":"roster","noticed_ns":"1790000000000000000","path":"/srv/staff.roster"}"#
        let record = try DocumentRecord(canonicalJSON: Array(old.utf8))
        #expect(record.signedBy == nil && record.signingKey == nil && record.signatureProblem == nil)
        #expect(String(decoding: try record.canonicalJSON(), as: UTF8.self) == old)
        #expect(record.describes(Document(.roster, "/srv/staff.roster", Document.Content(bytes: 70, digest: "d1"))))
    }

    @Test func `a roster is recorded as one, with where it comes from`() throws {
        let origin = Document.Origin(source: "hr", query: "active = yes", importedBy: "ann", asOf: "2026-11-22")
        let roster = { (digest: String?) in
            Document(
                .roster, "/srv/staff.roster", digest.map { Document.Content(bytes: 70, digest: $0) }, origin: digest == nil ? nil : origin)
        }
        host.world.documents = ["backup-freshness": [roster("d1")]]
        try host.start()
        try pass(.hours(7))
        host.world.documents = ["backup-freshness": [roster(nil)]]
        try pass(.hours(7))
        let found: [DocumentRecord] = try records(.roster)
        #expect(found.map(\.digest) == ["d1", nil] && found.map(\.kind) == ["roster", "roster"])
        #expect(found.map(\.source) == ["hr", nil] && found.map(\.importedBy) == ["ann", nil])
        #expect(found.map(\.query) == ["active = yes", nil] && found.map(\.asOf) == ["2026-11-22", nil])
        let others: [DocumentRecord] = try records(.attestation)
        #expect(others.isEmpty)
    }

    @Test(
        arguments: [
            "UPDATE outbox_state SET state = 'delivered'", "UPDATE outbox_state SET state = 'lost', attempts = -1",
            "DELETE FROM outbox_state",
        ])
    func `a notice is owed until a record says that it has arrived, whatever the outbox says`(spoiling: String) throws {
        host.world.set("open-ports.unexpected-listener", "tcp/23", .bad)
        host.isJournalDown = true
        try host.start()
        try pass(.minutes(30))
        #expect(Set(host.told.map(\.notice.kind)) == [.opened] && open.count == 1 && open.first?.notifiedAt == nil)
        try host.end(.stopped)
        try Database(host.path, for: .writing).run(spoiling)
        let rows = try Standing.read(from: host.reader()).outboxRows(in: host.reader())
        #expect(rows.map(\.isPossiblySent) == [true] && rows.allSatisfy { !$0.state.isEnd })
        host.isJournalDown = false
        let count = host.told.count
        try host.start()
        try pass(.minutes(1))
        #expect(host.told.count == count + 1)
        #expect(open.first?.notifiedAt != nil)
        #expect(try Standing.read(from: host.reader()).owed.isEmpty)
    }

    @Test func `a ledger that goes back behind what others remember is not signed`() throws {
        try host.start()
        try pass(.minutes(30))
        try host.end(.stopped)
        try host.saveLedger()
        try host.start()
        try pass(.hours(2))
        try host.end(.stopped)
        try host.restoreLedger()
        let signed = host.remembered
        try host.start()
        try pass(.hours(2))
        #expect(host.remembered == signed)
        #expect(host.told.filter { $0.notice.kind == .forkRefused }.count == 1)
        #expect(host.watch?.seal.fork != nil)
        let answer = try #require(try ask(ControlRequest(.troubles), by: Peer(user: 1000, userName: "bob", login: nil)))
        #expect(answer.isDone && answer.problems.count == 1 && answer.problems[0].contains("not signed any more"), "\(answer)")
    }
}
