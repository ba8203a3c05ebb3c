package import Controls

/// Something that was committed. Entries come in the order of the leaves, and in a leaf in the order of its list.
package enum LedgerEntry: Sendable {
    /// A leaf of its own: of every kind but `cycle`.
    case leaf(LeafEnvelope, what: [UInt8])
    /// A leaf of kind `cycle`, or a part of one: what it lists comes next.
    case cycle(LeafEnvelope)
    /// With what it opened, amended and closed.
    case execution(KeptExecution, changes: [DeficiencyChange])
    case missed([UInt8])
    /// What people and destinations did to a deficiency.
    case change(DeficiencyChange)
    case notice(number: Int64, [UInt8])
    case delivery([UInt8])
}
