package import Controls

/// One execution as the ledger has it.
package struct KeptExecution: Hashable, Sendable {
    package let id: ExecutionID
    /// The leaf that lists it.
    package let leaf: Int64
    package let times: ExecutionTimes
    package let procedure: Procedure
    package let checks: [KeptCheck]
    /// The row of its evidence; nil where nothing was observed.
    let evidence: Int64?
}
