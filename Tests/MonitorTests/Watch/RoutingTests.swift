import Controls
import Ledger
import Notices
import ProbeKit
import Testing

@testable import Monitor

/// Who is told of what, by a monitor on a simulated host.
struct RoutingTests {
    private let host: WatchedHost
    private static let check: CheckID = "open-ports.unexpected-listener"

    init() throws { host = try WatchedHost(seed: 1) }

    private func pass(_ span: TimeSpan) throws { try host.pass(to: host.host.now + span.nanoseconds) }

    private func configure(_ destinations: [String: String]) {
        host.files = SampleConfiguration.usual
        for (name, text) in destinations.sorted(by: { $0.key < $1.key }) {
            host.files.append(SampleConfiguration.file("destinations.d/\(name).destination", "[Destination]\n" + text))
        }
    }

    private func reload() throws -> ControlAnswer? {
        try host.happen(.asked(ControlRequest(.reload), by: Peer(user: 0, userName: "root", login: nil), ticket: 9))
        return host.answers[9]
    }

    private func standing() throws -> Standing { try Standing.read(from: host.reader()) }

    /// Something was deficient, and is no longer; a chat could be told neither.
    private func liveThroughADeficiencyWithoutNetwork(_ kind: String = "webhook") throws {
        configure(["ops": "Kind=\(kind)"])
        host.refusals = ["ops": .transient("no network")]
        host.world.set(Self.check, "tcp/23", .bad)
        try host.start()
        try pass(.minutes(30))
        host.world.set(Self.check, "tcp/23", .good)
    }

