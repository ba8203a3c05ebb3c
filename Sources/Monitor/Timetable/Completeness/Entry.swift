import Controls

/// Slots that follow one another and ended alike, as an auditor reads it in the records: wall times and a count.
struct Entry {
    let first: Int64
    let last: Int64
    let slots: Int64
    let outcome: Outcome

    struct Key: Hashable {
        let plan: String
        let probe: String
        let tie: Int
    }

    enum Outcome: Hashable {
        case onTime, late
        case missed(Gap.Kind)
    }

    init(_ record: TerminalRecord, grace: TimeSpan) {
        switch record {
        case .execution(let slot, let lateness):
            self.init(slot.scheduled.nanoseconds, slot.scheduled.nanoseconds, 1, lateness > grace ? .late : .onTime)
        case .missed(let missed):
            self.init(missed.first.nanoseconds, missed.last.nanoseconds, max(1, missed.slots), .missed(missed.gap.kind))
        }
    }

    private init(_ first: Int64, _ last: Int64, _ slots: Int64, _ outcome: Outcome) {
        (self.first, self.last, self.slots, self.outcome) = (first, last, slots, outcome)
    }

    /// This one and the next as one; nil unless each is as long as it says and the next begins where this one ends.
    func joined(with next: Entry, every interval: Int64) -> Entry? {
        guard outcome == next.outcome, isRegular(every: interval), next.isRegular(every: interval), next.first == last.plus(interval)
        else { return nil }
        return Entry(first, next.last, slots.plus(next.slots), outcome)
    }

    private func isRegular(every interval: Int64) -> Bool { interval > 0 && last.minus(first) == (slots - 1).times(interval) }
}

extension Entry.Key {
    init(_ record: TerminalRecord) {
        switch record {
        case .execution(let slot, _): self.init(plan: slot.plan, probe: slot.probe, tie: slot.tie)
        case .missed(let missed): self.init(plan: missed.plan, probe: missed.probe, tie: missed.tie)
        }
    }
}
