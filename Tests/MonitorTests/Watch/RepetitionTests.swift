import Controls
import Ledger
import Notices
import ProbeKit
import Testing

@testable import Monitor

/// What stays deficient is told again, by a monitor on a simulated host that is restarted now and then.
struct RepetitionTests {
    private let host: WatchedHost
    private static let check: CheckID = "open-ports.unexpected-listener"

    init() throws { host = try WatchedHost(seed: 1) }

    private func pass(_ span: TimeSpan) throws { try host.pass(to: host.host.now + span.nanoseconds) }

    private func configure(_ severity: Severity, every: String = "10m", others: [ConfigurationFile] = []) {
        let test = "Every=\(every)\nSeverity=unexpected-listener \(severity.rawValue)"
        host.files = [SampleConfiguration.control("open-ports", "NET-03", test)]
        host.files += [("ops", "slack"), ("alerts", "alertmanager"), ("pager", "pagerduty")].map { name, kind in
            SampleConfiguration.file("destinations.d/\(name).destination", "[Destination]\nKind=\(kind)")
        }
        host.files += others
    }

    /// Lives so long, and every so often the monitor is killed and begins anew.
    private func live(_ days: Int64, restartingEvery span: TimeSpan) throws {
        for _ in 0..<(TimeSpan.days(days).nanoseconds / span.nanoseconds) {
            try pass(span)
            host.kill()
            try host.start()
        }
    }

    private func heard(_ kind: Notice.Kind) -> [Moment] { host.told.map(\.notice).filter { $0.kind == kind }.map(\.moment) }
    private func mailed(_ kind: Notice.Kind, to destination: String) -> Int {
        host.mailed(to: destination).joined().count { $0 == "\(kind.rawValue) tcp/23" }
    }

