package import ProbeKit

/// What a command asks of the monitor over the control socket: one packet of canonical JSON.
package struct ControlRequest: RecordedObject, Hashable, Sendable {
    package var kind = Kind.reload
    /// Of ``Kind/acknowledge`` and ``Kind/claimRemediation``.
    package var deficiency: Int64?
    /// Of ``Kind/approve``: the probe, and the execution whose evidence is approved, as `soc2d baseline diff` has shown it.
    package var probe: String?
    package var execution: Int64?
    /// What the author says, such as a ticket.
    package var text: String?

    package enum Kind: String, CaseIterable, Hashable, Sendable {
        case acknowledge, approve, reload
        /// What the monitor cannot do, or will not; changes nothing, and whoever reaches the socket may ask it.
        case troubles
        case claimRemediation = "claim-remediation"
    }

    package init() {}
    package init(_ kind: Kind) { self.kind = kind }

    /// A packet is no longer.
    package static let sizeLimit = 1 << 16

    package mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("deficiency", &deficiency)
        try form.field("execution", &execution)
        try form.word("kind", &kind)
        try form.field("probe", &probe)
        try form.field("text", &text)
    }
}