    @Test func `each destination hears what it asked for, and the end of that alone`() throws {
        configure([
            "ops": "Kind=slack", "ports": "Kind=webhook\nControl=NET-03", "accounts": "Kind=discord\nProbe=account-drift",
            "worst": "Kind=teams\nSeverity=critical", "pager": "Kind=pagerduty\nEscalation=yes",
        ])
        host.world.set(Self.check, "tcp/23", .bad)
        try host.start()
        try pass(.minutes(30))
        #expect(host.mailed(to: "ops") == [["opened tcp/23"]] && host.mailed(to: "ports") == [["opened tcp/23"]])
        #expect(try standing().informed.values.first == ["journal", "ops", "ports"])
        host.world.set(Self.check, "tcp/23", .good)
        try pass(.hours(1))
        for name in ["ops", "ports"] { #expect(host.mailed(to: name) == [["opened tcp/23"], ["closed tcp/23"]]) }
        for name in ["accounts", "worst", "pager"] { #expect(host.mailed(to: name).isEmpty, "\(name)") }
        let (first, last) = (host.letters.first?.letter, host.letters.last?.letter)
        #expect(first?.note.contains("\n\n— ") == true && last?.mayBeSecond == false && first?.destination.place?.line == 1)
        #expect(try standing().informed.isEmpty && standing().owed.isEmpty)
    }

    @Test func `who was never told that something began is not told that it is over`() throws {
        configure(["ops": "Kind=slack", "hook": "Kind=webhook"])
        host.refusals = ["hook": .permanent("poison")]
        host.world.set(Self.check, "tcp/23", .bad)
        try host.start()
        try pass(.minutes(30))
        host.refusals = [:]
        host.world.set(Self.check, "tcp/23", .good)
        try pass(.hours(1))
        #expect(host.mailed(to: "hook").filter { $0 != ["undelivered "] } == [["opened tcp/23"]])
        #expect(host.mailed(to: "ops").joined().filter { !$0.hasPrefix("undelivered") } == ["opened tcp/23", "closed tcp/23"])
    }

    @Test func `without network everything arrives afterwards, in order, once, and what is over meanwhile too`() throws {
        try liveThroughADeficiencyWithoutNetwork()
        try pass(.hours(3))
        host.kill()
        try host.start()
        try pass(.hours(3))
        let tries = host.mailed(to: "ops").count
        #expect(host.mailed(to: "ops").allSatisfy { $0 == ["opened tcp/23"] })
        host.refusals = [:]
        try pass(.hours(2))
        #expect(host.mailed(to: "ops")[tries...].joined().elementsEqual(["opened tcp/23", "closed tcp/23"]))
        #expect(try standing().owed.isEmpty)
        #expect(host.complaints.isEmpty)
    }

    @Test func `what came of a digest is kept at once, and of what does not arrive there is one complaint`() throws {
        configure(["ops": "Kind=slack", "hook": "Kind=teams"])
        host.refusals = ["hook": .permanent("poison")]
        for port in 1...9 { host.world.set(Self.check, "tcp/\(port)", .bad) }
        try host.start()
        try pass(.minutes(10))
        #expect(host.mailed(to: "ops")[0].count == 9)
        var answered: [Int] = []
        _ = try host.reader().entries(from: 0) { entry throws(LedgerFailure) in
            switch entry {
            case .cycle: answered.append(0)
            case .delivery(let record) where (try? DeliveryRecord(canonicalJSON: record))?.destination == "ops":
                answered[answered.count - 1] += 1
            case .delivery, .execution, .missed, .change, .notice, .leaf: break
            }
        }
        #expect(answered.max() == 9)
        let complaints = host.told.filter { $0.notice.kind == .undelivered }.map(\.notice.summary)
        #expect(complaints.count == 1 && complaints[0].hasPrefix("9 notices to hook are given up: Deficiency D-"), "\(complaints)")
        #expect(complaints[0].hasSuffix(", and 8 more"))
    }

    @Test func `what began and ended without network is told as one to people, over a restart too`() throws {
        host.sparesTests = true
        try liveThroughADeficiencyWithoutNetwork("telegram")
        try pass(.hours(2))
        let tries = host.mailed(to: "ops").count
        #expect(host.mailed(to: "ops").last == ["closed tcp/23"] && host.letters.last?.letter.sendings[0].opening == .unsaid)
        host.kill()
        try host.start()
        host.refusals = [:]
        try pass(.hours(2))
        #expect(host.mailed(to: "ops")[tries...].joined().elementsEqual(["closed tcp/23"]))
        #expect(host.letters.last?.letter.sendings[0].opening == .unsaid)
        #expect(try standing().owed.isEmpty && standing().openings.isEmpty && host.complaints.isEmpty)
    }

    @Test func `the end is told beside the message that told of the beginning alone`() throws {
        host.sparesTests = true
        configure(["ops": "Kind=discord"])
        host.remoteIDs = ["ops": "4711"]
        host.world.set(Self.check, "tcp/23", .bad)
        try host.start()
        try pass(.minutes(30))
        #expect(try standing().openings.map(\.value) == [["ops": "4711"]])
        host.kill()
        try host.start()
        host.world.set(Self.check, "tcp/23", .good)
        try pass(.hours(1))
        #expect(host.letters.map { $0.letter.sendings[0].opening } == [nil, .message("4711")])
        #expect(try standing().openings.isEmpty && host.complaints.isEmpty)
    }

    @Test(arguments: [Int64(4), 60]) func `a monitor that ends waits a little for what is under way`(seconds: Int64) throws {
        host.sparesTests = true
        configure(["ops": "Kind=slack"])
        host.slowness = .seconds(seconds)
        host.world.set(Self.check, "tcp/23", .bad)
        try host.start()
        while host.letters.isEmpty { try pass(.seconds(1)) }
        let begun = host.host.now
        try host.end(.stopped)
        let span = (host.host.now - begun) / 1_000_000_000
        #expect(seconds == 4 ? (2...4).contains(span) : span == 6)
        try host.start()
        try pass(.minutes(1))
        #expect(host.mailed(to: "ops").count == (seconds == 4 ? 1 : 2) && host.complaints.isEmpty, "\(host.complaints)")
        #expect(host.letters.last?.letter.mayBeSecond == (seconds == 60))
    }

    @Test func `who listens no more is told of elsewhere at once, and is left alone until a reload`() throws {
        host.sparesTests = true
        configure(["ops": "Kind=discord", "pager": "Kind=pagerduty\nEscalation=yes"])
        host.refusals = ["ops": .shut("404")]
        host.world.set(Self.check, "tcp/23", .bad)
        try host.start()
        try pass(.hours(5))
        #expect(host.mailed(to: "ops").count == 1 && host.mailed(to: "pager") == [["undelivered "]])
        let summary = host.told.first { $0.notice.kind == .undelivered }?.notice.summary
        #expect(summary?.hasPrefix("A notice to ops is held until soc2d is reloaded: Deficiency D-1") == true)
        #expect(host.statusLines.contains { $0.contains("blocked: ops; ") })
        host.refusals = [:]
        #expect(try reload()?.isDone == true)
        try pass(.minutes(1))
        #expect(host.mailed(to: "ops").count >= 2)
    }

    @Test func `a closing that waits for its opening goes with it when that is given up`() throws {
        try liveThroughADeficiencyWithoutNetwork()
        try pass(.hours(1))
        #expect(try standing().owed.values.count { !$0.isTest } == 2)
        host.refusals = ["ops": .permanent("poison")]
        try pass(.hours(2))
        #expect(!host.mailed(to: "ops").joined().contains("closed tcp/23"))
        #expect(try standing().owed.isEmpty)
    }

    @Test func `what is critical and not taken is told elsewhere after a quarter of an hour, once`() throws {
        host.world.set("account-drift.unapproved-account", "mallory", .bad)
        configure(["ops": "Kind=slack", "pager": "Kind=pagerduty\nEscalation=yes"])
        host.files[1] = SampleConfiguration.control("account-drift", "AC-02", "Every=15m\nSeverity=critical")
        host.refusals = ["ops": .transient("no network")]
        try host.start()
        try pass(.minutes(14))
        #expect(host.mailed(to: "pager").isEmpty && !host.mailed(to: "ops").isEmpty)
        try pass(.hours(5))
        #expect(host.mailed(to: "pager") == [["undelivered "]])
        let notice = try #require(host.letters.flatMap(\.letter.sendings).first { $0.notice.kind == .undelivered }?.notice)
        #expect(notice.summary.hasPrefix("A notice to ops has not been taken for 15m: Deficiency D-1 opened"))
        #expect(notice.observed == "no network" && notice.destinations == ["journal", "pager"])
        let entry = try JournalEntryForm(#require(host.told.first { $0.notice.kind == .undelivered })).fields.map {
            "\($0.name)=\($0.value)"
        }
        #expect(entry.contains("PRIORITY=2") && entry.contains("MESSAGE_ID=3dbfda4fe2d0248b02a2a1a88d259c99"))
        #expect(host.statusLines.contains { $0.hasPrefix("critical notices that nobody has taken for 15m: 1; ") })
    }

    @Test func `a destination that is taken away is owed nothing any more, and one that is mended is tried at once`() throws {
        configure(["ops": "Kind=slack", "hook": "Kind=webhook"])
        host.refusals = ["ops": .blocked("401: the token is refused"), "hook": .transient("no network")]
        host.world.set(Self.check, "tcp/23", .bad)
        try host.start()
        try pass(.minutes(30))
        let standing = try standing()
        let rows = try standing.outboxRows(in: host.reader()).filter { standing.owed[$0.notice]?.isTest == false }
        #expect(rows.map(\.state) == [.pending, .blocked] && rows.map(\.destination) == ["hook", "ops"])
        configure(["ops": "Kind=slack"])
        host.refusals = [:]
        let count = host.mailed(to: "ops").count
        #expect(try reload()?.isDone == true)
        try pass(.seconds(3))
        #expect(host.mailed(to: "ops").dropFirst(count).contains(["opened tcp/23"]))
        #expect(host.told.contains { $0.notice.summary == "A notice to hook will not be sent any more" })
        try pass(.minutes(6))
        #expect(try self.standing().owed.isEmpty)
    }

    @Test func `what is changed while nobody watches counts from the start on`() throws {
        configure(["ops": "Kind=slack", "hook": "Kind=webhook"])
        host.refusals = ["ops": .blocked("there is no credential ops"), "hook": .transient("no network")]
        host.world.set(Self.check, "tcp/23", .bad)
        try host.start()
        try pass(.minutes(30))
        host.kill()
        configure(["ops": "Kind=slack"])
        host.refusals = [:]
        let count = host.letters.count
        try host.start()
        try pass(.seconds(3))
        #expect(
            host.mailed(to: "ops").contains(["opened tcp/23"])
                && Set(host.letters.dropFirst(count).map(\.letter.destination.name)) == ["ops"])
        try pass(.minutes(6))
        #expect(try standing().owed.isEmpty && standing().informed.values.first == ["journal", "ops"])
        #expect(host.complaints.isEmpty)
    }

    @Test func `who was told of an opening hears of the end, though he asks for less now`() throws {
        configure(["hook": "Kind=webhook"])
        host.world.set(Self.check, "tcp/23", .bad)
        try host.start()
        try pass(.minutes(30))
        configure(["hook": "Kind=webhook\nSeverity=critical"])
        #expect(try reload()?.isDone == true)
        host.world.set(Self.check, "tcp/23", .good)
        try pass(.hours(1))
        #expect(host.mailed(to: "hook") == [["opened tcp/23"], ["closed tcp/23"]])
    }

    @Test func `a notice ends once, though its destination goes away while its opening waits too`() throws {
        try liveThroughADeficiencyWithoutNetwork()
        try pass(.hours(1))
        configure([:])
        #expect(try reload()?.isDone == true)
        var ends: [String] = []
        try host.reader().deliveries { record throws(LedgerFailure) in
            guard let end = try? DeliveryRecord(canonicalJSON: record), end.destination == "ops", end.outcome.isEnd else { return }
            ends.append("\(end.notice) \(end.outcome.rawValue)")
        }
        #expect(ends.count == 3 && Set(ends.map { $0.split(separator: " ")[0] }).count == 3, "\(ends)")
    }

    @Test func `in quiet hours people are left alone, but for what is critical`() throws {
        // The simulated day begins at 06:13 UTC.
        configure(["ops": "Kind=slack\nQuietHours=06:00-08:00", "hook": "Kind=webhook"])
        host.world.set(Self.check, "tcp/23", .bad)
        try host.start()
        try pass(.minutes(30))
        #expect(host.mailed(to: "ops").isEmpty && host.mailed(to: "hook") == [["opened tcp/23"]])
        try pass(.hours(2))
        #expect(host.mailed(to: "ops") == [["opened tcp/23"]])
    }

    @Test func `of two destinations that take nothing both are named`() throws {
        host.sparesTests = true
        configure(["chat": "Kind=slack", "team": "Kind=teams", "oncall": "Kind=pagerduty\nEscalation=yes"])
        host.files[0] = SampleConfiguration.control("open-ports", "NET-03", "Every=10m\nSeverity=unexpected-listener critical")
        host.refusals = ["chat": .transient("no network"), "team": .transient("no network")]
        host.world.set(Self.check, "tcp/23", .bad)
        try host.start()
        try pass(.hours(1))
        let complaints = host.letters.map(\.letter).filter { $0.destination.name == "oncall" }.flatMap(\.sendings).map(\.notice.summary)
        #expect(
            Set(complaints.map { $0.contains(" to chat ") ? "chat" : "team" }) == ["chat", "team"] && complaints.count == 2, "\(complaints)"
        )
    }

