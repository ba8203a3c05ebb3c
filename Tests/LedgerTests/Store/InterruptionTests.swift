import Controls
import Foundation
import ProbeKit
import Testing

@testable import Ledger

/// Kills, full disks and failing ones: what was acknowledged is there, what was not is gone as a whole.
@Suite struct InterruptionTests {
    private let ledger: LedgerFixture

    init() throws { ledger = try LedgerFixture() }

    /// The files as a crash would leave them: the writer has them open, and nobody tells it.
    private func copyOfFiles() throws -> LedgerFixture {
        let copy = try LedgerFixture()
        for suffix in ["", "-wal"] where FileManager.default.fileExists(atPath: ledger.path + suffix) {
            try FileManager.default.copyItem(atPath: ledger.path + suffix, toPath: copy.path + suffix)
        }
        return copy
    }

    @Test func `a crash before or after a commit leaves the old or the new`() throws {
        let writer = try ledger.writer()
        for round in 0..<12 {
            let (before, old) = (try copyOfFiles(), writer.head)
            try writer.commit(ledger.host.look(writer.nextExecution))
            for (copy, head) in [(before, old), (try copyOfFiles(), writer.head)] {
                #expect(try copy.writer().head == head, "round \(round)")
                #expect(try copy.verdict() == .unsigned(head.size), "round \(round)")
            }
        }
    }

    @Test func `a crash within a transaction leaves the ledger as it was before`() throws {
        // Whoever is asked for a salt is asked in the middle of one.
        let copy = try LedgerFixture()
        let random = CrashingRandom(from: ledger.path, to: copy.path)
        let writer = try LedgerWriter(ledger.path, host: "host-a", hasher: ledger.hasher, random: random)
        try writer.commit(ledger.host.look(writer.nextExecution))
        #expect(writer.head.size == 1)
        #expect(try copy.writer().head.size == 0)
    }

    private struct CrashingRandom: RandomSource {
        let from: String
        let to: String

        func fill(_ bytes: inout MutableSpan<UInt8>) throws(RandomFailure) {
            for suffix in ["", "-wal"] {
                try? FileManager.default.removeItem(atPath: to + suffix)
                try? FileManager.default.copyItem(atPath: from + suffix, toPath: to + suffix)
            }
        }
    }

    /// The write-ahead log cut at any byte: a prefix of whole transactions is there.
    @Test func `a log that a crash cut anywhere holds whole cycles`() throws {
        let writer = try ledger.writer()
        var heads: Set<TreeHead> = [writer.head]
        for _ in 0..<6 { heads.insert(try writer.commit(ledger.host.look(writer.nextExecution))) }
        let wal = try Data(contentsOf: URL(filePath: ledger.path + "-wal"))
        var generator = SeededGenerator(state: 3)
        var found: Set<TreeHead> = []
        for _ in 0..<60 {
            let cut = Int.random(in: 0...wal.count, using: &generator)
            let copy = try copyOfFiles()
            try wal.prefix(cut).write(to: URL(filePath: copy.path + "-wal"))
            let reopened = try copy.writer()
            #expect(heads.contains(reopened.head), "cut at \(cut)")
            found.insert(reopened.head)
        }
        #expect(found.count > 3)
    }

