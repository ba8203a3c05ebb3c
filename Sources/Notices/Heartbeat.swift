package import Controls

/// A sign of life to somebody off this host, who notices when there is none.
package struct Heartbeat: Hashable, Sendable {
    package let destination: Destination
    /// What is not as it has to be, a line each, in our words alone; empty where all is well.
    package let ills: [String]
    /// The signed note of the newest checkpoint; empty where there is none.
    package let note: String

    package init(to destination: Destination, ills: [String], note: String) {
        self.destination = destination
        self.ills = ills
        self.note = note
    }
}
