import Controls
import Foundation
import Notices
import ProbeKit
import Testing

@testable import Ledger

/// What is read back: everything once, in its order, from any leaf on.
@Suite struct LedgerReaderTests {
    private let ledger: LedgerFixture

    init() throws { ledger = try LedgerFixture() }

    private func entries(from leaf: Int64 = 0, _ reader: LedgerReader? = nil) throws -> (entries: [LedgerEntry], size: Int64) {
        var entries: [LedgerEntry] = []
        let size = try (reader ?? ledger.reader()).entries(from: leaf) { entry throws(LedgerFailure) in entries.append(entry) }
        return (entries, size)
    }

    /// The register that entries make.
    private func register(_ entries: [LedgerEntry]) throws -> DeficiencyRegister {
        var register = DeficiencyRegister()
        for entry in entries {
            switch entry {
            case .execution(let execution, let changes): try register.take(execution, changes)
            case .change(let change): try register.take(change)
            case .leaf, .cycle, .missed, .notice, .delivery: break
            }
        }
        return register
    }

    @Test func `the register of deficiencies is the one that the changes made`() throws {
        for seed in 1...5 as ClosedRange<UInt64> {
            let ledger = try LedgerFixture()
            ledger.host.generator.state = seed
            try ledger.fill(cycles: 60)
            var found: [LedgerEntry] = []
            try ledger.reader().entries { entry throws(LedgerFailure) in found.append(entry) }
            #expect(try register(found) == ledger.host.register, "seed \(seed)")
        }
    }

    @Test func `entries come in the order in which they were committed, each once`() throws {
        let writer = try ledger.writer()
        var expected: [String] = []
        for _ in 0..<40 {
            let cycle = try ledger.host.look(writer.nextExecution)
            expected += names(of: cycle)
            try writer.commit(cycle)
        }
        let (found, size) = try entries()
        #expect(found.compactMap(name).filter { !$0.hasPrefix("leaf standing ") } == expected)
        #expect(size == Int64(writer.head.size))
    }

    private func names(of cycle: Cycle) -> [String] {
        let leaves = cycle.leaves.map { "leaf \($0.kind) \(text($0.what))" }
        let executions = cycle.executions.map { execution in
            "execution \(execution.id.number) \(execution.checks.flatMap { $0.changes.dropLast() })"
        }
        return leaves + executions + cycle.missed.map { "missed \(text($0))" } + cycle.changes.map { "change \($0)" }
            + cycle.notices.map { "notice \(text($0))" } + cycle.deliveries.map { "delivery \(text($0))" }
    }

    private func name(_ entry: LedgerEntry) -> String? {
        switch entry {
        case .leaf(let envelope, let what): "leaf \(envelope.kind) \(text(what))"
        case .cycle: nil
        case .execution(let execution, let changes): "execution \(execution.id.number) \(changes)"
        case .missed(let record): "missed \(text(record))"
        case .change(let change): "change \(change)"
        case .notice(_, let record): "notice \(text(record))"
        case .delivery(let record): "delivery \(text(record))"
        }
    }

    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    @Test func `reading from every size that was committed and reading at once are the same`() throws {
        let writer = try ledger.writer()
        var (found, size): ([LedgerEntry], Int64) = ([], 0)
        for _ in 0..<40 {
            try writer.commit(ledger.host.look(writer.nextExecution))
            let (more, reached) = try entries(from: size, writer.reader)
            found += more
            size = reached
        }
        #expect(try found.compactMap(name) == entries().entries.compactMap(name))
        #expect(try entries(from: size).entries.isEmpty && entries(from: size).size == size)
        #expect(try entries(from: size, writer.reader).size == size)
    }

    /// 150 records fill a leaf, so what an execution opened stands in the next.
    @Test func `an execution has its changes though another leaf lists them`() throws {
        let writer = try ledger.writer()
        var cycle = Cycle(at: LeafMoment(boot: "b", boottime: 1, wall: Moment(seconds: 1)))
        var register = DeficiencyRegister()
        for number in 1...2 as ClosedRange<Int64> {
            cycle.executions.append(try execution(number, subjects: 149, &register))
        }
        cycle.missed = [Array("{}".utf8)]
        try #expect(writer.commit(cycle).size == 3)
        var found: [Int] = []
        for entry in try entries().entries { if case .execution(_, let changes) = entry { found.append(changes.count) } }
        #expect(found == [149, 149])
        #expect(try self.register(entries().entries) == register)
    }

