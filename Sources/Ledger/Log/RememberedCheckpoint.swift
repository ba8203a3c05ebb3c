/// A checkpoint that was signed once, as a place outside the ledger remembers it: a file, the journal, a witness.
package struct RememberedCheckpoint: Hashable, Sendable {
    /// As people call it, such as `the journal`.
    package let place: String
    package let checkpoint: Checkpoint

    package init(_ checkpoint: Checkpoint, in place: String) {
        self.place = place
        self.checkpoint = checkpoint
    }
}
