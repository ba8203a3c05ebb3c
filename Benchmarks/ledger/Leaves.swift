import Ledger
import ProbeKit

/// A log of many small leaves with one missed slot each, 1,000 a transaction.
struct Leaves {
    let count: Int

    func write(to path: String) throws {
        let writer = try LedgerWriter(path, host: Host.id, hasher: TreeHasher(), random: KernelRandom())
        var written = 0
        while written < count {
            var cycle = Cycle(at: Host.moment(Int64(written)))
            for _ in 0..<min(1000, count - written) {
                cycle.leaves.append(try Cycle.LeafDraft(.clock, Empty()))
                written += 1
            }
            try writer.commit(cycle)
        }
        _ = try writer.sign(as: Host.name(), by: [Host.key()], remembering: [])
        print("\(writer.head.size) leaves")
    }

    struct Empty: RecordedObject {
        mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {}
    }
}
