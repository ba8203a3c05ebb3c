import Controls
import Foundation
import ProbeKit
import Testing

@testable import Ledger

/// Old evidence goes, and whatever was proved stays proved.
@Suite struct RetentionTests {
    private let ledger: LedgerFixture

    init() throws { ledger = try LedgerFixture() }

    private func moment(minute: Int64) -> LeafMoment {
        LeafMoment(boot: "b0", boottime: minute * 60_000_000_000, wall: Moment(seconds: 1_790_000_000 + minute * 60))
    }

    /// A policy of an hour, so many minutes after the first look.
    private func pruning(
        minute: Int64, _ policy: RetentionPolicy = RetentionPolicy(period: .hours(1)), keeping kept: Set<ExecutionID> = []
    ) -> Pruning {
        Pruning(policy, keeping: kept, by: "soc2d", at: moment(minute: minute))
    }

    /// Evidence that differs each time, so that every piece is its own.
    private func fill(_ cycles: Int, signing anchors: inout [RememberedCheckpoint]) throws -> LedgerWriter {
        let writer = try ledger.writer()
        for number in 0..<cycles {
            var cycle = try ledger.host.look(writer.nextExecution)
            for index in cycle.executions.indices where number % 3 > 0 {
                cycle.executions[index].evidence = Array(#"{"secret":"\#(number) \#(index)"}"#.utf8)
            }
            try writer.commit(cycle)
            if number % 7 == 0 { anchors.append(RememberedCheckpoint(try ledger.sign(writer).checkpoint, in: "copy \(number)")) }
        }
        return writer
    }

    private func blobs(_ condition: String) throws -> Int64 {
        try #require(try Database(ledger.path, for: .reading).integer("SELECT count(*) FROM blobs WHERE \(condition)"))
    }

    @Test func `after nine tenths of the evidence went, everything that was exported before still verifies`() throws {
        var anchors: [RememberedCheckpoint] = []
        let writer = try fill(600, signing: &anchors)
        let size = writer.head.size
        let before = MerkleTree(size: size, tiles: try ledger.reader().tiles, hasher: ledger.hasher)
        let root = try before.head().root
        var leaves: [[UInt8]] = []
        try ledger.reader().leaves { _, bytes throws(LedgerFailure) in leaves.append(bytes) }
        let proofs = try (0..<size).map { try before.inclusionProof(of: $0) }
        let register = ledger.host.register

        var records: [PruneRecord] = []
        while let record = try writer.prune(pruning(minute: 640)) { records.append(record) }
        #expect(try blobs("length(bytes) = 0") * 10 >= blobs("1") * 9 && records.allSatisfy { $0.count <= 500 } && records.count > 1)
        let signed = try ledger.sign(writer, remembering: anchors)

        let after = MerkleTree(size: writer.head.size, tiles: try ledger.reader().tiles, hasher: ledger.hasher)
        for (leaf, proof) in zip(leaves, proofs) { #expect(proof.proves(ledger.hasher.leaf(leaf), in: root, with: ledger.hasher)) }
        for anchor in anchors.map(\.checkpoint.head) {
            let proof = try after.consistencyProof(from: anchor.size)
            #expect(proof.proves(anchor.root, before: signed.checkpoint.head.root, with: ledger.hasher))
        }
        let report = EvidenceVerification.report(of: try ledger.reader(), keys: ledger.keys, anchors: anchors)
        #expect(report.verdict == .verified(writer.head, unsigned: 0))
        #expect(report.pruned == Pruned(through: 1158, pieces: records.map(\.count).reduce(0, +)))
        #expect(report.grounds.contains { $0.hasPrefix("evidence pruned until execution 1158 by policy") })
        #expect(try replayed() == register)
    }

    @Test func `nothing of what went is left in the file`() throws {
        var anchors: [RememberedCheckpoint] = []
        do {
            let writer = try fill(60, signing: &anchors)
            while try writer.prune(pruning(minute: 1000)) != nil {}
            for _ in 0..<70 { _ = try ledger.sign(writer) }
        }
        let bytes = try Data(contentsOf: URL(filePath: ledger.path))
        #expect(bytes.range(of: Data(#"{"secret":"#.utf8)) == nil)
        let execution = try #require(try ledger.reader().execution(ExecutionID(number: 3)))
        #expect(try execution.hasEvidence && ledger.reader().evidence(of: execution.id) == nil)
    }

    private func replayed() throws -> DeficiencyRegister {
        var register = DeficiencyRegister()
        try ledger.reader().entries { entry throws(LedgerFailure) in
            switch entry {
            case .execution(let execution, let changes): try register.take(execution, changes)
            case .change(let change): try register.take(change)
            case .leaf, .cycle, .missed, .notice, .delivery: break
            }
        }
        return register
    }

    @Test func `evidence that a later execution or an approved baseline has stays`() throws {
        let writer = try ledger.writer()
        for _ in 0..<100 { try writer.commit(ledger.host.look(writer.nextExecution)) }
        // The host has the same few states again and again.
        #expect(try writer.prune(pruning(minute: 100)) == nil)
        let all: Set<ExecutionID> = Set((1...200).map { ExecutionID(number: $0) })
        #expect(try writer.prune(pruning(minute: 1000, keeping: all)) == nil)
        let record = try #require(try writer.prune(pruning(minute: 1000)))
        #expect(record.through == 200 && record.count == 3 && record.blobs == [1, 3])
        // The same again is kept anew.
        for _ in 0..<20 { try writer.commit(ledger.host.look(writer.nextExecution)) }
        #expect(try blobs("length(bytes) > 0") == 3)
        let signed = try ledger.sign(writer)
        #expect(try ledger.verdict() == .verified(signed.checkpoint.head, unsigned: 0))
    }

    @Test func `a legal hold, and a policy that is none, let nothing go`() throws {
        var anchors: [RememberedCheckpoint] = []
        let writer = try fill(10, signing: &anchors)
        for policy in [
            RetentionPolicy(period: .hours(1), isHeld: true), RetentionPolicy(), RetentionPolicy(period: .seconds(0)),
            RetentionPolicy(period: TimeSpan(nanoseconds: .min)), RetentionPolicy(period: TimeSpan(nanoseconds: .max)),
        ] { #expect(try writer.prune(pruning(minute: 1000, policy)) == nil) }
        #expect(try blobs("length(bytes) = 0") == 0)
    }

    @Test(arguments: [
        "UPDATE blobs SET plain = digest, salt = x'', bytes = x'' WHERE id = 30", "UPDATE blobs SET bytes = x'00' WHERE id = 2",
        "UPDATE blobs SET salt = zeroblob(32) WHERE id = 2", "UPDATE blobs SET plain = x'00' WHERE id = 2",
        "UPDATE blobs SET digest = zeroblob(32), plain = zeroblob(32) WHERE id = 2", "DELETE FROM blobs WHERE id = 2",
        "DELETE FROM leaves WHERE kind = 'prune'", "UPDATE leaves SET kind = 'cycle' WHERE kind = 'prune'",
    ])
    func `what is taken away without a leaf, or put back, is noticed`(change: String) throws {
        var anchors: [RememberedCheckpoint] = []
        do {
            let writer = try fill(90, signing: &anchors)
            _ = try #require(try writer.prune(pruning(minute: 75)))
            let signed = try ledger.sign(writer)
            #expect(try ledger.verdict() == .verified(signed.checkpoint.head, unsigned: 0))
        }
        try ledger.tamper(change)
        if case .broken = try ledger.verdict() {} else { Issue.record("not noticed: \(change)") }
    }

    @Test func `hostile prune records are read as what they are`() throws {
        var record = PruneRecord()
        record.blobs = [-(1 << 53) + 1, 1 << 53 - 1, 3, 2, 1, 1]
        record.author = "x"
        let bytes = try record.canonicalJSON()
        #expect(throws: RecordProblem.self) { try PruneRecord(canonicalJSON: bytes + [0x20]) }
        var digests = DigestAudit("blob")
        #expect(digests.addGone(1, [UInt8](repeating: 1, count: 32)) == nil)
        #expect(digests.take(record) != nil)
    }
}
