/// One step in the register of deficiencies. The register is what its changes make of it, and nothing else. There may be
/// ten thousand of them at once.
package indirect enum DeficiencyChange: Hashable, Sendable {
    case opened(DeficiencyOpening)
    /// It failed again, with another reason, severity or observation.
    case amended(DeficiencyID, Finding, Performance)
    case closed(DeficiencyID, Deficiency.Closing)
    case performed(PerformedTest)
    case notified(DeficiencyID, Moment)
    case acknowledged(DeficiencyID, Statement)
    case remediationClaimed(DeficiencyID, Statement)
}
