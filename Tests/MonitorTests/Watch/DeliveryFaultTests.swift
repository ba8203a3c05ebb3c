import Controls
@testable import Ledger
import Notices
import ProbeKit
import Testing

@testable import Monitor

/// What people hear of, and when, where one thing fails for long: the monitor on a simulated host, whose remote destinations fail as they do.
struct DeliveryFaultTests {
    private let host: WatchedHost
    private static let check: CheckID = "open-ports.unexpected-listener"
    private static let hourly = [
        SampleConfiguration.control("open-ports", "NET-03", "Every=1h"),
        SampleConfiguration.control("account-drift", "AC-02", "Every=1h\nSeverity=critical"),
        SampleConfiguration.control("password-policy", "AC-07", "Every=2h"),
        SampleConfiguration.control("backup-freshness", "BC-01", "Every=6h"),
    ]

    init() throws {
        host = try WatchedHost(seed: 11)
        host.receivers = Receivers()
    }

    private func pass(_ span: TimeSpan) throws { try host.pass(to: host.host.now + span.nanoseconds) }

    private func configure(_ names: [String], _ controls: [ConfigurationFile] = hourly) {
        host.files = controls + names.map { WatchedHost.file(of: $0) }
    }

    private func all(_ names: [String], are mood: Receivers.Mood) {
        host.receivers?.moods = Dictionary(uniqueKeysWithValues: names.map { ($0, mood) })
    }

    private func standing() throws -> Standing { try Standing.read(from: host.reader()) }

