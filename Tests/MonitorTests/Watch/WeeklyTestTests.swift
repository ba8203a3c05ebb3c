import Controls
import Ledger
import Notices
import ProbeKit
import Testing

@testable import Monitor

/// The test that every remote destination gets once a week, from a monitor on a simulated host.
struct WeeklyTestTests {
    private let host: WatchedHost
    private static let day = TimeSpan.days(1).nanoseconds

    init() throws { host = try WatchedHost(seed: 5) }

    private func pass(days: Int64) throws { try host.pass(to: host.host.now + days * Self.day) }

    private func configure(_ destinations: [String: String]) {
        // Few probes make a month short.
        host.files = [SampleConfiguration.control("backup-freshness", "BC-01", "Every=6h\nEvery=restore-test 7d")]
        for (name, text) in destinations.sorted(by: { $0.key < $1.key }) {
            host.files.append(SampleConfiguration.file("destinations.d/\(name).destination", "[Destination]\n" + text))
        }
    }

    private func reload() throws {
        try host.happen(.asked(ControlRequest(.reload), by: Peer(user: 0, userName: "root", login: nil), ticket: 9))
        #expect(host.answers[9]?.isDone == true)
    }

    private func days(_ destination: String) -> [Int64] { host.tested(destination).map { $0 / Self.day } }

    private func tests(of destination: String) -> [Notice] {
        host.letters.flatMap(\.letter.sendings).filter { $0.destination == destination && $0.notice.kind == .test }.map(\.notice)
    }

    private func standing() throws -> Standing { try Standing.read(from: host.reader()) }

    @Test func `in a month each remote destination gets five tests, and nobody else gets any`() throws {
        configure(["ops": "Kind=slack\nSeverity=critical", "pager": "Kind=pagerduty\nEscalation=yes", "switch": "Kind=heartbeat"])
        try host.start()
        try pass(days: 30)
        #expect(days("ops") == [0, 7, 14, 21, 28] && days("pager") == [0, 7, 14, 21, 28] && host.tested("switch").isEmpty)
        #expect(host.told.allSatisfy { $0.notice.kind != .test } && host.complaints.isEmpty, "\(host.complaints)")
        let first = try #require(tests(of: "ops").first)
        #expect(first.summary == "This is the weekly test by soc2d of the destination ops; nothing is deficient")
        #expect(first.severity == .low && first.closedAt == nil && first.deficiency == nil && first.destinations == ["ops"])
        #expect(Set(tests(of: "ops").map(\.subject)).count == 5)
        #expect(try standing().owed.isEmpty && standing().contacts.keys.sorted() == ["ops", "pager"])
    }

    @Test func `where an open notice would wake somebody the test is over from its beginning, and is not repeated`() throws {
        configure(["pager": "Kind=pagerduty", "alerts": "Kind=alertmanager"])
        try host.start()
        try pass(days: 2)
        for name in ["pager", "alerts"] {
            #expect(tests(of: name).count == 1 && tests(of: name).allSatisfy { $0.isClosed && $0.closedAt == $0.moment }, "\(name)")
        }
    }

    @Test func `a restart sends no test again, with the copy of the standing or without`() throws {
        configure(["ops": "Kind=slack"])
        try host.start()
        // What is on its way at a restart comes twice, like every notice.
        try host.pass(to: TimeSpan.hours(1).nanoseconds)
        for day in 0..<14 {
            try pass(days: 1)
            if day.isMultiple(of: 2) { host.kill() } else { try host.end(.stoppedByOperator, actor: "alice (as root)") }
            try host.start()
        }
        try pass(days: 1)
        #expect(days("ops") == [0, 7, 14] && host.complaints.isEmpty, "\(days("ops")) \(host.complaints)")
    }

    @Test func `while the monitor does not run nobody is tested, and afterwards once`() throws {
        configure(["ops": "Kind=slack"])
        try host.start()
        try pass(days: 1)
        try host.end(.stoppedByOperator, actor: "alice (as root)")
        try pass(days: 20)
        #expect(days("ops") == [0])
        try host.start()
        try pass(days: 5)
        #expect(days("ops") == [0, 21])
        #expect(try standing().contacts["ops"]?.since == tests(of: "ops").last?.moment)
    }

    @Test func `new settings are tested at once, those of others and a reload are not`() throws {
        configure(["ops": "Kind=slack", "hook": "Kind=webhook"])
        try host.start()
        try pass(days: 2)
        try reload()
        host.files.append(SampleConfiguration.control("open-ports", "NET-03", "Every=6h"))
        try reload()
        try pass(days: 1)
        #expect(days("ops") == [0] && days("hook") == [0])
        configure(["ops": "Kind=slack\nProxy=http://proxy:3128", "hook": "Kind=webhook", "late": "Kind=discord"])
        try reload()
        try pass(days: 5)
        #expect(days("ops") == [0, 3] && days("hook") == [0, 7] && days("late") == [3])
        let contact = try #require(try standing().contacts["ops"])
        #expect(contact.since == tests(of: "ops").last?.moment && contact.delivered != nil)
    }

    @Test func `quiet hours hold it`() throws {
        // The simulated day begins at 06:13 UTC.
        configure(["ops": "Kind=slack\nQuietHours=06:00-08:00"])
        try host.start()
        try host.pass(to: host.host.now + TimeSpan.hours(1).nanoseconds)
        #expect(host.tested("ops").isEmpty)
        try host.pass(to: host.host.now + TimeSpan.hours(1).nanoseconds)
        #expect(host.tested("ops").count == 1)
    }

    @Test func `a test that is refused for good, or whose destination goes away, wakes nobody`() throws {
        configure(["ops": "Kind=slack", "hook": "Kind=webhook", "pager": "Kind=pagerduty\nEscalation=yes"])
        host.refusals = ["ops": .permanent("400 invalid_blocks"), "hook": .transient("no network")]
        try host.start()
        try pass(days: 1)
        configure(["ops": "Kind=slack", "pager": "Kind=pagerduty\nEscalation=yes"])
        try reload()
        try pass(days: 1)
        #expect(host.mailed(to: "pager").isEmpty && host.told.isEmpty)
        #expect(try standing().owed.isEmpty && standing().contacts["ops"]?.delivered == nil)
    }

    @Test func `a disk that is full sends no test twice`() throws {
        configure(["ops": "Kind=slack"])
        try host.start()
        try pass(days: 6)
        try host.disk(full: true)
        try pass(days: 3)
        try host.disk(full: false)
        try pass(days: 3)
        #expect(days("ops") == [0, 9], "\(days("ops"))")
    }
}
