import Controls
import Ledger
import Notices
import ProbeKit
import Testing

@testable import Monitor

/// What becomes of what follows a notice that a destination never takes.
struct GivenUpTests {
    private let host: WatchedHost
    private static let check: CheckID = "open-ports.unexpected-listener"

    init() throws {
        host = try WatchedHost(seed: 3)
        host.sparesTests = true
    }

    private func pass(_ span: TimeSpan) throws { try host.pass(to: host.host.now + span.nanoseconds) }

    private func configure(_ destinations: [String: String]) {
        host.files = SampleConfiguration.usual
        host.files[0] = SampleConfiguration.control("open-ports", "NET-03", "Every=10m\nSeverity=unexpected-listener critical")
        for (name, text) in destinations.sorted(by: { $0.key < $1.key }) {
            host.files.append(SampleConfiguration.file("destinations.d/\(name).destination", "[Destination]\n" + text))
        }
    }

    private func reload() throws {
        try host.happen(.asked(ControlRequest(.reload), by: Peer(user: 0, userName: "root", login: nil), ticket: 9))
        #expect(host.answers[9]?.isDone == true)
    }

    private func standing() throws -> Standing { try Standing.read(from: host.reader()) }

    // MARK: A destination that goes away

    @Test(arguments: [Delivery.Outcome.transient("500"), .blocked("401"), .shut("404")])
    func `what is under way while its destination goes away ends when the answer comes`(outcome: Delivery.Outcome) throws {
        configure(["hook": "Kind=webhook"])
        (host.slowness, host.refusals) = (.seconds(15), ["hook": outcome])
        host.world.set(Self.check, "tcp/23", .bad)
        try host.start()
        while host.letters.isEmpty { try pass(.seconds(1)) }
        configure([:])
        try reload()
        #expect(try standing().owed.values.contains { $0.destinations == ["hook"] })
        try pass(.minutes(1))
        #expect(try standing().owed.isEmpty && host.letters.count == 1 && host.watch?.outbox.waiting == 0)
        #expect(host.told.map(\.notice.summary).filter { $0.contains("hook") } == ["A notice to hook will not be sent any more"])
        host.kill()
        try host.start()
        try pass(.hours(1))
        #expect(try standing().owed.isEmpty && host.told.count { $0.notice.kind == .undelivered } == 1)
    }

    @Test func `what has arrived meanwhile has, and a destination that is back is told again`() throws {
        configure(["hook": "Kind=webhook"])
        host.slowness = .seconds(15)
        host.world.set(Self.check, "tcp/23", .bad)
        try host.start()
        while host.letters.isEmpty { try pass(.seconds(1)) }
        configure([:])
        try reload()
        try pass(.minutes(1))
        #expect(try standing().owed.isEmpty && host.told.allSatisfy { $0.notice.kind != .undelivered })
        host.refusals = ["hook": .transient("500")]
        configure(["hook": "Kind=webhook"])
        try reload()
        host.world.set(Self.check, "tcp/25", .bad)
        while host.letters.count < 2 { try pass(.seconds(1)) }
        configure([:])
        try reload()
        configure(["hook": "Kind=webhook"])
        try reload()
        host.refusals = [:]
        try pass(.minutes(5))
        #expect(try standing().owed.isEmpty && host.mailed(to: "hook").last == ["opened tcp/25"])
    }

    // MARK: Later notices about the same

    /// The opening waits while its reason changes, and is refused; then the rest arrives.
    private func lose(_ kind: DestinationKind, _ refused: [String] = ["opened tcp/23"]) throws {
        configure(["ops": "Kind=\(kind.rawValue)"])
        host.refusals = ["ops": .transient("500")]
        host.world.set(Self.check, "tcp/23", .bad)
        try host.start()
        while host.mailed(to: "ops").isEmpty { try pass(.seconds(1)) }
        host.world.set(Self.check, "tcp/23", .worse)
        try pass(.minutes(22))
        host.refusals = ["ops": .permanent("400")]
        let count = host.mailed(to: "ops").count
        while host.mailed(to: "ops").count < count + refused.count { try pass(.seconds(1)) }
        #expect(Array(host.mailed(to: "ops")[count...]) == refused.map { [$0] })
        host.refusals = [:]
    }

    private func news() -> [String] { host.mailed(to: "ops").joined().filter { !$0.hasPrefix("undelivered") } }

    @Test(arguments: [DestinationKind.slack, .webhook], [false, true])
    func `who heard of it by a later notice alone is reminded of it, and hears of its end`(kind: DestinationKind, restarts: Bool) throws {
        try lose(kind)
        try pass(.hours(5))
        if restarts {
            host.kill()
            try host.start()
        }
        let tail = news().drop { $0 != "changed tcp/23" }
        #expect(Array(tail) == ["changed tcp/23", "reminder tcp/23"], "\(news())")
        host.world.set(Self.check, "tcp/23", .good)
        try pass(.hours(1))
        #expect(news().last == "closed tcp/23")
        #expect(try standing().owed.isEmpty && standing().informed.isEmpty && host.complaints.isEmpty)
    }

    @Test func `the message by which somebody heard of it first is the one that is written anew`() throws {
        host.remoteIDs = ["ops": "4711"]
        try lose(.discord)
        try pass(.hours(1))
        host.world.set(Self.check, "tcp/23", .good)
        try pass(.hours(1))
        let sendings = host.letters.flatMap(\.letter.sendings).filter { $0.notice.kind == .closed }
        #expect(sendings.map(\.opening) == [.message("4711")])
    }

    @Test func `who was told nothing of it at all is not told that it is over`() throws {
        try lose(.webhook, ["opened tcp/23", "changed tcp/23"])
        try pass(.hours(1))
        host.world.set(Self.check, "tcp/23", .good)
        try pass(.hours(1))
        #expect(!news().contains("closed tcp/23") && news().contains("changed tcp/23"))
        #expect(try standing().owed.isEmpty && standing().informed.isEmpty)
    }

    @Test func `who was told of the beginning hears of the end, though what came between is refused`() throws {
        configure(["ops": "Kind=webhook"])
        host.world.set(Self.check, "tcp/23", .bad)
        try host.start()
        try pass(.minutes(15))
        host.refusals = ["ops": .transient("500")]
        host.world.set(Self.check, "tcp/23", .worse)
        while host.mailed(to: "ops").last != ["changed tcp/23"] { try pass(.seconds(1)) }
        host.world.set(Self.check, "tcp/23", .good)
        try pass(.minutes(25))
        host.refusals = ["ops": .permanent("400")]
        let count = host.mailed(to: "ops").count
        while host.mailed(to: "ops").count == count { try pass(.seconds(1)) }
        host.refusals = [:]
        try pass(.hours(1))
        #expect(news().last == "closed tcp/23")
        #expect(try standing().owed.isEmpty && standing().informed.isEmpty)
    }
}