    /// Nothing waits, and everybody believes what is so.
    private func expectAllHeard(_ names: [String]) throws {
        let standing = try standing()
        let history = try DeliveryHistory(host.reader(), #require(host.receivers))
        #expect(history.complaints == [])
        #expect(host.complaints == [])
        #expect(standing.owed.isEmpty, "\(standing.owed)")
        for name in names { #expect(history.disagreements(of: name, with: standing.telling) == []) }
    }

    // MARK: Nothing arrives

    @Test func `after seven days of 500 everybody hears the newest of everything, in order, once`() throws {
        let names = ["chat", "hook"]
        configure(names)
        all(names, are: .failing)
        try host.start()
        for _ in 0..<(7 * 24) {
            for _ in 0..<4 { host.world.change(&host.dice) }
            try pass(.hours(1))
        }
        let owed = try standing().owed
        let bytes = try owed.keys.reduce(0) { try $0 + (host.reader().notice(number: $1)?.record.count ?? 0) }
        // A row has less than a kilobyte.
        let rows = owed.values.reduce(0) { $0 + $1.destinations.count }
        #expect(owed.count > 100 && bytes + rows * 1024 < 50 << 20, "\(owed.count) notices of \(bytes) bytes, \(rows) rows")
        #expect(host.receivers?.arrivals.isEmpty == true)
        all(names, are: .taking)
        try pass(.hours(10))
        try expectAllHeard(["chat", "hook"])
        let arrivals = try #require(host.receivers).arrivals
        #expect(Set(arrivals.map(\.piece)).count == arrivals.count)
    }

    @Test(arguments: [Receivers.Mood.failing, .silent]) func `a cap of the waits after it is well again everything has arrived`(
        mood: Receivers.Mood
    ) throws {
        configure(["chat", "hook", "team"])
        all(["chat", "hook", "team"], are: mood)
        try host.start()
        try pass(.hours(1))
        for port in 1...8 { host.world.set(Self.check, "tcp/\(port)", .bad) }
        host.world.set("account-drift.unapproved-account", "mallory", .bad)
        try pass(.hours(23))
        host.world.set(Self.check, "tcp/1", .good)
        try pass(.hours(3))
        all(["chat", "hook", "team"], are: .taking)
        // 15 minutes until one is tried, and then half a minute for each that follows.
        try pass(.minutes(16))
        try expectAllHeard(["chat", "hook", "team"])
    }

    // MARK: The clock

    private static let steps: [Int64] = [1, -1, 3600, -3600, 365 * 86_400, -365 * 86_400].map { $0 * 1_000_000_000 }

    @Test(arguments: [true, false]) func `whatever the clock is set to nobody is asked before he wants to be, or never`(restarts: Bool)
        throws
    {
        let names = ["chat", "hook", "team", "pager"]
        configure(names)
        all(names, are: .limiting)
        host.world.set(Self.check, "tcp/23", .bad)
        try host.start()
        // 1970, and years after the 32 bits of a time are full.
        let ends = [Moment(seconds: 1), Moment(seconds: 2_200_000_000), Moment(seconds: 4_300_000_000), Moment(seconds: 1_772_000_000)]
        for round in 0..<24 {
            let far = ends[round / 6].nanoseconds - host.host.reading.wall.nanoseconds
            // A week makes a new test of each destination, which knows nothing of what the one before was told.
            try host.set(by: restarts ? Self.steps[round % 4] : round % 6 == 0 ? far : Self.steps[round % 6])
            host.world.set(Self.check, "tcp/\(round)", .bad)
            try pass(.minutes(35))
            if restarts, round % 4 == 3 {
                host.kill()
                try host.start()
            }
            let wake = try #require(host.watch?.nextWake)
            #expect(wake.nanoseconds <= host.host.reading.boot.nanoseconds + TimeSpan.hours(1).nanoseconds)
        }
        all(names, are: .taking)
        try pass(.hours(8))
        try expectAllHeard(["chat", "hook", "team"])
    }

    // MARK: The disk

    private static let failures: [DatabaseFailure.Kind] = [.full, .readOnly, .inputOutput]

    private func watchOne() throws {
        host.receivers = nil
        configure(["chat"], SampleConfiguration.usual)
        host.files.append(SampleConfiguration.file("destinations.d/switch.destination", "[Destination]\nKind=heartbeat"))
        try host.start()
        try pass(.minutes(30))
    }

    @Test(arguments: failures) func `that nothing can be kept goes into the log of the service at once`(kind: DatabaseFailure.Kind) throws {
        try watchOne()
        let watch = try #require(host.watch)
        watch.suffer(.database(DatabaseFailure(kind, "the disk")), at: host.host.reading)
        let lines = watch.effects.compactMap { effect in
            if case .log(let line) = effect { line } else { nil }
        }
        #expect(lines.contains { $0.level == .error && $0.fields["REASON"] == "the disk" }, "\(lines)")
        // A disk that fails ends the process, and its heartbeats with it.
        #expect(watch.isOver == (kind == .inputOutput) && (watch.nextWake == nil) == watch.isOver)
    }

    @Test func `that nothing can be kept is said within a minute where no disk is needed`() throws {
        try watchOne()
        try host.disk(full: true)
        while host.watch?.trouble == nil { try pass(.seconds(10)) }
        let begun = try #require(host.watch?.trouble?.since.boot.nanoseconds)
        try pass(.minutes(1))
        let told = try #require(host.beats.first { $0.beat.ills.contains("nothing can be recorded") }?.at)
        #expect((begun...begun + 60_000_000_000).contains(told))
        #expect(host.statusLines.contains { $0.hasPrefix("not recording: ") })
    }

    // MARK: Whoever watches the monitor

    private func watchedByASwitch() throws {
        host.receivers = nil
        configure([], [SampleConfiguration.control("open-ports", "NET-03", "Every=10m\nEvery=cleartext-service 1h")])
        host.files.append(SampleConfiguration.file("destinations.d/switch.destination", "[Destination]\nKind=heartbeat"))
        try host.start()
        try pass(.minutes(90))
        #expect(host.beats.count > 85 && host.beats.allSatisfy { $0.beat.ills.isEmpty })
    }

    @Test func `a monitor that is dead sends no heartbeat, and the next one does at once`() throws {
        try watchedByASwitch()
        host.kill()
        let count = host.beats.count
        try pass(.hours(1))
        #expect(host.beats.count == count)
        try host.start()
        try pass(.seconds(1))
        #expect(host.beats.count == count + 1)
    }

    @Test func `while its heartbeats reach nobody it goes on to send them, and says so`() throws {
        try watchedByASwitch()
        host.refusals = ["switch": .transient("soc2d-courier ended before it answered")]
        let count = host.beats.count
        try pass(.minutes(10))
        #expect((9...11).contains(host.beats.count - count))
        #expect(host.watch?.pulse.unheard == ["switch": "soc2d-courier ended before it answered"])
    }

    @Test func `a probe that does not look any more is told by the switch a minute after it is overdue`() throws {
        try watchedByASwitch()
        host.slow["open-ports"] = .max
        while host.beats.last?.beat.ills.isEmpty == true { try pass(.seconds(30)) }
        let promise = try #require(host.watch?.plan?.promises.first)
        let patience = promise.interval.nanoseconds * 2 + promise.grace.nanoseconds + promise.timeout.nanoseconds
        let last = try #require(standing().looks.values.map(\.moment).max())
        let beat = try #require(host.beats.last)
        #expect(beat.beat.ills == ["overdue: open-ports"])
        let late = beat.at - (last.nanoseconds - host.host.reading.wall.nanoseconds + host.host.now) - patience
        #expect((0...90_000_000_000).contains(late), "\(late)")
    }
}
