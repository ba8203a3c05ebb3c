import Controls
import Foundation
import ProbeKit
import Testing

@testable import Ledger

/// What is committed is there afterwards, as a whole, and what is not leaves no trace.
@Suite struct LedgerWriterTests {
    private let ledger: LedgerFixture

    init() throws { ledger = try LedgerFixture() }

    @Test func `what was committed is read back, and verified`() throws {
        let writer = try ledger.writer()
        var expected: [Cycle.Execution] = []
        for _ in 0..<200 {
            let cycle = try ledger.host.look(writer.nextExecution)
            try writer.commit(cycle)
            expected += cycle.executions
        }
        // The write-ahead log is emptied into the file on the way.
        #expect(try Data(contentsOf: URL(filePath: ledger.path)).count > 50_000)
        let signed = try ledger.sign(writer)
        #expect(signed.checkpoint.head == writer.head)
        let reader = try ledger.reader()
        var found = 0
        try reader.entries { entry throws(LedgerFailure) in
            guard case .execution(let execution, _) = entry else { return }
            let other = expected[found]
            #expect(execution.id == other.id && execution.times == other.times && execution.procedure == other.procedure)
            #expect(execution.checks.map(\.results) == other.checks.map(\.executed.results))
            #expect(execution.checks.map(\.population) == other.checks.map(\.executed.population))
            #expect(execution.checks.map(\.severity) == other.checks.map(\.executed.severity))
            #expect(try reader.evidence(of: execution.id)?.bytes == other.evidence)
            #expect(try reader.execution(execution.id) == execution)
            found += 1
        }
        #expect(found == expected.count)
        #expect(EvidenceVerification.integrity(of: reader, keys: ledger.keys) == .verified(writer.head, unsigned: 0))
    }

    @Test func `a ledger goes on after a restart`() throws {
        for _ in 0..<5 { try ledger.fill(cycles: 60) }
        let writer = try ledger.writer()
        #expect(writer.nextExecution.number == 601)
        #expect(try ledger.verdict() == .verified(writer.head, unsigned: 0))
    }

    @Test func `leaves after the newest checkpoint are counted as unsigned`() throws {
        let signed = try ledger.fill(cycles: 4)
        let writer = try ledger.writer()
        try writer.commit(ledger.host.look(writer.nextExecution))
        let unsigned = writer.head.size - signed.checkpoint.head.size
        #expect(try ledger.verdict() == .verified(signed.checkpoint.head, unsigned: unsigned))
    }

    @Test func `a ledger without a checkpoint is unsigned`() throws {
        let writer = try ledger.writer()
        try writer.commit(ledger.host.look(writer.nextExecution))
        #expect(try ledger.verdict() == .unsigned(writer.head.size))
    }

    @Test func `a cycle of more than 150 records has several leaves`() throws {
        let writer = try ledger.writer()
        var cycle = Cycle(at: LeafMoment(boot: "b", boottime: 1, wall: Moment(seconds: 1)))
        cycle.missed = (0..<301).map { Array(#"{"n":\#($0)}"#.utf8) }
        try #expect(writer.commit(cycle).size == 3)
        let signed = try ledger.sign(writer)
        #expect(try ledger.verdict() == .verified(signed.checkpoint.head, unsigned: 0))
    }

    @Test func `what does not follow is refused, and leaves no trace`() throws {
        let writer = try ledger.writer()
        try writer.commit(ledger.host.look(writer.nextExecution))
        let head = writer.head
        let next = writer.nextExecution
        var other = ledger.host
        let skipping = try other.look(ExecutionID(number: next.number + 1))
        #expect(throws: LedgerFailure.unfit("execution 4 where 3 follows")) { try writer.commit(skipping) }
        var broken = try ledger.host.look(next)
        broken.leaves = [try Cycle.LeafDraft(.plan, ObservedHost.Note(text: String(repeating: "x", count: 70_000)))]
        #expect(throws: LedgerFailure.self) { try writer.commit(broken) }
        #expect(writer.head == head && writer.nextExecution == next)
        broken.leaves = []
        try writer.commit(broken)
        let signed = try ledger.sign(writer)
        #expect(try ledger.verdict() == .verified(signed.checkpoint.head, unsigned: 0))
    }

    @Test func `what others remember decides whether a head is signed`() throws {
        let anchor = RememberedCheckpoint(try ledger.fill(cycles: 8).checkpoint, in: "the journal")
        let other = try LedgerFixture()
        let writer = try other.writer()
        try writer.commit(other.host.look(writer.nextExecution))
        let size = writer.head.size
        #expect(
            try writer.sign(as: other.origin, by: [other.key], remembering: [anchor])
                == .refused(.smaller(size, than: anchor.checkpoint.head.size, in: "the journal")))
        #expect(try other.reader().newestCheckpoint() == nil)
        for _ in 0..<20 { try writer.commit(other.host.look(writer.nextExecution)) }
        #expect(
            try writer.sign(as: other.origin, by: [other.key], remembering: [anchor])
                == .refused(.inconsistent(with: anchor.checkpoint.head.size, in: "the journal")))
    }

    @Test func `one checkpoint stays of every 256 leaves`() throws {
        let writer = try ledger.writer()
        for _ in 0..<300 {
            var cycle = Cycle(at: LeafMoment(boot: "b", boottime: 1, wall: Moment(seconds: 1)))
            cycle.missed = [Array("{}".utf8), Array("{}".utf8)]
            try writer.commit(cycle)
            _ = try ledger.sign(writer)
        }
        let sizes = try ledger.reader().cursor("SELECT size FROM checkpoints ORDER BY size")
        #expect(try sizes.next { row throws(DatabaseFailure) in try row.integer(0) } == 255)
        #expect(try sizes.next { row throws(DatabaseFailure) in try row.integer(0) } == 300)
        #expect(try ledger.verdict() == .verified(writer.head, unsigned: 0))
    }
}