    @Test(arguments: [(Severity.critical, TimeSpan.hours(4), 17), (.high, .hours(24), 2), (.medium, .days(7), 0)])
    func `what stays open is told again, by its severity, whatever is restarted`(_ severity: Severity, _ span: TimeSpan, _ count: Int)
        throws
    {
        configure(severity)
        host.world.set(Self.check, "tcp/23", .bad)
        try host.start()
        try pass(.minutes(1))
        try live(3, restartingEvery: .hours(5))
        let moments = heard(.opened) + heard(.reminder)
        #expect(heard(.opened).count == 1 && moments.count == 1 + count)
        for (earlier, later) in zip(moments, moments.dropFirst()) {
            let between = later.since(earlier)?.nanoseconds ?? 0
            #expect(span.nanoseconds...(span.nanoseconds + TimeSpan.minutes(1).nanoseconds) ~= between)
        }
        #expect(mailed(.reminder, to: "ops") == count)
        for name in ["alerts", "pager"] { #expect(mailed(.reminder, to: name) == 0, "\(name)") }
        #expect(host.complaints.isEmpty, "\(host.complaints)")
    }

    @Test func `a reminder says since when it is open, and is worth no more once it is closed`() throws {
        configure(.high)
        host.world.set(Self.check, "tcp/23", .bad)
        try host.start()
        try pass(.hours(25))
        let notice = try #require(host.told.last?.notice)
        let since = try #require(notice.firstFailure?.rfc3339)
        #expect(notice.kind == .reminder && notice.summary.hasPrefix("Deficiency D-1 still open since \(since): open-ports."))
        #expect(notice.destinations == ["journal", "ops"] && notice.place == "/etc/open-ports.conf:7")
        host.world.set(Self.check, "tcp/23", .good)
        try pass(.days(3))
        #expect(host.told.map(\.notice.kind) == [.opened, .reminder, .closed])
        #expect(host.complaints.isEmpty, "\(host.complaints)")
    }

    @Test(arguments: [(Severity.high, 0), (.critical, 6)])
    func `who has acknowledged it is not reminded below critical`(_ severity: Severity, _ count: Int) throws {
        configure(severity)
        host.world.set(Self.check, "tcp/23", .bad)
        try host.start()
        try pass(.minutes(15))
        var request = ControlRequest(.acknowledge)
        request.deficiency = 1
        try host.happen(.asked(request, by: Peer(user: 0, userName: "root", login: nil), ticket: 1))
        #expect(host.answers[1]?.isDone == true)
        try live(1, restartingEvery: .hours(12))
        try pass(.hours(1))
        #expect(heard(.reminder).count == count)
        #expect(host.complaints.isEmpty, "\(host.complaints)")
    }

    @Test func `nobody is reminded of what is waived until that ends, and then its time begins anew`() throws {
        let now = host.host.reading.wall
        configure(
            .high,
            others: [
                SampleConfiguration.waiver(
                    "W-1", "NET-03", Self.check, "tcp/23", from: Moment(seconds: 1_770_000_000), until: now.adding(.days(3)))
            ])
        host.world.set(Self.check, "tcp/23", .bad)
        try host.start()
        try pass(.hours(71))
        #expect(host.told.map(\.notice.kind) == [.waived])
        try pass(.hours(24))
        #expect(host.told.map(\.notice.kind) == [.waived, .waiverEnded])
        try pass(.hours(2))
        #expect(host.told.map(\.notice.kind) == [.waived, .waiverEnded, .reminder])
        #expect(host.complaints.isEmpty, "\(host.complaints)")
    }

    @Test func `after a long time without a monitor there is one reminder of each, all in a few messages`() throws {
        configure(.critical)
        for port in 1...40 { host.world.set(Self.check, "tcp/\(port)", .bad) }
        try host.start()
        try pass(.hours(1))
        try host.end(.stoppedByOperator, actor: "alice")
        try pass(.days(20))
        let before = host.mailed(to: "ops").count
        try host.start()
        try pass(.hours(3))
        #expect(heard(.reminder).count == 40)
        #expect(host.mailed(to: "ops").joined().count { $0.hasPrefix("reminder") } == 40)
        #expect(host.mailed(to: "ops").count - before <= 3)
    }

    @Test func `who could not be told the opening is not reminded of it before`() throws {
        configure(.critical)
        host.refusals = ["ops": .transient("no network")]
        host.world.set(Self.check, "tcp/23", .bad)
        try host.start()
        try pass(.hours(23))
        #expect(mailed(.reminder, to: "ops") == 0 && heard(.reminder).count == 5)
        host.refusals = [:]
        try pass(.hours(3))
        #expect(mailed(.reminder, to: "ops") == 1 && heard(.reminder).count == 6)
    }

    @Test func `a day of opening and closing at each look is told in its beginning, a digest each hour, and its end`() throws {
        configure(.critical, every: "5m")
        try host.start()
        let day = host.host.now + TimeSpan.days(1).nanoseconds
        var look = 0
        while host.host.now < day {
            look += 1
            host.world.set(Self.check, "tcp/23", look.isMultiple(of: 2) ? .good : .bad)
            try pass(.minutes(5))
            if look.isMultiple(of: 50) {
                host.kill()
                try host.start()
            }
        }
        let first = try #require(heard(.flapping).first)
        let hours = Int(try #require(host.host.reading.wall.since(first)).seconds / 3600)
        #expect(heard(.flapping).count == 1 && heard(.reminder).isEmpty)
        #expect((hours - 1...24).contains(heard(.stillFlapping).count))
        #expect(mailed(.stillFlapping, to: "ops") == heard(.stillFlapping).count)
        let digest = try #require(host.told.map(\.notice).last { $0.kind == .stillFlapping })
        #expect(digest.observed.hasPrefix("opened and closed 6 times since 20"), "\(digest.observed)")
        host.world.set(Self.check, "tcp/23", .good)
        try pass(.hours(3))
        #expect(heard(.settled).count == 1 && host.told.last?.notice.kind == .settled)
        #expect(heard(.stillFlapping).count <= 24)
        #expect(mailed(.flapping, to: "ops") + mailed(.stillFlapping, to: "ops") + mailed(.settled, to: "ops") <= 26)
        #expect(host.complaints.isEmpty, "\(host.complaints)")
    }

    @Test func `a clock that is set back by a year keeps nobody from being told`() throws {
        configure(.high)
        host.world.set(Self.check, "tcp/23", .bad)
        try host.start()
        try pass(.hours(1))
        try host.set(by: -TimeSpan.days(365).nanoseconds)
        try pass(.hours(25))
        #expect(heard(.reminder).count == 1)
    }

    // MARK: Confirmation

    @Test func `people hear only of what failed as often in a row as the control asks, whatever is restarted`() throws {
        host.files = [SampleConfiguration.control("open-ports", "NET-03", "Every=10m\nConfirmFailures=unexpected-listener 3")]
        try host.start()
        try pass(.minutes(20))
        for state in [SampleWorld.State.bad, .bad, .good, .bad, .bad] {
            host.world.set(Self.check, "tcp/23", state)
            try pass(.minutes(10))
            host.kill()
            try host.start()
        }
        #expect(host.told.isEmpty)
        #expect(try Standing.read(from: host.reader()).register.open.map(\.id.number) == [2])
        try pass(.minutes(10))
        #expect(host.told.map(\.notice.kind) == [.opened] && host.told.first?.notice.deficiency == 2)
        #expect(host.complaints.isEmpty, "\(host.complaints)")
    }

    @Test func `the plan has how often a check must fail, and the fold goes by the plan of the execution`() throws {
        host.files = [SampleConfiguration.control("open-ports", "NET-03", "Every=10m\nConfirmFailures=2")]
        host.world.set(Self.check, "tcp/23", .bad)
        try host.start()
        try pass(.seconds(10))
        #expect(host.told.isEmpty)
        host.files = [SampleConfiguration.control("open-ports", "NET-03", "Every=10m")]
        let reload = ControlRequest(.reload)
        try host.happen(.asked(reload, by: Peer(user: 0, userName: "root", login: nil), ticket: 9))
        #expect(host.answers[9]?.isDone == true)
        try pass(.minutes(30))
        let reader = try host.reader()
        var replayed = Standing()
        try replayed.follow(reader)
        #expect(replayed == (try #require(host.watch).standing))
        let newest = try #require(replayed.plans.last).promises.flatMap(\.checks)
        #expect(newest.allSatisfy { $0.confirm == nil } && host.told.map(\.notice.kind) == [.opened])
    }
}