    @Test func `a kill in the middle of commits loses nothing that was acknowledged`() async throws {
        let result = try await #require(
            processExitsWith: .signal(SIGKILL), observing: [\.standardOutputContent]
        ) {
            let ledger = try LedgerFixture()
            print("at \(ledger.path)")
            let writer = try ledger.writer()
            // Another thread shoots once a fair number of cycles is acknowledged, wherever the writer then is.
            for cycle in 0... {
                try writer.commit(ledger.host.look(writer.nextExecution))
                print("kept \(writer.head.size) \(writer.head.root)")
                fflush(nil)
                if cycle == 20 { Thread.detachNewThread { kill(getpid(), SIGKILL) } }
            }
        }
        let lines = String(decoding: result.standardOutputContent, as: UTF8.self).split(separator: "\n").map(String.init)
        let path = try #require(lines.first { $0.hasPrefix("at ") }?.dropFirst(3))
        let directory = String(path.dropLast("/ledger".count))
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let acknowledged = lines.filter { $0.hasPrefix("kept ") }
        #expect(acknowledged.count > 20)
        let hasher = try TreeHasher()
        let reader = try LedgerReader(String(path), hasher: hasher)
        let size = try #require(acknowledged.last?.split(separator: " ").dropFirst().first.flatMap { Int($0) })
        #expect(try reader.size() >= size)
        let key = try LogFixture.key(#require(LogName("soc2d.example.com/host-a")), 1)
        #expect(EvidenceVerification.integrity(of: reader, keys: [key.verifier]) == .unsigned(try reader.size()))
        let head = try MerkleTree(size: size, tiles: reader.tiles, hasher: hasher).head()
        #expect(acknowledged.last == "kept \(size) \(head.root)")
    }

    @Test func `a full disk keeps the ledger as it was, and later cycles are kept once there is room`() throws {
        try ledger.fill(cycles: 3)
        let writer = try ledger.writer()
        try writer.limit(pages: 1)
        let (head, next) = (writer.head, writer.nextExecution)
        var cycle = try ledger.host.look(next)
        cycle.missed += (0..<100).map { Array(#"{"text":"\#($0)\#(String(repeating: "x", count: 5000))"}"#.utf8) }
        do throws(LedgerFailure) {
            try writer.commit(cycle)
            Issue.record("there was room")
        } catch {
            guard case .database(let failure) = error, failure.kind == .full else {
                Issue.record("\(error)")
                return
            }
        }
        #expect(writer.head == head && writer.nextExecution == next)
        try writer.limit(pages: 1 << 20)
        try writer.commit(cycle)
        let signed = try ledger.sign(writer)
        #expect(try ledger.verdict() == .verified(signed.checkpoint.head, unsigned: 0))
    }

    /// Where a container forbids mounts, the limit on pages above has to do.
    @Test(.enabled(if: getuid() == 0)) func `a file system that is full is survived`() throws {
        guard mount(ledger.directory, megabytes: 1) else { return }
        defer { unmount(ledger.directory) }
        let writer = try ledger.writer()
        var failed = false
        var head = writer.head
        for number in 0..<100 where !failed {
            var cycle = Cycle(at: LeafMoment(boot: "b", boottime: 1, wall: Moment(seconds: 1)))
            cycle.missed = [Array(#"{"n":\#(number),"text":"\#(String(repeating: "x", count: 20_000))"}"#.utf8)]
            do throws(LedgerFailure) { head = try writer.commit(cycle) } catch {
                if case .database(let failure) = error { #expect(failure.kind == .full) } else { Issue.record("\(error)") }
                failed = true
            }
        }
        #expect(failed && writer.head == head && head.size > 0)
        #expect(try ledger.verdict() == .unsigned(head.size))
    }

    private func mount(_ directory: String, megabytes: Int) -> Bool {
        run("/bin/mount", ["-t", "tmpfs", "-o", "size=\(megabytes)m,mode=700", "tmpfs", directory])
    }

    private func unmount(_ directory: String) { _ = run("/bin/umount", ["-l", directory]) }

    private func run(_ program: String, _ arguments: [String]) -> Bool {
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }

    /// Each statement of the first format in turn is the one at which it stopped.
    @Test func `a format that was being made is made anew, or is there`() throws {
        for stop in 0..<Schema.steps[0].count {
            let ledger = try LedgerFixture()
            let database = try Database(ledger.path, for: .writing)
            try database.run("BEGIN IMMEDIATE")
            for statement in Schema.steps[0][...stop] { try database.run(statement) }
            let copy = try LedgerFixture()
            for suffix in ["", "-wal"] {
                try FileManager.default.copyItem(atPath: ledger.path + suffix, toPath: copy.path + suffix)
            }
            try copy.fill(cycles: 1)
            #expect(try copy.reader().size() > 0)
        }
    }
}