    @Test func `Alertmanager is reminded each minute of what is open, and for a while of what is over`() throws {
        configure(["alerts": "Kind=alertmanager\nSeverity=high", "ops": "Kind=slack"])
        host.world.set(Self.check, "tcp/23", .bad)
        host.world.set("password-policy.maximum-age", "low", .bad)
        try host.start()
        try pass(.hours(1))
        let begun = host.letters.first { $0.letter.destination.name == "alerts" }?.at ?? 0
        let letters = host.mailed(to: "alerts")
        #expect(letters.allSatisfy { $0.contains("opened tcp/23") } && letters.count >= Int((host.host.now - begun) / 60_000_000_000))
        // Each says what the first said.
        let notices = host.letters.map(\.letter).filter { $0.destination.name == "alerts" }.flatMap(\.sendings).map(\.notice)
        let said = Set(notices.filter { $0.kind == .opened }.map { [$0.eventID, $0.place, $0.observed] })
        #expect(said.count == 1 && said.first?[1] == "/etc/open-ports.conf:7", "\(said)")
        host.world.set(Self.check, "tcp/23", .good)
        try pass(.minutes(25))
        let after = host.mailed(to: "alerts").drop { !$0.contains("closed tcp/23") }
        #expect((5...7).contains(after.count) && after.allSatisfy { $0 == ["closed tcp/23"] }, "\(after.count)")
        let count = host.letters.count
        try pass(.hours(1))
        #expect(host.letters.count == count && host.complaints.isEmpty)
    }

