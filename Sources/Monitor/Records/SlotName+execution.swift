package import Ledger

extension SlotName {
    /// The slot that an execution ends; nil for one that no plan promised.
    package init?(of execution: KeptExecution) {
        let (procedure, times) = (execution.procedure, execution.times)
        guard times.trigger == nil else { return nil }
        self.init(plan: procedure.plan, probe: procedure.probe, scheduled: times.scheduled, tie: Int(clamping: times.tie))
    }
}
