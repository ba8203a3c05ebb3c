import Foundation
import Testing

@testable import Ledger

/// Who has the ledger open, as the kernel sees it: proc(5).
@Suite struct OneWriterTests {
    private let ledger: LedgerFixture

    init() throws {
        ledger = try LedgerFixture()
        try ledger.fill(cycles: 3)
    }

    /// The open flags of each descriptor of this process that is of a file, in octal.
    private func flags(of path: String) throws -> [Int32] {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").filter { number in
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(number)")) == path
        }.map { number in
            let lines = try String(contentsOfFile: "/proc/self/fdinfo/\(number)", encoding: .utf8).split(separator: "\n")
            let text = lines.first { $0.hasPrefix("flags:") }?.split(separator: "\t").last
            return try #require(text.flatMap { Int32($0, radix: 8) })
        }
    }

    private var path: String { URL(filePath: ledger.path).resolvingSymlinksInPath().path }

    @Test func `the writer has one connection, which no child inherits`() throws {
        let writer = try ledger.writer()
        let found = try flags(of: path)
        #expect(found.count == 1 && found.allSatisfy { $0 & O_ACCMODE == O_RDWR && $0 & O_CLOEXEC != 0 })
        for suffix in ["-wal", "-shm", "-writer"] {
            #expect(try flags(of: path + suffix).allSatisfy { $0 & O_CLOEXEC != 0 }, "\(suffix)")
        }
        withExtendedLifetime(writer) {}
        #expect(throws: LedgerFailure.self) { try ledger.writer() }
    }

    @Test func `a reader opens the ledger and its log for reading alone`() throws {
        let writer = try ledger.writer()
        try writer.commit(ledger.host.look(writer.nextExecution))
        let before = try flags(of: path).count
        let reader = try ledger.reader()
        _ = try reader.size()
        let found = try flags(of: path)
        #expect(found.count == before + 1 && found.count { $0 & O_ACCMODE == O_RDONLY } == 1)
        #expect(throws: DatabaseFailure.self) { try reader.database.run("DELETE FROM leaves") }
        withExtendedLifetime(writer) {}
    }
}
