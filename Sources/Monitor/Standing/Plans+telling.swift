import Controls
import Ledger

extension [Plan] {
    /// When people are told of a check, as the plan has it that promised the execution. A plan that is long past promised nothing special.
    func tellingRule(for check: CheckID, executedBy procedure: Procedure) -> TellingRule {
        let promise = last { $0.id == procedure.plan }?.promise(of: procedure.probe)
        return TellingRule(confirm: promise?.checks.first { $0.check == check }?.confirm ?? 1)
    }
}
