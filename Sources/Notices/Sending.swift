/// A notice on its way to one destination.
package struct Sending: Hashable, Sendable {
    /// The number of the notice in the ledger.
    package let number: Int64
    package let destination: String
    package let notice: Notice
    /// From 1.
    package let attempt: Int
    /// The leaf that lists the notice, and the checkpoint that covers it, where one does: `<origin> <size> <root>`.
    package let leaf: Int64
    package let checkpoint: String
    /// What is known of how the destination heard of the opening, where the notice is about the end; nil for nothing.
    package var opening: Opening?

    package init(number: Int64, destination: String, notice: Notice, attempt: Int, leaf: Int64, checkpoint: String) {
        self.number = number
        self.destination = destination
        self.notice = notice
        self.attempt = attempt
        self.leaf = leaf
        self.checkpoint = checkpoint
    }
}
