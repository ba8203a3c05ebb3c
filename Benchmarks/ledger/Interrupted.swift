import Controls
import Foundation
import Ledger
import Notices
import ProbeKit

/// Cycles that are committed and signed while the disk fails or the process is killed. What is acknowledged is said on standard output
/// before the next step: `kept SIZE ROOT` after a commit, `signed SIZE ROOT` after a checkpoint. After a failure it tries again, as a
/// program would that has not heard of it: `failed` is said each time.
struct Interrupted {
    let path: String

    func run(cycles: Int) {
        do {
            let writer = try LedgerWriter(path, host: Host.id, hasher: TreeHasher(), random: KernelRandom())
            say("opened \(writer.head.size) \(writer.head.root)")
            var number = writer.head.size
            for _ in 0..<cycles {
                var attempts = 0
                while attempts < 3, !acknowledge({ try cycle(number, in: writer) }) { attempts += 1 }
                number += 1
            }
        } catch { say("failed \(error)") }
        say("done")
    }

    /// - Returns: whether it was kept and signed.
    private func acknowledge(_ body: () throws -> Void) -> Bool {
        do {
            try body()
            return true
        } catch {
            say("failed \(error)")
            return false
        }
    }

    private func cycle(_ number: Int, in writer: LedgerWriter) throws {
        var host = Host()
        let second = Int64(number)
        var page = Cycle(at: Host.moment(second))
        page.executions = [try host.execution(writer.nextExecution, of: number, checks: 1, subjects: 3, at: second)]
        page.executions[0].checks = page.executions[0].checks.map { ($0.executed, $0.changes.suffix(1)) }
        page.leaves = [try Cycle.LeafDraft(.clock, Leaves.Empty())]
        page.missed = [Array("{}".utf8)]
        page.notices = [try Notice().canonicalJSON()]
        let head = try writer.commit(page)
        say("kept \(head.size) \(head.root)")
        guard case .signed(let signed) = try writer.sign(as: Host.name(), by: [Host.key()], remembering: []) else {
            return say("refused to sign")
        }
        say("signed \(signed.checkpoint.head.size) \(signed.checkpoint.head.root)")
        if try writer.prune(Pruning(RetentionPolicy(period: .seconds(1)), keeping: [], by: "soc2d", at: page.moment)) != nil {
            say("kept \(writer.head.size) \(writer.head.root)")
        }
    }

    /// Looks at what an interrupted run left: holds it against heads that were acknowledged, goes on by a cycle, and looks again.
    func check(acknowledged: [TreeHead]) throws {
        let anchors = try acknowledged.map { RememberedCheckpoint(Checkpoint(origin: try Host.name(), head: $0), in: "the run") }
        if !anchors.isEmpty { try verify(anchors) }
        try cycle(0, in: LedgerWriter(path, host: Host.id, hasher: TreeHasher(), random: KernelRandom()))
        try verify(anchors)
    }

    private func verify(_ anchors: [RememberedCheckpoint]) throws {
        let reader = try LedgerReader(path, hasher: TreeHasher())
        say("\(EvidenceVerification.integrity(of: reader, keys: [try Host.key().verifier], anchors: anchors))")
    }

    /// With one write(2), so that nothing is said that is not out.
    private func say(_ text: String) { FileHandle.standardOutput.write(Data((text + "\n").utf8)) }
}
