import Controls
import Ledger
import ProbeKit

/// A host on which nothing changes: so many checks for each probe, with some results that do not pass.
struct Host {
    static let origin = "soc2d.example.com/host-a"
    var register = DeficiencyRegister()

    static func name() throws -> LogName {
        guard let name = LogName(origin) else { throw LedgerFailure.unfit("no origin") }
        return name
    }

    /// Always the same key.
    static func key() throws -> LogKey { try LogKey(name(), seed: KeySeed.drawn(from: Zeros())) }

    struct Zeros: RandomSource {
        func fill(_ bytes: inout MutableSpan<UInt8>) throws(RandomFailure) {}
    }

    static func moment(_ second: Int64) -> LeafMoment {
        LeafMoment(
            boot: "5b0d9cbb4c9e4a7f9d2e2b1f4f1e8a6c", boottime: 1_000_000_000_000 + second * 1_000_000_000,
            wall: Moment(seconds: 1_790_000_000 + second))
    }

    static let id = "0f8fad5bd9cb469fa165708fd1d2c8a7"

    /// One execution of a probe with so many checks of so many subjects each, all of which are named.
    mutating func execution(
        _ id: ExecutionID, of probe: Int, checks: Int, subjects: Int, at second: Int64
    ) throws -> Cycle.Execution {
        let started = Moment(nanoseconds: (1_790_000_000 + second) * 1_000_000_000 + 123_456_789)
        var performed: [(executed: ExecutedCheck, changes: [DeficiencyChange])] = []
        for number in 0..<checks {
            let test = TestedCheck(control: "AC-\(probe)", check: CheckID(rawValue: "probe-\(probe).check-\(number)"))
            let executed = Self.executed(test, id, started, subjects: subjects)
            let changes = register.changes(after: executed)
            for change in changes { try register.apply(change) }
            performed.append((executed, changes))
        }
        var procedure = Procedure()
        procedure.code = String(repeating: "c", count: 64)
        procedure.plan = String(repeating: "a", count: 64)
        procedure.probe = "probe-\(probe)"
        let times = ExecutionTimes(
            scheduled: Moment(seconds: 1_790_000_000 + second), tie: 1, started: started,
            ended: Moment(nanoseconds: started.nanoseconds + 54_321_987), boottime: 1_000_000_000_000 + second * 1_000_000_000)
        let evidence = Array(#"{"seen":"\#(String(repeating: "e", count: 4000))\#(probe)"}"#.utf8)
        return Cycle.Execution(id, times, procedure: procedure, checks: performed, evidence: evidence)
    }

    private static func executed(_ test: TestedCheck, _ id: ExecutionID, _ started: Moment, subjects: Int) -> ExecutedCheck {
        var results = Results()
        for subject in 0..<subjects {
            let verdict: Verdict = subject == 1 ? .fail(.belowMinimum) : .pass
            results.add(
                CheckResult(
                    test.check, subject: "subject-\(subject)", verdict, required: "at least 14", observed: "8",
                    sources: [Source("/etc/security/pwquality.conf", line: 11)]))
        }
        return ExecutedCheck(
            test, severity: .medium, execution: id, at: started, results: results.named,
            population: results.populations[test.check, default: Population()])
    }
}