    private func ills() -> [String] { host.beats.last?.beat.ills ?? ["none at all"] }

    @Test func `a heartbeat goes out each minute, and says what is not well`() throws {
        configure(["switch": "Kind=heartbeat", "ops": "Kind=slack"])
        host.files[1] = SampleConfiguration.control("account-drift", "AC-02", "Every=15m\nSeverity=critical")
        try host.start()
        try pass(.minutes(30))
        let pauses = zip(host.beats, host.beats.dropFirst()).map { $1.at - $0.at }
        #expect(pauses.count >= 29 && pauses.allSatisfy { $0 >= 60_000_000_000 && $0 < 61_000_000_000 })
        #expect(host.beats.allSatisfy { $0.beat.ills.isEmpty } && host.beats.last?.beat.note.contains("\n\n— ") == true)
        try host.disk(full: true)
        while host.watch?.trouble == nil { try pass(.minutes(10)) }
        try pass(.minutes(1))
        #expect(ills().contains("nothing can be recorded"))
        try host.disk(full: false)
        host.refusals = ["ops": .transient("500")]
        host.world.set("account-drift.unapproved-account", "mallory", .bad)
        try pass(.minutes(40))
        #expect(ills() == ["critical notices that nobody has taken for 15m: 1"])
        host.refusals = [:]
        try pass(.minutes(30))
        #expect(ills().isEmpty)
        #expect(host.letters.allSatisfy { $0.letter.destination.name != "switch" })
        host.refusals = ["switch": .blocked("404")]
        try pass(.minutes(3))
        #expect(host.watch?.pulse.unheard == ["switch": "404"])
        try host.happen(.asked(ControlRequest(.troubles), by: Peer(user: 0, userName: "root", login: nil), ticket: 9))
        #expect(host.answers[9]?.problems == ["the heartbeat to switch is not heard: 404"])
        host.refusals = [:]
        try pass(.minutes(2))
        #expect(host.watch?.pulse.unheard.isEmpty == true)
        try host.end(.stopped)
        let count = host.beats.count
        try pass(.hours(1))
        #expect(host.beats.count == count)
    }
}
