package import Controls

extension DeficiencyRegister {
    /// Takes what an execution changed, and that its checks were performed.
    package mutating func take(_ execution: KeptExecution, _ changes: [DeficiencyChange]) throws(LedgerFailure) {
        for change in changes { try take(change) }
        for check in execution.checks { try take(.performed(check.performed(in: execution.id, at: execution.times.started))) }
    }

    package mutating func take(_ change: DeficiencyChange) throws(LedgerFailure) {
        do throws(DeficiencyProblem) { try apply(change) } catch { throw .unfit("the deficiencies of the ledger: \(error)") }
    }
}
