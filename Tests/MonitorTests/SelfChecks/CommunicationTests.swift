import Controls
import Ledger
import LinuxHost
import Notices
import ProbeKit
import Testing

@testable import Monitor

/// Whether the monitor sees in its own ledger that people are not told.
struct CommunicationTests {
    private static let check: CheckID = "soc2d.deficiency-communicated"
    private static let selftest: CheckID = "soc2d.delivery-selftest"
    private let host: WatchedHost

    init() throws { host = try WatchedHost(seed: 8) }

    private func configure(_ destinations: [String: String], severity: Severity = .high) {
        host.files = [SampleConfiguration.control("open-ports", "NET-03", "Every=10m\nSeverity=\(severity.rawValue)")]
        for (name, text) in destinations.sorted(by: { $0.key < $1.key }) {
            host.files.append(SampleConfiguration.file("destinations.d/\(name).destination", "[Destination]\n" + text))
        }
    }

    private func breakSomething() { host.world.set("open-ports.unexpected-listener", "tcp/23", .bad) }

    private func pass(_ span: TimeSpan) throws { try host.pass(to: host.host.now + span.nanoseconds) }

    private func look(_ check: CheckID = check, ledger: String? = nil, minutesAhead: Int = 0) throws -> (
        results: Results, evidence: [UInt8]
    ) {
        let settings = SelfChecks.settings(
            ledger: ledger ?? host.path, keys: [], remembered: [], destinations: host.configuration.destinations, minutesAhead: minutesAhead
        )
        let world = Host(files: try RootedTree(root: "/"), now: host.host.reading.wall, sha256: Digest.sha256)
        var past = PastLooks(previous: nil)
        var results = Results(due: [check])
        let evidence = try SelfChecks.entry.execute(Settings(settings), world, &past, true, &results)
        return (results, try #require(evidence))
    }

    private func verdict(_ subject: String, of check: CheckID = check) throws -> Verdict? {
        try look(check).results.of(check).first { $0.subject == subject }?.verdict
    }

    // MARK: deficiency-communicated

    @Test func `what is delivered in time passes, for every destination that people are told through`() throws {
        configure(["ops": "Kind=slack", "hook": "Kind=webhook", "switch": "Kind=heartbeat"])
        breakSomething()
        try host.start()
        try pass(.hours(3))
        let first = try look()
        #expect(first.results.of(Self.check).map(\.subject) == ["hook", "ops"])
        #expect(first.results.named.allSatisfy { $0.verdict == .pass })
        try pass(.hours(20))
        #expect(try look().evidence == first.evidence && first.evidence.count < 200)
    }

    @Test func `what waits for too long fails where it waits, and passes once it is delivered or acknowledged`() throws {
        configure(["ops": "Kind=slack", "hook": "Kind=webhook"])
        host.refusals = ["ops": .transient("no network")]
        breakSomething()
        try host.start()
        try pass(.minutes(50))
        #expect(try verdict("ops") == .pass)
        try pass(.minutes(30))
        let result = try #require(try look().results.of(Self.check).first { $0.subject == "ops" })
        #expect(try result.verdict == .fail(.stale) && verdict("hook") == .pass)
        #expect(result.observed.hasPrefix("a notice of D-1 (high) is not delivered since 2026-"), "\(result.observed)")
        let before = try look().evidence
        try pass(.hours(5))
        #expect(try look().evidence == before)
        var words = ControlRequest(.acknowledge)
        (words.deficiency, words.text) = (1, "T-1")
        try host.happen(.asked(words, by: Peer(user: 0, userName: "root", login: nil), ticket: 3))
        #expect(try host.answers[3]?.isDone == true && verdict("ops") == .pass)
    }

    @Test func `what is critical may wait for a quarter of an hour, and what is not for as long as it may and for quiet hours`() throws {
        configure(["ops": "Kind=slack\nQuietHours=06:00-16:00"], severity: .critical)
        host.refusals = ["ops": .transient("no network")]
        breakSomething()
        try host.start()
        try pass(.minutes(40))
        #expect(try verdict("ops") == .fail(.stale))

        // The simulated day begins at 06:13 UTC.
        let night = try CommunicationTests()
        night.configure(["ops": "Kind=slack\nQuietHours=06:00-16:00"])
        night.host.refusals = ["ops": .transient("no network")]
        night.breakSomething()
        try night.host.start()
        try night.pass(.minutes(10 * 60 + 30))
        #expect(try night.verdict("ops") == .pass)
        try night.pass(.minutes(60))
        #expect(try night.verdict("ops") == .fail(.stale))
    }

    @Test func `what is given up fails while nobody remote was told, and neither journal nor a notice of this check counts`() throws {
        configure(["ops": "Kind=slack"])
        host.refusals = ["ops": .permanent("400 invalid_blocks")]
        breakSomething()
        try host.start()
        try pass(.minutes(30))
        let result = try #require(try look().results.of(Self.check).first)
        #expect(result.verdict == .fail(.missing) && result.observed.hasPrefix("the notice of D-1 (high) was given up at 2026-"))
        host.world.set("open-ports.unexpected-listener", "tcp/23", .good)
        try pass(.minutes(30))
        #expect(try verdict("ops") == .pass)
    }

    @Test func `what one gives up and another took is communicated`() throws {
        configure(["ops": "Kind=slack", "hook": "Kind=webhook"])
        host.refusals = ["ops": .permanent("400 invalid_blocks")]
        breakSomething()
        try host.start()
        try pass(.minutes(30))
        #expect(try verdict("ops") == .pass && verdict("hook") == .pass)
        #expect(try Standing.read(from: host.reader()).unheard.isEmpty)
    }

    @Test func `a notice of this check that does not arrive is no reason for another`() throws {
        var standing = Standing()
        var notice = Notice()
        (notice.deficiency, notice.check, notice.control, notice.subject) = (7, Self.check.rawValue, "SOC2D-01", "ops")
        (notice.destinations, notice.severity) = (["journal", "ops"], .high)
        try standing.take(.notice(number: 1, notice.canonicalJSON()))
        #expect(standing.owed.count == 1 && standing.owed[1]?.deficiency == nil)
        var settings = Settings(
            SelfChecks.settings(ledger: "/x", keys: [], remembered: [], destinations: [Destination(name: "ops", kind: .slack)]))
        let look = CommunicationLook(standing, SelfCheckSettings(&settings), at: Moment(seconds: 1 << 32))
        #expect(look.faults.isEmpty && look.destinations == ["ops"])
    }

    @Test func `after a start what waited has a while`() throws {
        configure(["ops": "Kind=slack"])
        host.refusals = ["ops": .transient("no network")]
        breakSomething()
        try host.start()
        try pass(.minutes(30))
        try host.end(.stopped)
        try pass(.hours(9))
        try host.start()
        try pass(.minutes(4))
        #expect(try verdict("ops") == .inconclusive(.insufficientHistory))
        try pass(.minutes(4))
        #expect(try verdict("ops") == .fail(.stale))
    }

    @Test func `without another destination it is the journal that counts`() throws {
        configure([:])
        host.isJournalDown = true
        breakSomething()
        try host.start()
        try pass(.minutes(90))
        #expect(try verdict("journal") == .fail(.stale))
        host.isJournalDown = false
        try pass(.minutes(20))
        #expect(try verdict("journal") == .pass)
    }

    @Test func `a destination that is only for what does not arrive elsewhere is nobody who is told of deficiencies`() throws {
        configure(["pager": "Kind=pagerduty\nEscalation=yes"])
        host.isJournalDown = true
        breakSomething()
        try host.start()
        try pass(.minutes(90))
        #expect(try look().results.of(Self.check).map(\.subject) == ["journal"])
        #expect(try verdict("journal") == .fail(.stale))
        configure(["pager": "Kind=pagerduty\nEscalation=yes", "ops": "Kind=slack\nQuietHours=22:00-07:00"])
        #expect(try look().results.of(Self.check).map(\.subject) == ["ops"])
        let told = host.configuration.destinations.map(ToldDestination.init)
        #expect(told.count == 3 && told.map(\.text).map { ToldDestination($0) } == told)
    }

    @Test func `a ledger that cannot be read, and a monitor that names nobody, are inconclusive`() throws {
        for check in [Self.check, Self.selftest] {
            let blind = try look(check, ledger: "/nowhere/ledger").results
            #expect(blind.of(check, subject: "source:ledger") == .inconclusive(.unreadable) && blind.named.count == 1)
        }
        var results = Results(due: [Self.check, Self.selftest])
        let world = Host(files: try RootedTree(root: "/"), now: Moment(seconds: 0), sha256: Digest.sha256)
        var past = PastLooks(previous: nil)
        _ = try SelfChecks.entry.execute(Settings([]), world, &past, true, &results)
        #expect(results.named.count == 2 && results.named.allSatisfy { $0.verdict == .inconclusive(.notConfigured) })
    }

    private struct Wait: Sendable {
        let quiet: String
        let start: Int64
        let ahead: Int
        /// Minutes after which the hour is over that a severe notice may wait.
        let end: Int64
    }

    private static let waits = [
        Wait(quiet: "", start: 0, ahead: 0, end: 60), Wait(quiet: "22:00-07:00", start: 8, ahead: 0, end: 60),
        Wait(quiet: "22:00-07:00", start: 22, ahead: 0, end: 600), Wait(quiet: "22:00-07:00", start: 20, ahead: 120, end: 600),
        Wait(quiet: "07:01-07:00", start: 8, ahead: 0, end: 1440 * 61 - 60),
    ]

    @Test(arguments: waits) private func `hours in which people want to hear nothing do not count`(wait: Wait) {
        let start = Moment(seconds: 1_772_000_000 / 86_400 * 86_400 + wait.start * 3600)
        let patience = Patience(quietHours: QuietHours(wait.quiet), minutesAhead: wait.ahead)
        #expect(!patience.isSpent(on: .high, since: start, at: start.adding(.minutes(wait.end))))
        #expect(patience.isSpent(on: .high, since: start, at: start.adding(.minutes(wait.end + 1))))
        #expect(patience.isSpent(on: .critical, since: start, at: start.adding(.minutes(16))))
        #expect(!patience.isSpent(on: .critical, since: start.adding(.minutes(1)), at: start))
    }

    // MARK: delivery-selftest

    private func judged(_ destination: KnownDestination, after span: TimeSpan) throws -> CheckResult {
        var evidence = SelfEvidence()
        var look = DeliveryLook()
        (look.destinations, look.now) = ([destination], Self.begin.adding(span))
        evidence.delivery = look
        var settings = Settings([])
        var results = Results(due: [Self.selftest])
        let kept = try SelfEvidence(canonicalJSON: evidence.canonicalJSON())
        SelfCheckProbe(settings: &settings).judge(kept, against: nil, into: &results)
        return try #require(results.named.first)
    }

    private static let begin = Moment(seconds: 1_772_000_000)

    private func known(_ kind: DestinationKind = .slack, delivered: TimeSpan? = nil, accepted: TimeSpan? = nil) -> KnownDestination {
        var destination = KnownDestination()
        (destination.kind, destination.name, destination.since, destination.tested) = (kind, "ops", Self.begin, Self.begin)
        destination.delivered = delivered.map(Self.begin.adding)
        destination.accepted = accepted.map(Self.begin.adding)
        return destination
    }

    @Test func `a destination that took something in eight days passes, and fails after that`() throws {
        #expect(try judged(known(delivered: .seconds(1)), after: .days(8)).verdict == .pass)
        #expect(try judged(known(delivered: .seconds(1)), after: .days(9)).verdict == .fail(.stale))
        #expect(try judged(known(delivered: .hours(2)), after: .hours(1)).verdict == .pass)
        #expect(try judged(known(delivered: .days(300)), after: .days(9)).verdict == .fail(.stale))
        #expect(try judged(known(), after: .days(9)).verdict == .fail(.missing))
    }

    @Test func `the first test may be under way for a day`() throws {
        let young = try judged(known(), after: .hours(23))
        #expect(young.verdict == .inconclusive(.insufficientHistory))
        #expect(try judged(known(), after: .hours(24)).verdict == .fail(.missing))
        var untested = known()
        (untested.since, untested.tested) = (nil, nil)
        #expect(try judged(untested, after: .hours(1)).verdict == .inconclusive(.insufficientHistory))
    }

    @Test func `what is taken by who does not know whether people can read it is no pass, but for PagerDuty`() throws {
        let teams = try judged(known(.teams, accepted: .seconds(1)), after: .days(3))
        #expect(teams.verdict == .inconclusive(.notObservable) && teams.observed.contains("Confirm=response"))
        #expect(try judged(known(.pagerduty, accepted: .seconds(1)), after: .days(3)).verdict == .pass)
        #expect(try judged(known(.teams, accepted: .seconds(1)), after: .days(9)).verdict == .fail(.missing))
        #expect(try judged(known(.teams, delivered: .days(2), accepted: .days(3)), after: .days(4)).verdict == .pass)
    }

    @Test func `a ledger whose destinations work passes, one whose destinations do not fails`() throws {
        configure(["ops": "Kind=slack", "pager": "Kind=pagerduty\nEscalation=yes", "flow": "Kind=teams", "switch": "Kind=heartbeat"])
        host.refusals = ["flow": .accepted("202")]
        try host.start()
        try pass(.days(10))
        #expect(try look(Self.selftest).results.of(Self.selftest).map(\.subject) == ["flow", "ops", "pager"])
        #expect(try verdict("ops", of: Self.selftest) == .pass && verdict("pager", of: Self.selftest) == .pass)
        #expect(try verdict("flow", of: Self.selftest) == .inconclusive(.notObservable))
        host.refusals = ["ops": .transient("no network"), "pager": .blocked("403")]
        try pass(.days(9))
        #expect(try verdict("ops", of: Self.selftest) == .fail(.stale) && verdict("pager", of: Self.selftest) == .fail(.stale))
        host.refusals = [:]
        try pass(.days(1))
        #expect(try verdict("ops", of: Self.selftest) == .pass && verdict("pager", of: Self.selftest) == .pass)
    }

    @Test func `a host without a remote destination is told where to read about them`() throws {
        configure([:])
        try host.start()
        let result = try #require(try look(Self.selftest).results.named.first)
        #expect(result.verdict == .inconclusive(.notConfigured) && result.observed.contains("docs/destinations"))
    }
}
