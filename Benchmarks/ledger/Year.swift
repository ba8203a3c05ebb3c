import Controls
import Ledger
import ProbeKit

/// A year in which nothing changes: 105,120 cycles, 166,000 executions, 583,000 results of checks.
struct Year {
    /// As many as a year has.
    static let cycles = 105_120
    var cycles = Self.cycles

    func write(to path: String) throws {
        let writer = try LedgerWriter(path, host: Host.id, hasher: TreeHasher(), random: KernelRandom())
        var host = Host()
        var (executions, results) = (0, 0)
        for cycle in 0..<cycles {
            let second = Int64(cycle) * 300
            var page = Cycle(at: Host.moment(second))
            while executions < (cycle + 1) * 166_000 / Self.cycles {
                let checks = executions % 2 == 0 ? 3 : 4
                let id = ExecutionID(number: Int64(executions) + 1)
                page.executions.append(try host.execution(id, of: executions % 6, checks: checks, subjects: 5, at: second))
                executions += 1
                results += checks
            }
            try writer.commit(page)
            if cycle % 12 == 0 || cycle == cycles - 1 { _ = try writer.sign(as: Host.name(), by: [Host.key()], remembering: []) }
        }
        print("\(cycles) cycles, \(executions) executions, \(results) results of checks, \(writer.head.size) leaves")
    }
}