    /// Every subject fails, and has never been seen before.
    private func execution(_ number: Int64, subjects: Int, _ register: inout DeficiencyRegister) throws -> Cycle.Execution {
        let test = TestedCheck(control: "AC-1", check: CheckID(probe: "p\(number)", name: "c"))
        var results = Results()
        for subject in 0..<subjects {
            results.add(CheckResult(test.check, subject: "s\(subject)", .fail(.missing), required: "", observed: ""))
        }
        let now = Moment(seconds: number)
        let executed = ExecutedCheck(
            test, severity: .low, execution: ExecutionID(number: number), at: now, results: results.named,
            population: results.populations[test.check, default: Population()])
        let changes = register.changes(after: executed)
        for change in changes { try register.apply(change) }
        let times = ExecutionTimes(scheduled: now, tie: 1, started: now, ended: now, boottime: 1)
        return Cycle.Execution(
            ExecutionID(number: number), times, procedure: Procedure(), checks: [(executed, changes)], evidence: nil)
    }

    @Test func `leaves have the moment of their cycle, with the time asleep where there was some`() throws {
        let writer = try ledger.writer()
        for asleep in [0, 7] as [Int64] {
            var cycle = Cycle(at: LeafMoment(boot: "b", boottime: 9, wall: Moment(seconds: 1), asleep: .seconds(asleep)))
            cycle.missed = [Array("{}".utf8)]
            try writer.commit(cycle)
        }
        var found: [Int64] = []
        for entry in try entries().entries { if case .cycle(let envelope) = entry { found.append(envelope.moment.asleep.nanoseconds) } }
        #expect(found == [0, 7_000_000_000])
        try ledger.reader().leaves { seq, bytes throws(LedgerFailure) in
            #expect(text(bytes).contains("asleep_ns") == (seq == 1))
        }
    }

    @Test(arguments: [
        "DELETE FROM executions WHERE number = 20", "UPDATE missed SET leaf = leaf + 1 WHERE number = 2",
        "DELETE FROM changes WHERE number = 3", "DELETE FROM outbox WHERE number = 2", "DELETE FROM deliveries WHERE number = 2",
        "DELETE FROM leaves WHERE seq = 9", "UPDATE leaves SET bytes = x'7b7d' WHERE seq = 9", "DELETE FROM shared WHERE id = 3",
    ])
    func `what is missing ends the reading with a word`(change: String) throws {
        try ledger.fill(cycles: 40)
        try ledger.tamper(change)
        #expect(throws: LedgerFailure.self) { try entries() }
    }

    @Test func `evidence comes with the digest of its record`() throws {
        try ledger.fill(cycles: 4)
        let reader = try ledger.reader()
        let evidence = try #require(try reader.evidence(of: ExecutionID(number: 2)))
        let salt = try #require(try reader.database.blob("SELECT salt FROM blobs WHERE bytes = ?1", .blob(evidence.bytes)))
        #expect(Libcrypto.sha256(salt + evidence.bytes).hexadecimal == evidence.digest)
        // The seventh observed nothing.
        #expect(try reader.evidence(of: ExecutionID(number: 7)) == nil && reader.execution(ExecutionID(number: 7))?.hasEvidence == false)
        #expect(try reader.evidence(of: ExecutionID(number: 99)) == nil && reader.execution(ExecutionID(number: 99)) == nil)
    }

    // MARK: What is no evidence

