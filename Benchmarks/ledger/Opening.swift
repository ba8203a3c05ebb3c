import Controls
import Foundation
import Ledger
import Monitor

/// Opens a ledger as the monitor does at its start and as `soc2d status` does, and says how long that took, and how much of it was work.
enum Opening {
    static func run(_ path: String) throws {
        var standing = Standing()
        try measure("monitor") {
            let writer = try LedgerWriter(path, host: Host.id, hasher: TreeHasher(), random: KernelRandom())
            standing = try Standing.read(from: writer.reader)
        }
        let copy = try LedgerReader(path, hasher: TreeHasher()).standing()?.size ?? 0
        print("\(standing.size - copy) leaves after the copy")
        try measure("status") {
            let reader = try LedgerReader(path, hasher: TreeHasher())
            try reader.snapshot { () throws(LedgerFailure) in
                standing = try Standing.read(from: reader)
                _ = try (standing.outboxRows(in: reader), reader.newestCheckpoint())
            }
        }
        var whole = Standing()
        try measure("all \(standing.size) leaves") { try whole.follow(LedgerReader(path, hasher: TreeHasher())) }
        guard whole == standing else { throw LedgerFailure.unfit("the copy is not what the records come to") }
    }

    private static func measure(_ name: String, _ body: () throws -> Void) throws {
        let before = work
        let spent = try ContinuousClock().measure(body)
        print("\(name): \(spent / .milliseconds(1)) ms, \(Double(work - before) / 1e6) ms of work")
    }

    /// Nanoseconds of processor time.
    private static var work: UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
