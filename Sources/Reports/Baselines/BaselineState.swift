package import Controls

/// The approved state of a probe, and what the host showed last against it.
package struct BaselineState: Sendable {
    package var probe: String
    /// Nil where nobody has approved anything.
    package var approval: Approval?
    /// What the approved state holds; empty for a difference.
    package var items: [ApprovedItem] = []
    /// Nil where nothing was compared.
    package var difference: Difference?

    package init(probe: String) { self.probe = probe }

    /// Who approved, when, and which execution's evidence.
    package struct Approval: Hashable, Sendable {
        package var approver: String
        package var moment: Moment
        package var execution: Int64
        /// Such as a ticket; may be empty.
        package var text: String

        package init(by approver: String, at moment: Moment, execution: Int64, text: String) {
            self.approver = approver
            self.moment = moment
            self.execution = execution
            self.text = text
        }
    }

    /// What one execution observed against the approved state; against nothing where none is approved.
    package struct Difference: Hashable, Sendable {
        package var execution: Int64
        /// When that execution looked.
        package var moment: Moment
        package var lines: [DriftLine]

        package init(execution: Int64, moment: Moment, lines: [DriftLine]) {
            self.execution = execution
            self.moment = moment
            self.lines = lines
        }
    }
}
