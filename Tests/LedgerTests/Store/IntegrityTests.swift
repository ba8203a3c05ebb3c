import Controls
import Foundation
import ProbeKit
import Testing

@testable import Ledger

/// Whatever is changed behind the ledger's back, verification says so, and where.
@Suite struct IntegrityTests {
    private let ledger: LedgerFixture
    private let signed: SignedCheckpoint

    init() throws {
        ledger = try LedgerFixture()
        signed = try ledger.fill(cycles: 40)
    }

    private func isBroken(_ change: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> IntegrityVerdict {
        try ledger.tamper(change)
        let verdict = try ledger.verdict()
        guard case .broken = verdict else {
            Issue.record("not noticed: \(change): \(verdict)", sourceLocation: sourceLocation)
            return verdict
        }
        return verdict
    }

    private func restore(_ bytes: [UInt8]) throws {
        for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: ledger.path + suffix) }
        let file = try FileHandle(forWritingTo: URL(filePath: ledger.path))
        try file.truncate(atOffset: 0)
        try file.write(contentsOf: Data(bytes))
        try file.close()
    }

    private func keys(of table: String, in ledger: LedgerFixture) throws -> (rows: [Int64], key: String) {
        let key =
            ["leaves": "seq", "tiles": "level * 1000 + place", "checkpoints": "size", "shared": "id", "blobs": "id"][table] ?? "number"
        var rows: [Int64] = []
        let database = try Database(ledger.path, for: .reading)
        try database.rows("SELECT \(key) FROM \(table)") { row throws(DatabaseFailure) in rows.append(try row.integer(0)) }
        try #require(!rows.isEmpty)
        return (rows, key)
    }

    /// Each byte of a small ledger, in turn, with `SOC2D_FLIPS=all`; otherwise some of them, by a seed.
    @Test(arguments: [
        ("leaves", ["bytes"]), ("tiles", ["hashes"]), ("checkpoints", ["note"]), ("shared", ["record", "digest"]),
        ("blobs", ["digest", "plain", "salt", "bytes"]), ("missed", ["record"]), ("changes", ["record"]), ("outbox", ["record"]),
        ("deliveries", ["record"]),
    ])
    func `a flipped byte of anything that is evidence is noticed`(table: String, columns: [String]) throws {
        let ledger = try LedgerFixture()
        let signed = try ledger.fill(cycles: 12)
        var generator = SeededGenerator(state: 13)
        let isThorough = ProcessInfo.processInfo.environment["SOC2D_FLIPS"] == "all"
        for column in columns {
            let (rows, key) = try keys(of: table, in: ledger)
            for row in rows {
                let original = try #require(
                    try Database(ledger.path, for: .reading).blob("SELECT \(column) FROM \(table) WHERE \(key) = \(row)"))
                let places = isThorough ? Array(original.indices) : original.indices.shuffled(using: &generator).prefix(3).sorted()
                for place in places {
                    var bytes = original
                    bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
                    try ledger.put(bytes, in: column, of: table, where: "\(key) = \(row)")
                    if case .broken = try ledger.verdict() {} else { Issue.record("\(table).\(column) of \(row), byte \(place)") }
                }
                try ledger.put(original, in: column, of: table, where: "\(key) = \(row)")
            }
        }
        #expect(try ledger.verdict() == .verified(signed.checkpoint.head, unsigned: 0))
    }

    @Test(arguments: ["leaf", "procedure", "results", "scheduled", "tie", "started", "ended", "boottime"])
    func `a changed column of an execution is noticed`(column: String) throws {
        let verdict = try isBroken("UPDATE executions SET \(column) = \(column) + 1 WHERE number = 20")
        #expect("\(verdict)".contains("execution 20"))
    }

    @Test(arguments: ["'first-look'", "'whim'"])
    func `a slot that is said to have been something else is noticed`(trigger: String) throws {
        #expect("\(try isBroken("UPDATE executions SET trigger = \(trigger) WHERE number = 20"))".contains("execution 20"))
    }

    @Test func `evidence that is exchanged or taken away is noticed`() throws {
        #expect("\(try isBroken("UPDATE executions SET evidence = NULL WHERE number = 20"))".contains("execution 20"))
        let other = try LedgerFixture()
        try other.fill(cycles: 40)
        try other.tamper("UPDATE executions SET evidence = evidence % 3 + 1 WHERE number = 20")
        #expect("\(try other.verdict())".contains("execution 20"))
    }

    @Test(arguments: [
        "DELETE FROM leaves WHERE seq = 9", "DELETE FROM tiles WHERE level = 0", "DELETE FROM executions WHERE number = 20",
        "DELETE FROM executions WHERE number = (SELECT max(number) FROM executions)", "DELETE FROM missed WHERE number = 2",
        "DELETE FROM changes WHERE number = (SELECT max(number) FROM changes)", "DELETE FROM outbox WHERE number = 1",
        "DELETE FROM deliveries WHERE number = 2",
        "DELETE FROM shared WHERE id = 3", "DELETE FROM blobs WHERE id = 1", "DELETE FROM blobs WHERE id = (SELECT max(id) FROM blobs)",
    ])
    func `what is taken away is missed`(change: String) throws { _ = try isBroken(change) }

    @Test(arguments: [
        "INSERT INTO leaves SELECT max(seq) + 1, kind, bytes FROM leaves",
        "INSERT INTO executions SELECT max(number) + 1, leaf, procedure, results, evidence, scheduled, tie, started, ended, boottime, trigger FROM executions",
        "INSERT INTO missed SELECT max(number) + 1, leaf, record FROM missed",
        "INSERT INTO outbox SELECT max(number) + 1, leaf, record FROM outbox",
        "INSERT INTO deliveries SELECT max(number) + 1, leaf, record FROM deliveries",
        "INSERT INTO changes SELECT max(number) + 1, leaf, record FROM changes",
        "INSERT INTO shared SELECT max(id) + 1, x'00', x'00' FROM shared", "INSERT INTO tiles VALUES (0, 9, zeroblob(32))",
        "INSERT INTO tiles VALUES (7, 0, zeroblob(32))", "UPDATE tiles SET hashes = CAST(hashes || zeroblob(32) AS BLOB)",
    ])
    func `what is put in is noticed`(change: String) throws { _ = try isBroken(change) }

    @Test(arguments: [
        "UPDATE leaves SET bytes = (SELECT bytes FROM leaves AS other WHERE other.seq = 13 - leaves.seq) WHERE seq IN (6, 7)",
        "UPDATE leaves SET kind = 'plan' WHERE seq = 6",
        "UPDATE executions SET started = (SELECT started FROM executions AS other WHERE other.number = 25 - executions.number) "
            + "WHERE number IN (12, 13)",
        "UPDATE missed SET record = (SELECT record FROM missed AS other WHERE other.number = 5 - missed.number) WHERE number IN (2, 3)",
    ])
    func `what changes places is noticed`(change: String) throws { _ = try isBroken(change) }

    @Test func `what is no evidence may change`() throws {
        try ledger.tamper(
            "UPDATE standings SET copy = x'00'", "DELETE FROM standings",
            "INSERT INTO outbox_state VALUES (1, 'journal', 'pending', 0, 0, NULL, NULL, '', x'')")
        #expect(try ledger.verdict() == .verified(signed.checkpoint.head, unsigned: 0))
    }

    @Test func `a cut log contradicts its checkpoint`() throws {
        try ledger.tamper(
            "DELETE FROM leaves WHERE seq > 20", "DELETE FROM executions WHERE leaf > 20", "DELETE FROM missed WHERE leaf > 20",
            "DELETE FROM changes WHERE leaf > 20", "DELETE FROM outbox WHERE leaf > 20",
            "DELETE FROM deliveries WHERE leaf > 20",
            "UPDATE tiles SET hashes = substr(hashes, 1, 21 * 32)")
        // What the rows that went had for themselves is left over, too.
        let verdict = try ledger.verdict()
        if case .broken = verdict {} else { Issue.record("\(verdict)") }
    }

    @Test func `without anchors a signed log that was cut to an earlier checkpoint passes, and with one it does not`() throws {
        let copy = try LedgerFixture()
        copy.host = ObservedHost()
        let earlier = try copy.fill(cycles: 20)
        #expect(try copy.verdict() == .verified(earlier.checkpoint.head, unsigned: 0))
        let anchor = RememberedCheckpoint(signed.checkpoint, in: "the witness")
        #expect(
            try copy.verdict(anchors: [anchor])
                == .broken(
                    at: nil,
                    .anchor(.smaller(earlier.checkpoint.head.size, than: signed.checkpoint.head.size, in: "the witness"))))
    }

    @Test func `a log that was written anew with its own key passes without an anchor, which is said, and with one it does not`() throws {
        let other = try LedgerFixture()
        other.host.generator.state = 99
        let forged = try other.fill(cycles: 60)
        let without = EvidenceVerification.report(of: try other.reader(), keys: ledger.keys)
        #expect(without.verdict == .verified(forged.checkpoint.head, unsigned: 0) && without.description.hasPrefix("unanchored since"))
        #expect(without.limit?.contains("the log was not written anew with its own key") == true)
        let anchor = RememberedCheckpoint(signed.checkpoint, in: "the witness")
        #expect(
            try other.verdict(anchors: [anchor])
                == .broken(at: nil, .anchor(.inconsistent(with: signed.checkpoint.head.size, in: "the witness"))))
    }

    @Test func `last week's copy is refused before it signs`() throws {
        let week = try Array(Data(contentsOf: URL(filePath: ledger.path)))
        let newer = try ledger.fill(cycles: 5)
        try restore(week)
        let anchor = RememberedCheckpoint(newer.checkpoint, in: "the journal")
        if case .broken(nil, .anchor) = try ledger.verdict(anchors: [anchor]) {} else { Issue.record("not noticed") }
        #expect(throws: LedgerFixture.Refused.self) { try ledger.sign(ledger.writer(), remembering: [anchor]) }
    }

    @Test func `a checkpoint of another key is refused, and one of a larger tree`() throws {
        let stranger = try LogFixture.key(ledger.origin, 50)
        let forged = try SignedCheckpoint(signing: signed.checkpoint, by: [stranger])
        let hexadecimal = forged.note.bytes.hexadecimal
        #expect("\(try isBroken("UPDATE checkpoints SET note = x'\(hexadecimal)'"))".contains("checkpoint"))
        let head = TreeHead(size: 999, root: signed.checkpoint.head.root)
        let larger = try SignedCheckpoint(signing: Checkpoint(origin: ledger.origin, head: head), by: [ledger.key])
        _ = try isBroken("UPDATE checkpoints SET size = 999, note = x'\(larger.note.bytes.hexadecimal)'")
    }

    @Test func `without the checkpoint there is nothing but unsigned leaves, which an anchor still binds`() throws {
        try ledger.tamper("DELETE FROM checkpoints")
        #expect(try ledger.verdict() == .unsigned(signed.checkpoint.head.size))
        #expect(
            try ledger.verdict(anchors: [RememberedCheckpoint(signed.checkpoint, in: "x")]) == .unsigned(signed.checkpoint.head.size))
    }

    @Test func `since when no head from elsewhere vouches for the log is said`() throws {
        let report = { (anchors: [RememberedCheckpoint]) in
            EvidenceVerification.report(of: try ledger.reader(), keys: ledger.keys, anchors: anchors)
        }
        let none = try report([])
        #expect(none.description == "unanchored since 2026-09-21T14:14:20Z")
        #expect(none.grounds == [none.verdict.description])
        #expect(none.limit?.contains("only a checkpoint kept off this host can show") == true)
        let anchor = RememberedCheckpoint(signed.checkpoint, in: "the witness")
        let all = try report([anchor])
        #expect(all.description == "verified: \(signed.checkpoint.head.size) leaves" && all.grounds.isEmpty && all.limit == nil)
        let later = try ledger.fill(cycles: 10)
        let some = try report([anchor])
        #expect(some.description == "unanchored since 2026-09-21T14:53:20Z")
        #expect(some.verdict == .verified(later.checkpoint.head, unsigned: 0))
        try ledger.tamper("DELETE FROM leaves WHERE seq = 9")
        #expect(try report([anchor]).description.hasPrefix("broken at seq 9"))
    }

    /// Any byte of the file, as it lies on the disk: it may be one that nobody reads, but then everything is as it was.
    @Test func `a flipped byte of the file changes nothing or is noticed`() throws {
        let original = try Array(Data(contentsOf: URL(filePath: ledger.path)))
        var generator = SeededGenerator(state: 11)
        var noticed = 0
        for _ in 0..<150 {
            var bytes = original
            let place = Int.random(in: bytes.indices, using: &generator)
            bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            try restore(bytes)
            switch try? ledger.verdict() {
            case .verified(let head, unsigned: 0): #expect(head == signed.checkpoint.head, "byte \(place)")
            case nil, .broken: noticed += 1
            case .verified, .unsigned: Issue.record("byte \(place)")
            }
        }
        #expect(noticed > 50)
    }
}
