package import Controls

/// A baseline as a probe child is given it: evidence that a person approved.
package struct ApprovedState: Hashable, Sendable {
    package let approvedBy: String
    package let approvedAt: Moment
    /// Evidence in canonical JSON.
    package let evidence: [UInt8]

    package init(approvedBy: String, approvedAt: Moment, evidence: [UInt8]) {
        self.approvedBy = approvedBy
        self.approvedAt = approvedAt
        self.evidence = evidence
    }
}