    private func notices(_ count: Int, outbox: [OutboxRow] = []) -> Cycle {
        var cycle = Cycle(at: LeafMoment(boot: "b", boottime: 1, wall: Moment(seconds: 1)))
        cycle.notices = (0..<count).map { Array(#"{"n":\#($0)}"#.utf8) }
        cycle.outbox = outbox
        return cycle
    }

    private func rows(_ reader: LedgerReader) throws -> [OutboxRow?] {
        try [(1, "journal"), (1, "ops"), (2, "journal")].map { try reader.outboxRow(of: $0, to: $1) }
    }

    @Test func `the outbox has what is still on its way, as it stood last`() throws {
        let writer = try ledger.writer()
        #expect(writer.nextNotice == 1)
        var (first, second) = (OutboxRow(notice: 1, destination: "journal"), OutboxRow(notice: 1, destination: "ops"))
        try writer.commit(notices(2, outbox: [second, first, OutboxRow(notice: 2, destination: "journal")]))
        #expect(writer.nextNotice == 3)
        #expect(try rows(writer.reader) == [first, second, OutboxRow(notice: 2, destination: "journal")])
        (first.state, first.attempts, first.isPossiblySent) = (.inflight, 3, true)
        first.nextTry = Outbox.Time(boottime: 7, wall: Moment(nanoseconds: -8), bootID: "boot-1")
        first.lastProblem = "no\0 answer\u{1F600}"
        second.state = .delivered
        let size = writer.head.size
        // Nothing of this is in a leaf.
        try #expect(writer.commit(notices(0, outbox: [first, second])).size == size)
        #expect(try rows(ledger.reader()) == [first, nil, OutboxRow(notice: 2, destination: "journal")])
    }

    @Test func `every end of a notice takes it out of the outbox, and nothing else does`() throws {
        let writer = try ledger.writer()
        try writer.commit(notices(1))
        for state in OutboxRow.State.allCases {
            var row = OutboxRow(notice: 1, destination: "journal")
            row.state = state
            try writer.commit(notices(0, outbox: [row]))
            #expect(try (writer.reader.outboxRow(of: 1, to: "journal") == nil) == state.isEnd, "\(state)")
        }
    }

    @Test func `a row of the outbox needs its notice`() throws {
        let writer = try ledger.writer()
        #expect(throws: LedgerFailure.self) { try writer.commit(notices(1, outbox: [OutboxRow(notice: 2, destination: "journal")])) }
        #expect(writer.head.size == 0)
    }

    @Test func `a notice is found by its number, with its leaf`() throws {
        let writer = try ledger.writer()
        try writer.commit(notices(1))
        try writer.commit(notices(2))
        let notice = try #require(try writer.reader.notice(number: 3))
        #expect(notice.leaf == 1 && text(notice.record) == #"{"n":1}"#)
        #expect(try writer.reader.notice(number: 4) == nil)
    }

    @Test func `the newest copy of the standing is kept, of the leaves before its cycle`() throws {
        let writer = try ledger.writer()
        for _ in 0..<25 { try writer.commit(ledger.host.look(writer.nextExecution)) }
        let kept = try #require(try writer.reader.standing())
        #expect(text(kept.copy) == #"{"text":"looks 19"}"#)
        #expect(try ledger.reader().database.integer("SELECT count(*) FROM standings") == 1)
        var seen = 0
        let rest = try entries(from: kept.size).entries
        for case .execution in rest { seen += 1 }
        #expect(seen == 12)
    }

    @Test func `a large copy is kept in pieces, and is read back as it was`() throws {
        let notes = Notes(notes: (0..<20_000).map { ObservedHost.Note(text: "number \($0)") })
        try keep(notes)
        let sizes = "SELECT count(*) FROM standings WHERE length(copy) BETWEEN 1 AND 70000"
        let pieces = try #require(try ledger.reader().database.integer(sizes))
        #expect(pieces > 5)
        #expect(try ledger.reader().database.integer("SELECT count(*) FROM standings") == pieces)
        #expect(try ledger.reader().standing()?.copy == notes.canonicalJSON())
        try ledger.tamper("DELETE FROM standings WHERE piece = 3")
        #expect(try ledger.reader().standing() == nil)
    }

    @Test func `a ledger from before copies came in pieces is read, without its copy`() throws {
        try ledger.fill(cycles: 12)
        try ledger.tamper(
            "DROP TABLE standings", "CREATE TABLE standings (size INTEGER PRIMARY KEY, copy BLOB NOT NULL) STRICT",
            "INSERT INTO standings VALUES (5, x'7B7D')", "PRAGMA user_version=1")
        #expect(try ledger.reader().standing() == nil)
        #expect(try entries(from: 0).entries.count > 12)
    }

    private func keep(_ notes: Notes) throws {
        let writer = try ledger.writer()
        var cycle = try ledger.host.look(writer.nextExecution)
        cycle.standing = notes
        try writer.commit(cycle)
    }

    private struct Notes: RecordedObject {
        var notes: [ObservedHost.Note] = []

        init() {}
        init(notes: [ObservedHost.Note]) { self.notes = notes }

        mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) { try form.field("notes", &notes) }
    }

    @Test(arguments: [
        "UPDATE standings SET size = size + 1", "UPDATE standings SET size = size - 1", "UPDATE standings SET size = 9999",
        "UPDATE standings SET size = -1", "UPDATE standings SET copy = CAST(copy || x'20' AS BLOB)", "DELETE FROM standings",
    ])
    func `a copy that does not fit the tree is none`(change: String) throws {
        try ledger.fill(cycles: 12)
        #expect(try ledger.reader().standing() != nil)
        try ledger.tamper(change)
        #expect(try ledger.reader().standing() == nil)
    }
}
