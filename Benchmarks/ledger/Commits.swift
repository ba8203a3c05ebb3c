import Controls
import Ledger
import ProbeKit

/// Many commits of one execution with 200 results that were never seen before. Prints milliseconds for each, on average.
struct Commits {
    let count: Int

    func write(to path: String) throws {
        let writer = try LedgerWriter(path, host: Host.id, hasher: TreeHasher(), random: KernelRandom())
        let clock = ContinuousClock()
        var spent = Duration.zero
        for number in 0..<count {
            var host = Host()
            var cycle = Cycle(at: Host.moment(Int64(number)))
            // Another probe each time, so that nothing is shared.
            cycle.executions = [
                try host.execution(writer.nextExecution, of: number, checks: 2, subjects: 100, at: Int64(number))
            ]
            // What the register makes of them is kept with a host of its own each time, and not measured.
            cycle.executions[0].checks = cycle.executions[0].checks.map { ($0.executed, $0.changes.suffix(1)) }
            spent += try clock.measure { try writer.commit(cycle) }
        }
        print(spent / count / Duration.milliseconds(1))
    }
}
