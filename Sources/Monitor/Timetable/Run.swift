package import Controls

/// One execution that is due: a slot, and what its probe is asked.
package struct Run: Hashable, Sendable {
    package let slot: Slot
    /// The checks to judge: those due at the slot, and those whose slot was missed since they were last judged.
    package let checks: Set<CheckID>
    /// How long after its slot the run starts.
    package let lateness: TimeSpan

    package var isLate: Bool { lateness > slot.grace }
}
