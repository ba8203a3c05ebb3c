import CSQLite
import Foundation
import HostFixtures
import LinuxHost
import ProbeKit
import Testing

struct DatabaseTablesTests {
    private let limits = TableLimits(rows: 1000, text: 64, operations: 1_000_000)
    private let query = "SELECT Name, Time FROM Lastlog2"

    /// The bytes of a database that SQLite made by some statements.
    private func database(_ statements: String...) throws -> [UInt8] {
        var bytes: [UInt8] = []
        try withDirectory(["/empty": ""]) { directory in
            var handle: OpaquePointer?
            try #require(sqlite3_open("\(directory)/made.db", &handle) == SQLITE_OK)
            for statement in statements { #expect(sqlite3_exec(handle, statement, nil, nil, nil) == SQLITE_OK) }
            sqlite3_close(handle)
            bytes = [UInt8](try Data(contentsOf: URL(filePath: "\(directory)/made.db")))
        }
        return bytes
    }

    private let table = "CREATE TABLE Lastlog2(Name TEXT PRIMARY KEY, Time INTEGER, TTY TEXT, RemoteHost TEXT, Service TEXT)"

    private func rows(_ bytes: [UInt8], within limits: TableLimits? = nil) throws(TableFailure) -> [[TableValue]] {
        var rows: [[TableValue]] = []
        try DatabaseTables().rows(of: bytes, query, within: limits ?? self.limits) { row in
            rows.append(row)
            return true
        }
        return rows
    }

    @Test func `rows come as they stand there, of whatever type`() throws {
        let bytes = try database(
            table, "INSERT INTO Lastlog2(Name, Time) VALUES('alice', 1790000000), (x'fffe', 1.5), (CAST(x'fffe' AS TEXT), NULL)")
        #expect(
            try rows(bytes) == [
                [.text(Array("alice".utf8)), .integer(1_790_000_000)], [.other, .other], [.text([0xFF, 0xFE]), .null],
            ])
    }

    @Test func `nothing is a database without rows, and what is no database is damaged`() throws {
        #expect(try rows([]) == [])
        for bytes in [Array("SQLite format 3".utf8), [UInt8](repeating: 0, count: 4096), Array("x".utf8)] {
            #expect(throws: TableFailure.damaged("not a database of SQLite")) { try rows(bytes) }
        }
        #expect(throws: TableFailure.damaged("no such table: Lastlog2")) { try rows(try database("CREATE TABLE other(a)")) }
    }

    @Test func `a database with a write-ahead log that is done is read without any file beside it`() throws {
        let bytes = try database("PRAGMA journal_mode=WAL", table, "INSERT INTO Lastlog2(Name, Time) VALUES('alice', 7)")
        #expect(bytes[18] == 2)
        #expect(try rows(bytes) == [[.text(Array("alice".utf8)), .integer(7)]])
    }

    @Test func `a view in place of the table is not asked`() throws {
        let bytes = try database("CREATE VIEW Lastlog2(Name, Time) AS SELECT 'alice', 7")
        #expect(throws: TableFailure.self) { try rows(bytes) }
    }

    @Test func `more rows, longer texts and more work than expected are refused`() throws {
        let many = """
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
            INSERT INTO Lastlog2(Name, Time) SELECT 'u' || i, i FROM n
            """
        let bytes = try database(table, many)
        #expect(throws: TableFailure.tooMuch) { try rows(bytes) }
        #expect(try rows(bytes, within: TableLimits(rows: 2000, text: 64, operations: 1_000_000)).count == 2000)
        #expect(throws: TableFailure.tooMuch) { try rows(bytes, within: TableLimits(rows: 2000, text: 64, operations: 2000)) }
        let long = try database(table, "INSERT INTO Lastlog2(Name, Time) VALUES(printf('%100c', 'a'), 7)")
        #expect(throws: TableFailure.tooMuch) { try rows(long) }
    }

    @Test func `whoever has enough gets no more`() throws {
        let bytes = try database(table, "INSERT INTO Lastlog2(Name, Time) VALUES('alice', 1), ('bob', 2)")
        var count = 0
        try DatabaseTables().rows(of: bytes, query, within: limits) { _ in
            count += 1
            return false
        }
        #expect(count == 1)
    }

    @Test func `every database that is cut off or has a byte changed is read or refused`() throws {
        let bytes = try database(table, "INSERT INTO Lastlog2(Name, Time) VALUES('alice', 1), ('bob', 2)")
        for length in stride(from: 0, to: bytes.count, by: 97) { _ = try? rows(Array(bytes.prefix(length))) }
        for place in stride(from: 0, to: bytes.count, by: 7) {
            var changed = bytes
            changed[place] ^= 0xFF
            _ = try? rows(changed)
        }
    }
}
