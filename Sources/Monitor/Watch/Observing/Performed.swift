import Controls
import Ledger
import ProbeKit

/// A run that has ended, and what it came to.
struct Performed: Sendable {
    let run: Run
    let instruction: Instruction
    let reply: ProbeReply
    let started: ClockReading
    let ended: ClockReading

    init(_ run: Run, by instruction: Instruction, _ reply: ProbeReply, from started: ClockReading, to ended: ClockReading) {
        self.run = run
        self.instruction = instruction
        self.reply = reply
        self.started = started
        self.ended = ended
    }

    /// A run that was not started, or that could say nothing.
    init(_ run: Run, by instruction: Instruction, failing failure: ProbeFailure, at now: ClockReading) {
        var reply = ProbeReply()
        reply.failure = failure
        self.init(run, by: instruction, reply, from: now, to: now)
    }

    var times: ExecutionTimes {
        ExecutionTimes(
            scheduled: run.slot.name.scheduled, tie: Int64(run.slot.name.tie), started: started.wall, ended: ended.wall,
            boottime: started.boot.nanoseconds, trigger: run.isFirstLook ? .firstLook : nil)
    }

    /// The checks as they were performed, each completed with the subjects of its open deficiencies.
    func executed(as id: ExecutionID, after register: DeficiencyRegister) -> [ExecutedCheck] {
        instruction.tests.map { test in
            let (results, population) = answer(test)
            let executed = ExecutedCheck(
                test.test, severity: test.severity, execution: id, at: started.wall, results: results, population: population)
            return executed.completed(with: register.open(of: test.test), declared: instruction.declared)
        }
    }

    /// A check of which the probe said nothing is not passed over.
    private func answer(_ test: InstructedTest) -> (results: [CheckResult], population: Population) {
        let check = test.test.check
        let population = reply.populations[check] ?? Population()
        let named = reply.results[check] ?? []
        guard let failure = test.obstacle ?? reply.obstacle ?? Self.obstacle(population, named) else { return (named, population) }
        let result = CheckResult(
            check, subject: "source:\(check.probe)", .inconclusive(failure.reason), observed: failure.text)
        return ([result], Population().counting(.inconclusive))
    }

    /// Numbers come from a child that may have gone mad.
    private static func obstacle(_ population: Population, _ named: [CheckResult]) -> ProbeFailure? {
        let counts = Outcome.allCases.map(population.count)
        guard counts.allSatisfy({ 0...1 << 40 ~= $0 }) else { return ProbeFailure(.internalError, "the probe counted wrongly") }
        guard population.subjects > 0 else { return ProbeFailure(.internalError, "the probe gave no result for this check") }
        let agrees = Outcome.allCases.allSatisfy { outcome in
            let count = named.count { $0.verdict.outcome == outcome }
            return outcome == .pass ? count <= population.pass : count == population.count(of: outcome)
        }
        return agrees ? nil : ProbeFailure(.internalError, "the probe named other results than it counted")
    }
}

extension ProbeReply {
    /// Why it says nothing of any check.
    fileprivate var obstacle: ProbeFailure? {
        failure ?? (isComplete ? nil : ProbeFailure(.internalError, "the reply of the probe has no end"))
    }
}
