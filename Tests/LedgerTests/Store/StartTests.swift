import Controls
import Foundation
import ProbeKit
import Testing

@testable import Ledger

/// What a writer looks at before it goes on: the end of the ledger each time, and the whole file after a crash.
@Suite struct StartTests {
    private let ledger: LedgerFixture
    private let signed: SignedCheckpoint

    init() throws {
        ledger = try LedgerFixture()
        // More leaves than one tile has.
        signed = try ledger.fill(cycles: 440)
        try #require(signed.checkpoint.head.size > 2 * 256)
    }

    private func refusal(_ ledger: LedgerFixture? = nil) -> String? {
        do {
            _ = try (ledger ?? self.ledger).writer()
            return nil
        } catch { return "\(error)" }
    }

    @Test func `what was closed or left is gone on with`() throws {
        #expect(refusal() == nil)
        let writer = try ledger.writer()
        try writer.commit(ledger.host.look(writer.nextExecution))
        #expect(try refusal(copyOfFiles()) == nil)
    }

    @Test func `a ledger of any size is gone on with`() throws {
        let ledger = try LedgerFixture()
        for size in 0..<520 {
            let writer = try ledger.writer()
            #expect(writer.head.size == size)
            var cycle = Cycle(at: LeafMoment(boot: "b", boottime: 1, wall: Moment(seconds: 1)))
            cycle.missed = [Array("{}".utf8)]
            try writer.commit(cycle)
            if size % 100 == 0 { _ = try ledger.sign(writer) }
        }
    }

    @Test(arguments: [
        "UPDATE leaves SET bytes = CAST(bytes || ' ' AS BLOB) WHERE seq = (SELECT max(seq) FROM leaves)",
        "UPDATE leaves SET bytes = CAST(bytes || ' ' AS BLOB) WHERE seq = (SELECT max(seq) - 255 FROM leaves)",
        "DELETE FROM leaves WHERE seq = (SELECT max(seq) FROM leaves)", "DELETE FROM leaves WHERE seq = (SELECT max(seq) - 9 FROM leaves)",
        "UPDATE tiles SET hashes = zeroblob(length(hashes)) WHERE level = 0 AND place = (SELECT max(place) FROM tiles WHERE level = 0)",
        "UPDATE tiles SET hashes = zeroblob(length(hashes)) WHERE level = 1", "DELETE FROM tiles WHERE level = 1",
        "UPDATE tiles SET hashes = CAST(hashes || zeroblob(32) AS BLOB) WHERE level = 0 AND length(hashes) < 8192",
    ])
    func `an end that does not fit together is refused`(change: String) throws {
        try ledger.tamper(change)
        let refusal = try #require(self.refusal())
        #expect(refusal.contains("damaged") || refusal.contains("tile"), "\(refusal)")
    }

    @Test func `a ledger that was cut behind its checkpoint is refused, and one with another tree`() throws {
        let other = try LedgerFixture()
        other.host.generator.state = 9
        let head = try other.fill(cycles: 490).checkpoint.head
        let note = try SignedCheckpoint(signing: Checkpoint(origin: ledger.origin, head: head), by: [ledger.key]).note.bytes
        try ledger.tamper("INSERT INTO checkpoints VALUES (\(head.size), x'\(note.hexadecimal)')")
        #expect(try #require(refusal()).contains("\(head.size) leaves were signed"))
        let root = TreeHead(size: signed.checkpoint.head.size, root: head.root)
        let forged = try SignedCheckpoint(signing: Checkpoint(origin: ledger.origin, head: root), by: [ledger.key]).note.bytes
        try ledger.tamper(
            "DELETE FROM checkpoints WHERE size = \(head.size)",
            "UPDATE checkpoints SET note = x'\(forged.hexadecimal)' WHERE size = \(root.size)")
        #expect(try #require(refusal()).contains("another tree"))
    }

    /// The files as a crash leaves them.
    private func copyOfFiles() throws -> LedgerFixture {
        let copy = try LedgerFixture()
        for suffix in ["", "-wal"] { try FileManager.default.copyItem(atPath: ledger.path + suffix, toPath: copy.path + suffix) }
        return copy
    }

    /// A page that a disk wrote wrongly, far from the end of the log: only looking through the whole file finds it.
    @Test func `after a crash the whole file is looked through`() throws {
        let page = try #require(
            try ledger.reader().database.integer("SELECT rootpage FROM sqlite_schema WHERE name = 'sqlite_autoindex_blobs_1'"))
        let writer = try ledger.writer()
        try writer.commit(ledger.host.look(writer.nextExecution))
        let copy = try copyOfFiles()
        let file = try FileHandle(forUpdating: URL(filePath: copy.path))
        try file.seek(toOffset: UInt64(page - 1) * 4096)
        try file.write(contentsOf: Data(repeating: 0xA5, count: 4096))
        try file.close()
        #expect(try #require(refusal(copy)).contains("damaged"))
    }

    @Test func `a log that a reader left empty is no sign of a crash`() throws {
        withExtendedLifetime(try ledger.reader()) {}
        _ = try ledger.reader().size()
        #expect(try !Database(ledger.path, for: .writing).isLeftOpen)
        let writer = try ledger.writer()
        try writer.commit(ledger.host.look(writer.nextExecution))
        let copy = try copyOfFiles()
        #expect(try Database(copy.path, for: .writing).isLeftOpen)
    }
}
