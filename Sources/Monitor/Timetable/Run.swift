package import Controls

/// One execution that is due: a slot, and what its probe is asked. Or a first look, which no plan promises and no slot ends with.
package struct Run: Hashable, Sendable {
    /// Of a first look, the time at which it starts, named as a slot would be.
    package let slot: Slot
    /// The checks to judge: those due at the slot, and those whose slot was missed since they were last judged.
    package let checks: Set<CheckID>
    /// How long after its slot the run starts.
    package let lateness: TimeSpan
    /// Whether it is there to see something of the probe before its first slot.
    package let isFirstLook: Bool

    package var isLate: Bool { lateness > slot.grace }
}
