package import Controls

/// One execution as the ledger has it.
package struct KeptExecution: Hashable, Sendable {
    package let id: ExecutionID
    /// The leaf that lists it.
    package let leaf: Int64
    package let times: ExecutionTimes
    package let procedure: Procedure
    package let checks: [KeptCheck]
    /// Whether anything was observed: ``LedgerReader/evidence(of:)`` has it until it goes by policy.
    package let hasEvidence: Bool

    init(_ row: ExecutionRow, in shared: SharedRecords) throws(LedgerFailure) {
        id = ExecutionID(number: row.number)
        leaf = row.leaf
        times = row.times
        procedure = try shared.procedure(row.procedure)
        checks = try shared.results(row.results).checks
        hasEvidence = row.evidence != nil
    }
}
