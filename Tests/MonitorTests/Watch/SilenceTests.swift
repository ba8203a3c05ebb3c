import Controls
import Ledger
import Notices
import ProbeKit
import Testing

@testable import Monitor

/// While a silence is in force nobody but the journal is told, and once it has ended everybody knows what stands.
struct SilenceTests {
    private let host: WatchedHost
    private static let check: CheckID = "open-ports.unexpected-listener"

    init() throws {
        host = try WatchedHost(seed: 1)
        host.sparesTests = true
    }

    private var now: Moment { host.host.reading.wall }

    private func pass(_ span: TimeSpan) throws { try host.pass(to: host.host.now + span.nanoseconds) }

    /// A chat, something that keeps no state, and a pager.
    private func configure(_ severity: Severity = .critical, silences: [ConfigurationFile] = [], others: [ConfigurationFile] = []) {
        host.files = [SampleConfiguration.control("open-ports", "NET-03", "Every=10m\nSeverity=unexpected-listener \(severity.rawValue)")]
        host.files += [("ops", "slack"), ("alerts", "alertmanager"), ("hook", "webhook")].map { name, kind in
            SampleConfiguration.file("destinations.d/\(name).destination", "[Destination]\nKind=\(kind)")
        }
        host.files += silences + others
    }

    private func silence(_ id: String = "night", _ scope: String = "Control=NET-03", for span: TimeSpan = .hours(5)) -> ConfigurationFile {
        SampleConfiguration.silence(id, scope, until: now.adding(span))
    }

    private func reload() throws {
        try host.happen(.asked(ControlRequest(.reload), by: Peer(user: 0, userName: "root", login: nil), ticket: 9))
        #expect(host.answers[9]?.isDone == true, "\(String(describing: host.answers[9]))")
    }

    private func restart(after span: TimeSpan = .seconds(5)) throws {
        host.kill()
        try pass(span)
        try host.start()
    }

    private func set(_ state: SampleWorld.State) { host.world.set(Self.check, "tcp/23", state) }

    /// What a destination was told of the port, without what Alertmanager is told each minute.
    private func heard(_ destination: String) -> [String] {
        let letters = host.letters.map(\.letter).filter { $0.destination.name == destination }
        return letters.flatMap(\.sendings).filter { $0.number > 0 && $0.notice.deficiency != nil }.map(\.notice.kind.rawValue)
    }

    private var journal: [String] { host.told.map(\.notice).filter { $0.deficiency != nil }.map(\.kind.rawValue) }

    private func fed(after time: Int64) -> Int {
        host.letters.filter { $0.at > time && $0.letter.destination.name == "alerts" }.flatMap(\.letter.sendings).count
    }

    private func leaves() throws -> [String] {
        var found: [String] = []
        try host.reader().entries(from: 0) { entry throws(LedgerFailure) in
            guard case .leaf(let envelope, let what) = entry, envelope.kind == .silence else { return }
            guard let record = try? SilenceRecord(canonicalJSON: what) else { return }
            found.append("\(record.id) \(record.event.rawValue)")
        }
        return found
    }

    /// The live fold, a copy of it and a replay from the beginning agree.
    private func expectOneFold() throws {
        let reader = try host.reader()
        var replayed = Standing()
        try replayed.follow(reader)
        let standing = try #require(host.watch).standing
        #expect(replayed == standing)
        #expect(try Standing(canonicalJSON: standing.canonicalJSON()) == standing)
    }

    // MARK: What opens and closes under it

