internal import Controls
internal import ProbeKit

/// Puts the changes that rows have and those that result sets have into their order again.
struct DeficiencyReplay {
    private var register = DeficiencyRegister()
    private var changes: ArraySlice<[UInt8]>
    private var ahead: KeptChange?

    init(_ changes: [[UInt8]]) { self.changes = changes[...] }

    /// What people said before it, what it opened and closed, and that it was performed.
    mutating func take(_ execution: KeptExecution) throws(LedgerFailure) {
        let number = execution.id.number
        while let change = try next(), change.after < number || change.after == number && change.isOfExecution { try applyNext(change) }
        for check in execution.checks { try apply(.performed(check.performed(in: execution.id, at: execution.times.started))) }
    }

    /// The register, with what was said after the last execution.
    mutating func finish() throws(LedgerFailure) -> DeficiencyRegister {
        while let change = try next() { try applyNext(change) }
        return register
    }

    private mutating func next() throws(LedgerFailure) -> KeptChange? {
        if ahead == nil, let record = changes.popFirst() {
            ahead = try LedgerFailure.record { () throws(RecordProblem) in try KeptChange(canonicalJSON: record) }
        }
        return ahead
    }

    private mutating func applyNext(_ kept: KeptChange) throws(LedgerFailure) {
        guard let change = kept.change else { throw .unfit("a change of a deficiency lacks what it needs") }
        try apply(change)
        ahead = nil
    }

    private mutating func apply(_ change: DeficiencyChange) throws(LedgerFailure) {
        do throws(DeficiencyProblem) { try register.apply(change) } catch { throw .unfit("replaying deficiencies: \(error)") }
    }
}
