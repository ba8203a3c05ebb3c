import Controls
import Foundation
import LinuxHost
import ProbeKit
import Testing

@testable import Ledger
@testable import Monitor

/// What the monitor says of its own ledger.
struct SelfCheckTests {
    private static let adherence: CheckID = "soc2d.schedule-adherence"
    private static let integrity: CheckID = "soc2d.evidence-integrity"
    private static let promises: [Promise] = [
        .sample("ports", ["open": .minutes(5), "shut": .hours(1)]), .sample("users", ["all": .minutes(15)]),
    ]

    /// One quiet day.
    private func monitor(days: Int64 = 1, events: Int = 0) throws -> SimulatedMonitor {
        var monitor = SimulatedMonitor(seed: 3, wall: Moment(seconds: 1_790_000_000), promises: Self.promises)
        try monitor.live(days: days, events: events, plans: [Self.promises])
        return monitor
    }

    private func look(
        _ settings: [Assignment], after previous: [UInt8]? = nil, at now: Moment, due: Set<CheckID>? = nil
    ) throws -> (results: Results, evidence: [UInt8]) {
        let host = Host(files: try RootedTree(root: "/"), now: now, sha256: Digest.sha256)
        var past = PastLooks(previous: previous)
        var results = Results(due: due)
        let evidence = try SelfChecks.entry.execute(Settings(settings), host, &past, true, &results)
        return (results, try #require(evidence))
    }

    private func settings(_ history: KeptHistory, _ key: VerifierKey, remembered: [String] = []) -> [Assignment] {
        SelfChecks.settings(ledger: history.path, keys: ["\(key)"], remembered: remembered)
    }

    // MARK: Hosts

    @Test func `a monitor that did what it promised passes both checks`() throws {
        let monitor = try monitor()
        let history = try KeptHistory(of: monitor)
        let (results, _) = try look(settings(history, history.sign().key), at: monitor.host.reading.wall)
        #expect(Set(results.of(Self.adherence).map(\.subject)) == ["ports.open", "ports.shut", "users.all"])
        #expect(
            (results.of(Self.adherence) + results.of(Self.integrity)).allSatisfy { $0.verdict == .pass && $0.notes.isEmpty },
            "\(results.named)")
        #expect(results.of(Self.integrity).map(\.subject) == ["host"])
    }

