package import Controls
package import Notices
package import ProbeKit

/// What one cycle of the scheduler adds to the ledger: all of it or nothing.
package struct Cycle: Sendable {
    package var moment: LeafMoment
    package var executions: [Execution] = []
    /// `missed` records, in canonical JSON.
    package var missed: [[UInt8]] = []
    /// What people and destinations did to deficiencies, after the executions of this cycle.
    package var changes: [DeficiencyChange] = []
    /// Notices to be sent, in canonical JSON.
    package var notices: [[UInt8]] = []
    /// What became of notices, in canonical JSON.
    package var deliveries: [[UInt8]] = []
    /// Where notices stand on their way, each replacing the row of the same notice and destination. Not evidence, and in no leaf.
    package var outbox: [OutboxRow] = []
    /// What all records so far come to, to go on from without reading them all again. Not evidence, and in no leaf.
    package var standing: (any RecordedObject & Sendable)?
    /// Leaves of their own, before the one that lists the cycle's records.
    package var leaves: [LeafDraft] = []

    package init(at moment: LeafMoment) { self.moment = moment }

    /// One leaf to be.
    package struct LeafDraft: Hashable, Sendable {
        package let kind: LeafKind
        /// A canonical JSON object.
        package let what: [UInt8]

        package init(_ kind: LeafKind, _ what: some RecordedObject) throws(RecordProblem) {
            self.kind = kind
            self.what = try what.canonicalJSON()
        }
    }

    /// One performance of a probe.
    package struct Execution: Sendable {
        /// The ledger's next number, which its changes name.
        package var id: ExecutionID
        package var times: ExecutionTimes
        package var procedure: Procedure
        /// Each check with what ``DeficiencyRegister/changes(after:)`` says of it.
        package var checks: [(executed: ExecutedCheck, changes: [DeficiencyChange])]
        /// Canonical JSON, opaque to the ledger; nil where nothing was observed.
        package var evidence: [UInt8]?

        package init(
            _ id: ExecutionID, _ times: ExecutionTimes, procedure: Procedure,
            checks: [(executed: ExecutedCheck, changes: [DeficiencyChange])], evidence: [UInt8]?
        ) {
            self.id = id
            self.times = times
            self.procedure = procedure
            self.checks = checks
            self.evidence = evidence
        }
    }
}
