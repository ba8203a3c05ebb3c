/// What a leaf is about.
package enum LeafKind: String, CaseIterable, Hashable, Sendable {
    case genesis, lifecycle, plan
    case configChange = "config-change"
    case cycle, waiver, silence, baseline, inventory, attestation, roster, clock, report, epoch, prune, verify
    /// The digest of a copy of what all leaves before this one come to: see ``StandingLeaf``.
    case standing
}
