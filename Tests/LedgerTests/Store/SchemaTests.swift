import Controls
import Foundation
import ProbeKit
import Testing

@testable import Ledger

/// From one format to the next: the old or the new is there, never something between, and nobody goes back.
@Suite struct SchemaTests {
    private let ledger: LedgerFixture
    private let signed: SignedCheckpoint

    /// What a later version might do: a new column, a new table, and rows that move.
    private static let later =
        Schema.steps + [
            [
                "ALTER TABLE checkpoints ADD COLUMN stamp BLOB",
                "CREATE TABLE stamps (size INTEGER PRIMARY KEY, token BLOB NOT NULL) STRICT",
                "INSERT INTO stamps SELECT size, note FROM checkpoints", "UPDATE checkpoints SET stamp = x'00'",
                "CREATE INDEX stamped ON checkpoints (stamp)",
            ]
        ]

    init() throws {
        ledger = try LedgerFixture()
        signed = try ledger.fill(cycles: 20)
    }

    /// The files as a kill would leave them.
    private func copyOfFiles() throws -> LedgerFixture {
        let copy = try LedgerFixture()
        for suffix in ["", "-wal"] where FileManager.default.fileExists(atPath: ledger.path + suffix) {
            try FileManager.default.copyItem(atPath: ledger.path + suffix, toPath: copy.path + suffix)
        }
        return copy
    }

    private func version(_ ledger: LedgerFixture) throws -> Int64? {
        try Database(ledger.path, for: .reading).integer("PRAGMA user_version")
    }

    @Test func `a kill at any statement of an upgrade leaves the old format, which can be used and brought up`() throws {
        let (old, new) = (Schema.steps.count, Self.later.count)
        let statements = Self.later[old] + ["PRAGMA user_version=\(new)"]
        for stop in 0...statements.count {
            let database = try Database(ledger.path, for: .writing)
            try database.run("BEGIN IMMEDIATE")
            for statement in statements.prefix(stop) { try database.run(statement) }
            let (used, broughtUp) = (try copyOfFiles(), try copyOfFiles())
            try database.run("ROLLBACK")
            #expect(try used.verdict() == .verified(signed.checkpoint.head, unsigned: 0), "statement \(stop)")
            (used.host, broughtUp.host) = (ledger.host, ledger.host)
            try used.fill(cycles: 1)
            try Schema.migrate(Database(broughtUp.path, for: .writing), through: Self.later)
            #expect(try version(broughtUp) == Int64(new), "statement \(stop)")
            #expect(try Database(broughtUp.path, for: .reading).integer("SELECT count(*) FROM stamps") == 1, "statement \(stop)")
        }
    }

    @Test func `an upgrade that fails at any statement leaves the old format`() throws {
        for stop in Self.later[Schema.steps.count].indices {
            var steps = Self.later
            steps[Schema.steps.count][stop] = "INSERT INTO nothing VALUES (1)"
            let database = try Database(ledger.path, for: .writing)
            #expect(throws: DatabaseFailure.self) { try Schema.migrate(database, through: steps) }
        }
        #expect(try version(ledger) == Int64(Schema.steps.count))
        #expect(try ledger.verdict() == .verified(signed.checkpoint.head, unsigned: 0))
        try ledger.fill(cycles: 1)
    }

    @Test func `an upgrade keeps every leaf, and is made once`() throws {
        for _ in 0..<3 { try Schema.migrate(Database(ledger.path, for: .writing), through: Self.later) }
        // Only what says so is newer: the tables that this version knows are as they were.
        try ledger.tamper("PRAGMA user_version=\(Schema.steps.count)")
        #expect(try ledger.verdict() == .verified(signed.checkpoint.head, unsigned: 0))
    }

    @Test func `an earlier version refuses a later format, and changes nothing`() throws {
        try Schema.migrate(Database(ledger.path, for: .writing), through: Self.later)
        let before = try Data(contentsOf: URL(filePath: ledger.path))
        for open in [{ _ = try ledger.writer() }, { _ = try ledger.reader() }] {
            do {
                try open()
                Issue.record("not refused")
            } catch let LedgerFailure.database(failure) {
                #expect(failure.kind == .newer && failure.text.contains("install that one again"))
            }
        }
        #expect(try Data(contentsOf: URL(filePath: ledger.path)) == before)
    }
}
