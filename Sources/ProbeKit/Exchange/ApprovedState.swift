package import Controls

/// A baseline as a probe child is given it: evidence that a person approved.
package struct ApprovedState: RecordedObject, Hashable, Sendable {
    package var approvedBy = ""
    package var approvedAt = Moment(nanoseconds: 0)
    /// Evidence in canonical JSON. In a request it has a line of its own.
    package var evidence: [UInt8] = []

    package init() {}

    package init(approvedBy: String, approvedAt: Moment, evidence: [UInt8]) {
        self.approvedBy = approvedBy
        self.approvedAt = approvedAt
        self.evidence = evidence
    }

    /// Who and when; not the evidence.
    package mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.nanoseconds("approved_at_ns", &approvedAt)
        try form.field("approved_by", &approvedBy)
    }
}
