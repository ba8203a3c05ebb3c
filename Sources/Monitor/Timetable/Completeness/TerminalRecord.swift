package import Controls

/// How slots ended, as far as their count goes.
package enum TerminalRecord: Hashable, Sendable {
    /// An execution, and how long after its slot it started.
    case execution(SlotName, lateness: TimeSpan)
    case missed(MissedRecord)
}
