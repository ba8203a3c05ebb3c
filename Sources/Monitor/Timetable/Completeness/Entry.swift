import Controls

/// A terminal record as an auditor reads it: wall times and a count.
struct Entry {
    let key: Key
    let first: Int64
    let last: Int64
    let slots: Int64
    let outcome: Outcome

    struct Key: Hashable {
        let plan: String
        let probe: String
        let tie: Int
    }

    enum Outcome {
        case executed(lateness: Int64)
        case missed(Gap.Kind)
    }

    init(_ record: TerminalRecord) {
        switch record {
        case .execution(let slot, let lateness):
            key = Key(plan: slot.plan, probe: slot.probe, tie: slot.tie)
            (first, last, slots) = (slot.scheduled.nanoseconds, slot.scheduled.nanoseconds, 1)
            outcome = .executed(lateness: lateness.nanoseconds)
        case .missed(let missed):
            key = Key(plan: missed.plan, probe: missed.probe, tie: missed.tie)
            (first, last, slots) = (missed.first.nanoseconds, missed.last.nanoseconds, max(1, missed.slots))
            outcome = .missed(missed.gap.kind)
        }
    }
}
