package import Controls

/// What came of one ``Sending``.
package struct Delivery: Hashable, Sendable {
    package let number: Int64
    package let destination: String
    package let outcome: Outcome
    /// Whether it may have arrived though nobody said so.
    package let mayHaveArrived: Bool
    /// How long the destination wants to be left alone.
    package let retryAfter: TimeSpan?
    /// What the destination calls a message that tells of this notice alone.
    package let remoteID: String?

    package enum Outcome: Hashable, Sendable {
        /// The destination's own rule of success held.
        case delivered
        /// Somebody took it who does not know whether people can read it, and no better is to be had.
        case accepted(String)
        /// It may work later.
        case transient(String)
        /// The operator has to do something first; it is tried again now and then.
        case blocked(String)
        /// The same, and nothing at all is sent there before.
        case shut(String)
        /// It never will.
        case permanent(String)
    }

    package init(
        number: Int64, destination: String, outcome: Outcome, mayHaveArrived: Bool = false, retryAfter: TimeSpan? = nil,
        remoteID: String? = nil
    ) {
        self.number = number
        self.destination = destination
        self.outcome = outcome
        self.mayHaveArrived = mayHaveArrived
        self.retryAfter = retryAfter
        self.remoteID = remoteID
    }
}
