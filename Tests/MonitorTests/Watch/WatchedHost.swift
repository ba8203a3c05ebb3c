import Controls
import Foundation
import Ledger
import LinuxHost
import Notices
import ProbeKit
import Testing

@testable import Monitor

/// A simulated host with a real monitor on it: clocks, children, a journal and a disk are what the simulation says, the ledger is a file.
final class WatchedHost {
    var host: SimulatedHost
    var dice: Dice
    var truth = Truth()
    /// When each boot began, by true time.
    private(set) var booted = ["boot-1": Int64(0)]
    var world = SampleWorld()
    var files = SampleConfiguration.usual
    /// What went wrong, in words.
    var complaints: [String] = []
    private(set) var watch: Watch?
    private var writer: LedgerWriter?
    private var children: [String: Child] = [:]
    private var deliveries: [(at: Int64, delivery: Delivery)] = []
    /// What places outside the ledger remember.
    private(set) var remembered: SignedCheckpoint?
    /// The last of each probe.
    private(set) var requests: [String: ProbeRequest] = [:]
    var keySeed: UInt64 = 7
    private(set) var told: [Sending] = []
    private(set) var letters: [(at: Int64, letter: Letter)] = []
    private(set) var beats: [(at: Int64, beat: Heartbeat)] = []
    /// What remote destinations say; those that are not named take everything.
    var refusals: [String: Delivery.Outcome] = [:]
    /// The remote destinations, where they are not simply what ``refusals`` says.
    var receivers: Receivers?
    /// After so many effects more the process is killed, with everything kept and nothing done; nil for never.
    var effectsLeft: Int64?
    /// Whether weekly tests alone are taken at once, and not among ``letters``.
    var sparesTests = false
    /// How long they take to say it, and what they call each message.
    var slowness: TimeSpan?
    var remoteIDs: [String: String] = [:]
    var answers: [Int: ControlAnswer] = [:]
    private(set) var statusLines: Set<String> = []
    private var isFinished = false
    var slow: [String: Int] = [:]
    var crashing: [String: Int] = [:]
    var isJournalDown = false
    private(set) var isDiskFull = false

    let directory: String
    let origin: LogName
    private let seed: UInt64
    private let hasher: TreeHasher
    private let random: SeededRandom
    private static let places = 3

    private struct Child {
        let request: ProbeRequest
        let started: ClockReading
        let startedAt: Int64
        let end: Int64
        let isLost: Bool
    }

