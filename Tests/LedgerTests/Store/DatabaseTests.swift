import Foundation
import Testing

@testable import Ledger

/// Which files are trusted with evidence, and what becomes of failures.
@Suite struct DatabaseTests {
    private let ledger: LedgerFixture

    init() throws { ledger = try LedgerFixture() }

    private func failure(_ access: Database.Access = .writing, _ path: String? = nil) -> DatabaseFailure? {
        do throws(DatabaseFailure) {
            _ = try Database(path ?? ledger.path, for: access)
            return nil
        } catch { return error }
    }

    private func make() throws { try Database(ledger.path, for: .writing).run("CREATE TABLE t (n INTEGER) STRICT") }

    @Test func `a new file is for its owner alone`() throws {
        try make()
        #expect(try FileManager.default.attributesOfItem(atPath: ledger.path)[.posixPermissions] as? Int == 0o600)
    }

    @Test func `the rules are in force`() throws {
        let database = try Database(ledger.path, for: .writing)
        let rules: [(String, Int64)] = [
            ("synchronous", 2), ("foreign_keys", 1), ("trusted_schema", 0), ("cell_size_check", 1), ("mmap_size", 0), ("temp_store", 2),
            ("secure_delete", 1),
        ]
        // A build without memory maps has no answer.
        for (rule, value) in rules { #expect(try database.integer("PRAGMA \(rule)") ?? 0 == value, "\(rule)") }
        #expect(try database.text("PRAGMA journal_mode") == "wal")
        // Defensive: the schema cannot be written as a table.
        #expect(throws: DatabaseFailure.self) {
            try database.run("PRAGMA writable_schema=ON")
            try database.run("UPDATE sqlite_schema SET sql = ''")
        }
    }

    @Test func `a link, a second name, a directory and a file that others may write are refused`() throws {
        try make()
        let files = FileManager.default
        try files.createSymbolicLink(atPath: ledger.directory + "/link", withDestinationPath: ledger.path)
        #expect(failure(.writing, ledger.directory + "/link")?.kind == .refused)
        #expect(failure(.reading, ledger.directory + "/link")?.kind == .refused)
        try files.createDirectory(atPath: ledger.directory + "/d", withIntermediateDirectories: false)
        #expect(failure(.writing, ledger.directory + "/d")?.kind == .refused)
        try files.setAttributes([.posixPermissions: 0o620], ofItemAtPath: ledger.path)
        #expect(failure()?.kind == .refused && failure(.reading)?.kind == .refused)
        try files.setAttributes([.posixPermissions: 0o640], ofItemAtPath: ledger.path)
        #expect(failure() == nil && failure(.reading) == nil)
        try files.linkItem(atPath: ledger.path, toPath: ledger.directory + "/second")
        #expect(failure()?.kind == .refused && failure(.reading)?.kind == .refused)
    }

    @Test func `a directory that others may write is refused`() throws {
        try make()
        try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: ledger.directory)
        #expect(failure()?.kind == .refused && failure(.reading)?.kind == .refused)
        // Such as /tmp: nobody moves another's files there, so a copy can be read.
        try FileManager.default.setAttributes([.posixPermissions: 0o1777], ofItemAtPath: ledger.directory)
        #expect(failure()?.kind == .refused && failure(.reading) == nil)
    }

    @Test(.enabled(if: getuid() == 0)) func `a file of another user is refused to the writer`() throws {
        try make()
        try FileManager.default.setAttributes([.ownerAccountID: 1], ofItemAtPath: ledger.path)
        #expect(failure()?.kind == .refused)
    }

    @Test func `a directory may be reached by a link`() throws {
        try make()
        let link = ledger.directory + "-link"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: ledger.directory)
        defer { try? FileManager.default.removeItem(atPath: link) }
        #expect(failure(.writing, link + "/ledger") == nil)
    }

    @Test func `a reader makes no file, and leaves what the writer accepts`() throws {
        #expect(failure(.reading)?.kind == .missing && failure(.reading, "/no/such/directory/ledger")?.kind == .missing)
        #expect(!FileManager.default.fileExists(atPath: ledger.path))
        try make()
        let reader = try Database(ledger.path, for: .reading)
        #expect(try reader.integer("SELECT count(*) FROM t") == 0)
        #expect(throws: DatabaseFailure.self) { try reader.run("INSERT INTO t VALUES (1)") }
        let writer = try Database(ledger.path, for: .writing)
        try writer.run("INSERT INTO t VALUES (1)")
        #expect(try reader.integer("SELECT count(*) FROM t") == 1)
    }

    @Test func `there is one writer`() throws {
        let first = try Database(ledger.path, for: .writing)
        #expect(failure()?.kind == .busy)
        withExtendedLifetime(first) {}
    }

    @Test func `a transaction that fails leaves nothing, and the next one works`() throws {
        try make()
        let database = try Database(ledger.path, for: .writing)
        #expect(throws: DatabaseFailure.self) {
            try database.transaction { () throws(DatabaseFailure) in
                try database.run("INSERT INTO t VALUES (1)")
                try database.run("INSERT INTO t VALUES ('text')")
            }
        }
        try database.transaction { () throws(DatabaseFailure) in try database.run("INSERT INTO t VALUES (2)") }
        #expect(try database.integer("SELECT sum(n) FROM t") == 2 && database.poison == nil)
    }

    @Test func `values come back as they went in`() throws {
        let database = try Database(ledger.path, for: .writing)
        try database.run("CREATE TABLE v (i INTEGER, t TEXT, b BLOB) STRICT")
        try database.run("INSERT INTO v VALUES (?1, ?2, ?3)", .integer(.min), .text("ö\u{1F600}"), .blob([]))
        try database.rows("SELECT i, t, b FROM v") { row throws(DatabaseFailure) in
            let (number, text, bytes) = (try row.integer(0), try row.text(1), try row.blob(2))
            #expect(number == .min && text == "ö\u{1F600}" && bytes.isEmpty && !row.isNull(2))
            #expect(throws: DatabaseFailure.self) { try row.text(0) }
        }
    }

    @Test func `a file that is no database, or another program's, is refused`() throws {
        try Data(repeating: 7, count: 5000).write(to: URL(filePath: ledger.path))
        #expect(failure()?.kind == .damaged)
        try FileManager.default.removeItem(atPath: ledger.path)
        try make()
        #expect(throws: LedgerFailure.self) { try ledger.writer() }
        #expect(throws: LedgerFailure.self) { try ledger.reader() }
    }

    @Test func `a later format is refused by writer and reader, in words`() throws {
        try ledger.fill(cycles: 1)
        try ledger.tamper("PRAGMA user_version=\(Schema.steps.count + 1)")
        for open in [{ _ = try ledger.writer() }, { _ = try ledger.reader() }] {
            do {
                try open()
                Issue.record("not refused")
            } catch let LedgerFailure.database(failure) {
                #expect(failure.kind == .newer && failure.text.contains("later version"))
            }
        }
    }
}