    @Test(arguments: [false, true])
    func `what opens under a silence is recorded, told to the journal, and told to others when it ends`(_ restarts: Bool) throws {
        configure(silences: [silence()])
        try host.start()
        try pass(.minutes(15))
        set(.bad)
        try pass(.hours(1))
        if restarts { try restart() }
        #expect(journal == ["opened"] && heard("ops").isEmpty && heard("alerts").isEmpty && heard("hook").isEmpty)
        #expect(host.told.first { $0.notice.deficiency != nil }?.notice.silence == "night")
        #expect(host.watch?.standing.register.open.count == 1)
        #expect(fed(after: 0) == 0)
        try pass(.hours(4))
        if restarts { try restart() }
        try pass(.minutes(10))
        for name in ["ops", "alerts", "hook"] { #expect(heard(name) == ["opened"], "\(name)") }
        #expect(fed(after: host.host.now - TimeSpan.minutes(5).nanoseconds) > 0)
        #expect(try leaves() == ["night began", "night expired"])
        try expectOneFold()
        set(.good)
        try pass(.hours(1))
        for name in ["ops", "alerts", "hook"] { #expect(heard(name) == ["opened", "closed"], "\(name)") }
        #expect(host.watch?.standing.informed.isEmpty == true)
    }

    @Test(arguments: [false, true])
    func `what was told before and stays open is told again when it ends`(_ restarts: Bool) throws {
        configure(.high)
        set(.bad)
        try host.start()
        try pass(.minutes(15))
        configure(.high, silences: [silence(for: .hours(50))])
        try reload()
        let began = host.host.now
        try pass(.hours(49))
        #expect(journal == ["opened", "reminder", "reminder"])
        for name in ["ops", "alerts", "hook"] { #expect(heard(name) == ["opened"], "\(name)") }
        #expect(fed(after: began + TimeSpan.minutes(1).nanoseconds) == 0)
        if restarts { try restart(after: .hours(3)) } else { try pass(.hours(3)) }
        try pass(.minutes(5))
        for name in ["ops", "hook"] { #expect(heard(name) == ["opened", "reminder"], "\(name)") }
        #expect(heard("alerts") == ["opened"] && fed(after: host.host.now - TimeSpan.minutes(3).nanoseconds) > 0)
        try pass(.hours(20))
        #expect(heard("ops").count == 2)
        try expectOneFold()
    }

    @Test(arguments: [false, true])
    func `what was told before and closes under it is told as closed when it ends, to those alone who knew`(_ restarts: Bool) throws {
        configure()
        set(.bad)
        try host.start()
        try pass(.minutes(15))
        configure(
            silences: [silence()], others: [SampleConfiguration.file("destinations.d/late.destination", "[Destination]\nKind=discord")])
        try reload()
        set(.good)
        try pass(.hours(1))
        #expect(journal == ["opened", "closed"] && heard("ops") == ["opened"])
        if restarts { try restart() }
        try pass(.hours(4))
        try pass(.minutes(10))
        for name in ["ops", "alerts", "hook"] { #expect(heard(name) == ["opened", "closed"], "\(name)") }
        #expect(heard("late").isEmpty && journal == ["opened", "closed"])
        #expect(host.watch?.standing.informed.isEmpty == true)
        try expectOneFold()
    }

    @Test func `what opens and closes under it nobody else ever hears of`() throws {
        configure(silences: [silence()])
        try host.start()
        try pass(.minutes(15))
        set(.bad)
        try pass(.hours(1))
        set(.good)
        try pass(.hours(7))
        #expect(journal == ["opened", "closed"] && heard("ops").isEmpty && heard("hook").isEmpty)
        #expect(host.watch?.standing.informed.isEmpty == true)
    }

    @Test func `what closed and opened again under it is told again to those who knew`() throws {
        configure()
        set(.bad)
        try host.start()
        try pass(.minutes(15))
        configure(silences: [silence()])
        try reload()
        set(.good)
        try pass(.hours(1))
        set(.bad)
        try pass(.hours(1))
        try restart()
        #expect(heard("ops") == ["opened"])
        try pass(.hours(4))
        #expect(heard("ops") == ["opened", "reminder"] && heard("hook") == ["opened", "reminder"])
        #expect(try Standing.read(from: host.reader()).register.open.map(\.id.number) == [2])
        set(.good)
        try pass(.hours(1))
        #expect(heard("ops") == ["opened", "reminder", "closed"])
        try expectOneFold()
    }

    // MARK: Between the first pass and the second

    @Test(arguments: [false, true], [false, true])
    func `what has passed once when it ends is told as an opening if it fails again, and else not at all`(
        _ relapses: Bool, _ restarts: Bool
    ) throws {
        configure(silences: [silence(for: .hours(20))])
        try host.start()
        try pass(.minutes(15))
        set(.bad)
        try pass(.minutes(30))
        set(.good)
        while host.watch?.standing.register.open.isEmpty == false { try pass(.minutes(1)) }
        configure()
        try reload()
        #expect(host.watch?.standing.unsettled.count == 1)
        if restarts { try restart() }
        try expectOneFold()
        #expect(heard("ops").isEmpty)
        if relapses { set(.bad) }
        try pass(.minutes(30))
        #expect(heard("ops") == (relapses ? ["opened"] : []) && heard("hook") == heard("ops"))
        #expect(host.watch?.standing.unsettled.isEmpty == true)
        set(.good)
        try pass(.hours(1))
        #expect(heard("ops") == (relapses ? ["opened", "closed"] : []))
        #expect(host.watch?.standing.informed.isEmpty == true)
        #expect(try leaves() == ["night began", "night withdrawn"])
        try expectOneFold()
    }

    // MARK: Several, changed, withdrawn

    @Test func `of several over one subject the last ends it`() throws {
        configure(silences: [silence("a", for: .hours(2)), silence("b", "Probe=open-ports\nSubject=tcp/23", for: .hours(4))])
        set(.bad)
        try host.start()
        try pass(.hours(3))
        #expect(heard("ops").isEmpty)
        try pass(.hours(2))
        #expect(heard("ops") == ["opened"])
        #expect(try leaves() == ["a began", "b began", "a expired", "b expired"])
    }

    @Test func `a subject that it does not name is told as always`() throws {
        configure(silences: [silence("a", "Check=unexpected-listener\nSubject=tcp/24\nSubject=tcp/25")])
        set(.bad)
        host.world.set(Self.check, "tcp/24", .bad)
        try host.start()
        try pass(.minutes(15))
        #expect(host.mailed(to: "ops") == [["opened tcp/23"]])
    }

    @Test func `one that says something else is another, and one that is withdrawn while nobody watched has ended`() throws {
        configure(silences: [silence()])
        set(.bad)
        try host.start()
        try pass(.minutes(15))
        configure(silences: [silence(for: .hours(9))])
        try reload()
        try pass(.hours(6))
        #expect(try heard("ops").isEmpty && leaves() == ["night began", "night changed", "night began"])
        try host.end(.stoppedByOperator, actor: "alice")
        configure()
        try pass(.hours(1))
        try host.start()
        try pass(.minutes(5))
        #expect(try heard("ops") == ["opened"] && leaves().last == "night withdrawn")
        try expectOneFold()
    }

    @Test func `one that expires and whose file stays does not come back, even when the clock is set back`() throws {
        configure(silences: [silence(for: .hours(1))])
        set(.bad)
        try host.start()
        try pass(.hours(2))
        try host.set(by: -TimeSpan.hours(2).nanoseconds)
        try restart()
        try pass(.minutes(30))
        #expect(try leaves() == ["night began", "night expired"])
        #expect(host.watch?.standing.silences.all.isEmpty == true)
    }

    @Test func `one that ends more than thirty days ahead is not in force before`() throws {
        configure(silences: [silence(for: .days(31))])
        set(.bad)
        try host.start()
        try pass(.hours(12))
        #expect(try leaves().isEmpty && heard("ops").first == "opened")
        try pass(.hours(13))
        #expect(try leaves() == ["night began"])
    }

    @Test func `what a waiver does under it is told when it ends`() throws {
        configure()
        set(.bad)
        try host.start()
        try pass(.minutes(15))
        let waiver = SampleConfiguration.waiver(
            "W-1", "NET-03", Self.check, "tcp/23", from: Moment(seconds: 1_770_000_000), until: now.adding(.days(3)))
        configure(silences: [silence()], others: [waiver])
        try reload()
        try pass(.hours(4))
        #expect(journal == ["opened", "waived"] && heard("ops") == ["opened"])
        try pass(.hours(2))
        #expect(journal == ["opened", "waived"] && heard("ops") == ["opened", "waived"])
        try expectOneFold()
    }

    @Test func `what flaps under it is told as flapping when it ends`() throws {
        configure(silences: [silence(for: .hours(3))])
        try host.start()
        try pass(.minutes(15))
        var look = 0
        while now < Moment(seconds: 1_772_000_000).adding(.hours(4)) {
            look += 1
            set(look.isMultiple(of: 2) ? .good : .bad)
            try pass(.minutes(10))
            if look == 12 { try restart() }
        }
        let first = heard("ops").first
        #expect(first == (journal.contains("flapping") ? "flapping" : "opened"), "\(heard("ops"))")
        try expectOneFold()
    }

    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func `whatever happens under silences, in the end everybody believes what is so`(seed: UInt64) throws {
        var dice = Dice(seed: seed)
        let scopes = ["Control=NET-03", "Probe=open-ports\nSubject=tcp/1\nSubject=tcp/2", "Check=unexpected-listener\nSubject=tcp/2"]
        configure()
        try host.start()
        for _ in 0..<80 {
            try pass(.minutes(dice.number(1...50)))
            switch dice.number(0...9) {
            case 0, 1:
                configure(
                    silences: scopes.indices.filter { _ in dice.once(in: 2) }.map { index in
                        silence("s\(index)", scopes[index], for: .minutes(dice.number(20...400)))
                    })
                try reload()
            case 2: try restart(after: .minutes(dice.number(1...90)))
            default: host.world.set(Self.check, "tcp/\(dice.number(1...4))", dice.once(in: 2) ? .bad : .good)
            }
        }
        configure()
        try reload()
        try pass(.hours(4))
        try expectOneFold()
        let open = Set(try Standing.read(from: host.reader()).register.open.map(\.subject.subject))
        for name in ["ops", "hook", "alerts"] {
            let notices = host.letters.map(\.letter).filter { $0.destination.name == name }.flatMap(\.sendings).filter { $0.number > 0 }
            let last = Dictionary(notices.map { ($0.notice.subject, $0.notice) }) { $1 }
            let believed = Set(last.values.filter { $0.deficiency != nil && !$0.isClosed }.map(\.subject))
            #expect(believed == open, "seed \(seed), \(name): \(last.values.map(\.summary))")
        }
        let informed = try #require(host.watch).standing.informed
        #expect(informed.count == open.count && host.watch?.standing.unsettled.isEmpty == true, "seed \(seed): \(informed)")
    }

    @Test func `hostile names are covered as they are printed`() throws {
        let names = ["tcp/23 <!channel>", "a%0Ab", "é%00", String(repeating: "x", count: 6000)]
        for name in names.prefix(3) { host.world.set(Self.check, name, .bad) }
        host.world.set(Self.check, names[3], .bad)
        configure(silences: [silence("n", "Check=unexpected-listener\n" + names.map { "Subject=\($0)" }.joined(separator: "\n"))])
        try host.start()
        try pass(.hours(1))
        #expect(host.mailed(to: "ops").isEmpty && host.watch?.standing.register.open.count == 4)
        for name in names { host.world.set(Self.check, name, .good) }
        try pass(.hours(1))
        #expect(host.watch?.standing.informed.isEmpty == true)
        try expectOneFold()
    }

    @Test func `notices about soc2d itself are told as always`() throws {
        configure(silences: [silence()])
        try host.start()
        try pass(.minutes(1))
        host.files += [SampleConfiguration.file("controls.d/no.txt", "")]
        try host.happen(.asked(ControlRequest(.reload), by: Peer(user: 0, userName: "root", login: nil), ticket: 9))
        try pass(.minutes(5))
        #expect(host.mailed(to: "ops").joined().contains { $0.hasPrefix("configuration-refused") })
    }
}