    init(seed: UInt64) throws {
        self.seed = seed
        dice = Dice(seed: seed)
        random = SeededRandom(seed: seed)
        host = SimulatedHost(wall: Moment(seconds: 1_772_000_000))
        hasher = try TreeHasher()
        origin = try #require(LogName("soc2d.example.com/host-a"))
        // Nothing here is about disks, and memory is faster.
        let place = FileManager.default.fileExists(atPath: "/dev/shm") ? "/dev/shm" : FileManager.default.temporaryDirectory.path
        directory = "\(place)/soc2d-test-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    var path: String { "\(directory)/ledger" }
    var isAlive: Bool { watch != nil }
    var head: TreeHead? { writer?.head }
    var configuration: Configuration { SampleConfiguration.read(files).configuration }

    // MARK: Life

    func key() throws -> LogKey { try LogKey(origin, seed: KeySeed.drawn(from: SeededRandom(seed: keySeed))) }
    func reader() throws -> LedgerReader { try LedgerReader(path, hasher: hasher) }

    func start() throws {
        let writer = try LedgerWriter(path, host: "host-a", hasher: hasher, random: random)
        let watch = Watch(
            duty: duty(), ledger: writer, keys: [try key()], random: random, standing: try Standing.read(from: writer.reader))
        (self.writer, self.watch, isFinished) = (writer, watch, false)
        if isDiskFull { try writer.limit(pages: 1) }
        truth.monitor(.alive, at: host.now)
        try obey(watch.start(at: host.reading))
    }

    private func duty() -> Duty {
        Duty(
            host: Duty.Host(id: "host-a", name: "a", os: "Debian 12", kernel: "6.1"), codeDigest: "c0de", version: "1", user: 990,
            probes: SampleProbes.all, configuration: configuration, origin: origin,
            remembered: remembered.map { [RememberedCheckpoint($0.checkpoint, in: "the state directory")] } ?? [], boots: host.boots,
            places: Self.places, sha256: Digest.sha256)
    }

    /// The process is gone, and what it had not kept with it.
    func kill(_ state: Truth.MonitorState = .dead) {
        guard isAlive else { return }
        truth.monitor(state, at: host.now)
        for (probe, child) in children { truth.ran(probe, from: child.startedAt, until: host.now) }
        (watch, writer, children, deliveries) = (nil, nil, [:], [])
        receivers?.crash(at: host.now)
    }

    /// The monitor is told to end, and ends its children.
    func end(_ event: Lifecycle.Event, actor: String? = nil) throws {
        guard isAlive else { return }
        try happen(.ending(event, actor: actor))
        for probe in children.keys.sorted() {
            var reply = ProbeReply()
            reply.failure = ProbeFailure(.internalError, "ended with the monitor")
            try end(probe, reply)
        }
        truth.monitor(event == .stoppedByOperator ? .stopped : .dead, at: host.now)
        let end = host.now + TimeSpan.seconds(6).nanoseconds
        while !isFinished, let next = nextThing, next <= end { try pass(to: next) }
        if !isFinished { complaints.append("no end at \(host.now)") }
        kill(event == .stoppedByOperator ? .stopped : .dead)
    }

    func reboot(clean: Bool, off: TimeSpan, journal: TimeSpan?) throws {
        if clean { try end(.stoppedForShutdown) } else { kill() }
        truth.host(.off, at: host.now)
        host.reboot(off: off, journal: journal)
        receivers?.forgetPauses()
        booted[host.bootID] = host.bootedAt
        truth.host(.up, at: host.now)
    }

    func sleep(_ span: TimeSpan) throws {
        truth.host(.asleep, at: host.now)
        host.sleep(span)
        truth.host(.up, at: host.now)
        try happen(.woke)
    }

    func set(by distance: Int64) throws {
        host.set(by: distance)
        try happen(.woke)
    }

    func disk(full: Bool) throws {
        isDiskFull = full
        truth.disk(full: full, at: host.now)
        try writer?.limit(pages: full ? 1 : 1 << 30)
    }

    /// What a restored backup does.
    func saveLedger() throws { try FileManager.default.copyItem(atPath: path, toPath: "\(path).saved") }

    func restoreLedger() throws {
        for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
        try FileManager.default.moveItem(atPath: "\(path).saved", toPath: path)
    }

    // MARK: Time

    /// Lets time pass, and whatever is due happen.
    func pass(to time: Int64) throws {
        while let next = nextThing, next <= time {
            host.pass(to: next)
            if let probe = children.filter({ $0.value.end <= next }).keys.min() {
                try finish(probe)
            } else if let index = deliveries.firstIndex(where: { $0.at <= next }) {
                let time = deliveries[index].at
                let answers = deliveries.filter { $0.at == time }.map(\.delivery)
                deliveries.removeAll { $0.at == time }
                try happen(.told(answers))
            } else {
                try wake()
            }
        }
        host.pass(to: time)
    }

    private var nextThing: Int64? {
        let wake = watch?.nextWake.map { max(host.now, host.bootedAt + $0.nanoseconds) }
        return (children.values.map(\.end) + deliveries.map(\.at) + (wake.map { [$0] } ?? [])).min()
    }

    /// A monitor that wakes for nothing wakes again and again.
    private func wake() throws {
        let before = watch?.nextWake
        try happen(.woke)
        if let before, watch?.nextWake == before { complaints.append("woken at \(host.now) for nothing") }
    }

    /// Waits until every slot that has fallen due has ended.
    func settle() throws {
        while let watch, watch.timetable?.isSettled == false || !watch.daybook.isEmpty, let next = nextThing { try pass(to: next) }
    }

    func happen(_ happening: Happening) throws {
        guard let watch else { return }
        try obey(watch.handle(happening, at: host.reading))
    }

    // MARK: Children

    private func start(_ probe: String, _ request: ProbeRequest, deadline: Duration) {
        if children[probe] != nil { complaints.append("\(probe) runs twice at \(host.now)") }
        requests[probe] = request
        let (seconds, _) = deadline.components
        let usual = dice.span(TimeSpan(nanoseconds: 3_000_000) ... .seconds(2))
        let isSlow = (slow[probe] ?? 0) > 0
        slow[probe] = max(0, (slow[probe] ?? 0) - 1)
        let length = isSlow ? dice.span(.seconds(seconds) ... .hours(5)) : usual
        children[probe] = Child(
            request: request, started: host.reading, startedAt: host.now, end: host.now + length.nanoseconds,
            isLost: (crashing[probe] ?? 0) > 0)
        crashing[probe] = max(0, (crashing[probe] ?? 0) - 1)
        if children.count > Self.places { complaints.append("too many at \(host.now)") }
    }

    private func finish(_ probe: String) throws {
        guard let child = children[probe] else { return }
        var reply = try world.reply(to: probe, child.request)
        if child.isLost {
            reply = ProbeReply()
            reply.failure = ProbeFailure(.internalError, "the probe child was ended by signal 11")
        }
        try end(probe, reply)
    }

    private func end(_ probe: String, _ reply: ProbeReply) throws {
        guard let child = children.removeValue(forKey: probe) else { return }
        truth.ran(probe, from: child.startedAt, until: host.now)
        try happen(.observed(Happening.Observed(probe: probe, reply: reply, started: child.started)))
    }

    // MARK: Effects

    private func obey(_ effects: [Effect]) throws {
        for effect in effects where isAlive {
            if effectsLeft == 0 {
                effectsLeft = nil
                return kill()
            }
            effectsLeft = effectsLeft.map { $0 - 1 }
            switch effect {
            case .observe(let probe, let request, let deadline): start(probe, request, deadline: deadline)
            case .tell(let sending): try tell(sending)
            case .mail(let letter): mail(letter)
            case .beat(let heartbeat):
                beats.append((host.now, heartbeat))
                try happen(.beaten(heartbeat.destination.name, refusals[heartbeat.destination.name] ?? .delivered))
            case .answer(let answer, let ticket): answers[ticket] = answer
            case .readConfiguration(let ticket):
                let (configuration, problems) = SampleConfiguration.read(files)
                try happen(.configured(configuration, problems, ticket: ticket))
            case .remember(let checkpoint): remembered = checkpoint
            case .status(let line): statusLines.insert(line)
            case .log: break
            case .abandon(let failure): complaints.append("abandoned at \(host.now): \(failure)")
            case .finish: isFinished = true
            }
        }
    }

    private func mail(_ letter: Letter) {
        guard receivers == nil else { return deliveries += receivers?.take(letter, at: host.now, &dice) ?? [] }
        if sparesTests, letter.sendings.allSatisfy({ $0.notice.kind == .test }) {
            let taken = letter.sendings.map { Delivery(number: $0.number, destination: $0.destination, outcome: .delivered) }
            return deliveries += taken.map { (host.now + 1_000_000, $0) }
        }
        letters.append((host.now, letter))
        let outcome = refusals[letter.destination.name] ?? .delivered
        let time = host.now + (slowness?.nanoseconds ?? dice.number(1_000_000...500_000_000))
        let id = letter.sendings.count == 1 ? remoteIDs[letter.destination.name] : nil
        for sending in letter.sendings {
            let delivery = Delivery(number: sending.number, destination: sending.destination, outcome: outcome, remoteID: id)
            deliveries.append((time, delivery))
        }
    }

    /// What a remote destination has taken or refused, as `opened tcp/23`, letter by letter and without the weekly tests.
    func mailed(to destination: String) -> [[String]] {
        letters.map(\.letter).filter { $0.destination.name == destination }.map { letter in
            letter.sendings.map(\.notice).filter { $0.kind != .test }.map { "\($0.kind.rawValue) \($0.subject)" }
        }.filter { !$0.isEmpty }
    }

    /// When a remote destination was sent a test.
    func tested(_ destination: String) -> [Int64] {
        letters.filter { $0.letter.destination.name == destination && $0.letter.sendings.contains { $0.notice.kind == .test } }.map(\.at)
    }

    /// Nothing is told that is not kept.
    private func tell(_ sending: Sending) throws {
        let kept = try writer?.reader.notice(number: sending.number)
        let expected = try sending.notice.canonicalJSON()
        if kept?.record != expected || kept?.leaf != sending.leaf { complaints.append("notice \(sending.number) is told, not kept") }
        told.append(sending)
        let outcome: Delivery.Outcome = isJournalDown ? .transient("no journal") : .delivered
        let delivery = Delivery(number: sending.number, destination: sending.destination, outcome: outcome)
        deliveries.append((host.now + dice.number(1_000_000...500_000_000), delivery))
    }
}
