/// What became of the wish to sign.
package enum SigningOutcome: Hashable, Sendable {
    case signed(SignedCheckpoint)
    /// The ledger contradicts what was signed before: a restored backup, a copied disk.
    case refused(SigningDecision.Fork)
}
