package import Controls

/// One time at which one probe is due.
package struct Slot: Hashable, Sendable {
    package let name: SlotName
    package let time: BootTime
    /// The checks of the plan that are due.
    package let checks: Set<CheckID>
    /// A start later than this after ``time`` is late.
    package let grace: TimeSpan
}
