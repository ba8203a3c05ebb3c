package import Controls

/// What one remote destination is told at once: one notice, or several that go together.
package struct Letter: Hashable, Sendable {
    package let destination: Destination
    /// At least one, none of them about the subject of another.
    package let sendings: [Sending]
    /// The signed note of the newest checkpoint; empty where there is none.
    package let note: String
    /// Whether any of it may have arrived before.
    package let mayBeSecond: Bool

    package init(to destination: Destination, _ sendings: [Sending], note: String, mayBeSecond: Bool) {
        self.destination = destination
        self.sendings = sendings
        self.note = note
        self.mayBeSecond = mayBeSecond
    }

    /// From 1: that of the notice which was tried most often.
    package var attempt: Int { sendings.map(\.attempt).max() ?? 1 }
}
