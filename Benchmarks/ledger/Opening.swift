import Controls
import Ledger
import Monitor

/// Opens a ledger as the monitor does at its start and as `soc2d status` does, and says how long that took.
enum Opening {
    static func run(_ path: String) throws {
        let clock = ContinuousClock()
        var standing = Standing()
        let start = try clock.measure {
            let writer = try LedgerWriter(path, host: Host.id, hasher: TreeHasher(), random: KernelRandom())
            standing = try Standing.read(from: writer.reader)
        }
        let status = try clock.measure {
            let reader = try LedgerReader(path, hasher: TreeHasher())
            try reader.snapshot { () throws(LedgerFailure) in
                standing = try Standing.read(from: reader)
                _ = try (reader.outbox(), reader.newestCheckpoint())
            }
        }
        let replay = try clock.measure {
            var whole = Standing()
            try whole.follow(LedgerReader(path, hasher: TreeHasher()))
            guard whole == standing else { throw LedgerFailure.unfit("the copy is not what the records come to") }
        }
        let copy = try LedgerReader(path, hasher: TreeHasher()).standing()?.size ?? 0
        print("\(standing.size - copy) leaves after the copy: monitor \(start), status \(status); all \(standing.size): \(replay)")
    }
}
