import Controls
import Ledger
import ProbeKit

/// Why a state cannot be approved, and the way out.
enum ApprovalProblem: Error, CustomStringConvertible {
    case unknownProbe(String)
    case nothingToApprove(String)
    case neverObserved(String)
    case otherExecution(Int64, String)
    case statement(DeficiencyProblem)
    case unreadable(Int64, RecordProblem)
    case ledger(LedgerFailure)

    var description: String {
        switch self {
        case .unknownProbe(let probe): "no probe is called “\(Subject.escaping(probe.utf8))”; `soc2d probes` lists them"
        case .nothingToApprove(let probe): "\(probe) compares nothing with an approved state; there is nothing to approve"
        case .neverObserved(let probe): "nothing of \(probe) was observed yet; wait for its next execution, `soc2d status` shows it"
        case .otherExecution(let number, let probe):
            "execution \(number) has no evidence of \(probe); `soc2d baseline diff \(probe)` shows what can be approved"
        case .statement(let problem): problem.description
        case .unreadable(let number, let problem):
            "the evidence of execution \(number) cannot be read (\(problem)); wait for the next execution and approve that"
        case .ledger(let failure): "nothing was approved: \(failure)"
        }
    }
}