    @Test func `a record that was never written fails its checks at the next look, and no longer at the one after it`() throws {
        let monitor = try monitor()
        let index = try #require(
            monitor.journal.lastIndex { entry in
                if case .execution(let run) = entry.kept {
                    return run.slot.name.probe == "users" && entry.at.boot < monitor.host.reading.boot
                }
                return false
            })
        let earlier = monitor.journal[..<index].lastIndex { entry in
            if case .execution(let run) = entry.kept { return run.slot.name.probe == "users" }
            return false
        }
        let history = try KeptHistory(of: monitor, without: { $0 == earlier })
        let said = settings(history, try history.sign().key)
        let first = try look(said, at: monitor.host.reading.wall)
        let failing = first.results.of(Self.adherence).filter { $0.verdict.outcome == .fail }
        #expect(failing.map(\.subject) == ["users.all"] && failing.first?.verdict == .fail(.recordMissing))
        #expect(failing.first?.observed.hasPrefix("1 slot without any record, the first at 2026-") == true)
        let second = try look(said, after: first.evidence, at: monitor.host.reading.wall)
        #expect(second.results.of(Self.adherence).allSatisfy { $0.verdict == .pass })
    }

    @Test func `a ledger that was changed fails, whatever else it says`() throws {
        let monitor = try monitor()
        let history = try KeptHistory(of: monitor)
        let key = try history.sign().key
        let copy = "\(history.directory)/copy"
        for suffix in ["", "-wal"] where FileManager.default.fileExists(atPath: history.path + suffix) {
            try FileManager.default.copyItem(atPath: history.path + suffix, toPath: copy + suffix)
        }
        let database = try Database(copy, for: .writing)
        try database.run("UPDATE leaves SET bytes = CAST(replace(CAST(bytes AS TEXT), 'host', 'hose') AS BLOB) WHERE seq = 1")
        let (results, _) = try look(
            SelfChecks.settings(ledger: copy, keys: ["\(key)"], remembered: []), at: monitor.host.reading.wall, due: [Self.integrity])
        let result = try #require(results.named.first)
        #expect(result.verdict == .fail(.changed) && result.observed.hasPrefix("broken at seq 1"), "\(result)")
    }

    @Test func `a ledger that cannot be read is inconclusive, and the next look goes on where the last one was`() throws {
        let monitor = try monitor()
        let history = try KeptHistory(of: monitor)
        let (said, now) = (settings(history, try history.sign().key), monitor.host.reading.wall)
        let first = try look(said, at: now)
        let gone = SelfChecks.settings(ledger: "/nowhere/ledger", keys: [], remembered: [])
        let blind = try look(gone, after: first.evidence, at: now)
        #expect(blind.results.of(Self.adherence, subject: "source:ledger") == .inconclusive(.unreadable))
        #expect(blind.results.of(Self.integrity, subject: "host") == .inconclusive(.unreadable))
        #expect(blind.results.named.count == 4)
        let again = try look(said, after: blind.evidence, at: now)
        #expect(try again.evidence == look(said, after: first.evidence, at: now).evidence)
    }

    @Test func `without a monitor that says where the ledger is nothing is known`() throws {
        let (results, _) = try look([], at: Moment(seconds: 1_790_000_000))
        #expect(results.of(Self.adherence, subject: "source:ledger") == .inconclusive(.notConfigured))
        #expect(results.of(Self.integrity, subject: "host") == .inconclusive(.notConfigured))
    }

    @Test func `a ledger without a plan, one that nobody signed, and one that lost leaves`() throws {
        let history = try KeptHistory()
        try history.write(.clock(ClockRecord(tie: 1, cause: .boot, before: nil, after: .at(0))), at: .at(0))
        try history.end(at: .at(60))
        let said = SelfChecks.settings(ledger: history.path, keys: [], remembered: [])
        let (results, evidence) = try look(said, at: Moment(seconds: 1_790_000_060))
        #expect(results.of(Self.adherence, subject: "source:plan") == .inconclusive(.populationIncomplete))
        #expect(results.of(Self.integrity, subject: "host") == .fail(.missing))
        var longer = try SelfEvidence(canonicalJSON: evidence)
        longer.schedule?.leaf += 1
        let cut = try look(said, after: longer.canonicalJSON(), at: Moment(seconds: 1_790_000_060))
        #expect(cut.results.of(Self.adherence, subject: "source:ledger") == .inconclusive(.unreadable))
    }

    // MARK: Outside of the ledger

    @Test func `a checkpoint that is remembered elsewhere shows a ledger that was cut back`() throws {
        let (long, short) = (try monitor(days: 2), try monitor())
        let (whole, cut) = (try KeptHistory(of: long), try KeptHistory(of: short))
        let (checkpoint, key) = try whole.sign()
        let note = "\(cut.directory)/checkpoint"
        try Data(checkpoint.note.bytes).write(to: URL(filePath: note))
        let (results, _) = try look(settings(cut, key, remembered: [note]), at: short.host.reading.wall, due: [Self.integrity])
        #expect(results.named.first?.verdict == .fail(.changed))
        #expect(results.named.first?.observed.contains("remembers") == true)
    }

    @Test func `a remembered checkpoint that says nothing is a note`() throws {
        let monitor = try monitor()
        let history = try KeptHistory(of: monitor)
        let (checkpoint, key) = try history.sign()
        let (good, bad, missing) = ("\(history.directory)/good", "\(history.directory)/bad", "\(history.directory)/missing")
        try Data(checkpoint.note.bytes).write(to: URL(filePath: good))
        try Data("no checkpoint\n".utf8).write(to: URL(filePath: bad))
        let (results, _) = try look(
            settings(history, key, remembered: [good, bad, missing]), at: monitor.host.reading.wall, due: [Self.integrity])
        let result = try #require(results.named.first)
        #expect(result.verdict == .pass && result.notes.count == 2, "\(result)")
    }

    @Test func `a fork and a full store are subjects of their own, as long as there is something to say`() throws {
        let said = SelfChecks.settings(ledger: "/nowhere/ledger", keys: [], remembered: [], fork: "two histories", storeFull: "no room")
        let (results, _) = try look(said, at: Moment(seconds: 0), due: [Self.integrity])
        #expect(results.of(Self.integrity, subject: "log-fork") == .fail(.untrusted))
        #expect(results.of(Self.integrity, subject: "store-full") == .fail(.notPersistent))
        #expect(results.named.map(\.observed).suffix(2) == ["two histories", "no room"])
    }

    // MARK: What is due

    @Test func `the whole ledger is verified only when that is due, and the schedule waits for its own turn`() throws {
        let monitor = try monitor()
        let history = try KeptHistory(of: monitor)
        let (said, now) = (settings(history, try history.sign().key), monitor.host.reading.wall)
        let schedule = try look(said, at: now, due: [Self.adherence])
        #expect(try SelfEvidence(canonicalJSON: schedule.evidence).integrity == nil)
        #expect(schedule.results.populations[Self.integrity] == nil)
        let integrity = try look(said, after: schedule.evidence, at: now, due: [Self.integrity])
        let (before, after) = try (SelfEvidence(canonicalJSON: schedule.evidence), SelfEvidence(canonicalJSON: integrity.evidence))
        #expect(after.schedule == before.schedule && after.integrity?.kind == .verified)
    }

    @Test func `evidence of an hour is short`() throws {
        let monitor = try monitor(days: 1)
        let history = try KeptHistory(of: monitor)
        let said = settings(history, try history.sign().key)
        #expect(try look(said, at: monitor.host.reading.wall, due: [Self.adherence]).evidence.count < 900)
    }

    @Test func `what the monitor says itself is refused in a file`() {
        let place = Place(file: "/etc/soc2d/controls.d/soc2d.control", line: 7)
        for key in ["Ledger", "Key", "Remembered", "Destination", "MinutesAhead", "Fork", "StoreFull"] {
            let problems = SelfChecks.entry.problems(Settings([Assignment(key: key, value: "/tmp/x", place: place)]))
            #expect(problems.count == 1 && "\(problems[0])".contains("the monitor says this itself"), "\(problems)")
        }
        let own = SelfChecks.settings(
            ledger: "/x", keys: ["k"], remembered: ["/y"], destinations: [Destination(name: "ops", kind: .slack)], fork: "f", storeFull: "s"
        )
        #expect(SelfChecks.entry.problems(Settings(own)).isEmpty)
    }

    @Test func `the page names every check, and the control has exactly their criteria`() throws {
        let entry = SelfChecks.entry
        let page = String(decoding: entry.page, as: UTF8.self)
        for check in entry.manifest.checks {
            #expect(page.contains(check.id.name) && CheckCatalogue.definition(of: check.id) != nil)
            for advice in [check.advice] + check.adviceByReason.values { #expect(advice.count < 280 && advice.contains("`")) }
        }
        let file = ConfigurationFile(name: "controls.d/soc2d.control", path: "x", contents: .text(entry.defaultControl))
        let configuration = try Configuration(ConfigurationFiles(directories: [[file]]), probes: [entry.known])
        let control = try #require(configuration.controls.first)
        #expect(Set(control.criteria.map(\.rawValue)) == ["CC4.1", "CC2.1", "CC4.2", "CC7.3"])
        #expect(control.interval(of: Self.adherence) == .hours(1) && control.interval(of: Self.integrity) == .hours(24))
        #expect(control.interval(of: "soc2d.deficiency-communicated") == .minutes(15))
    }
}
