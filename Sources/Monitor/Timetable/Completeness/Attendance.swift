import Controls

/// How slots ended, record by record. Records of one probe that follow one another without a gap and ended alike are kept as one, so that
/// a year in which nothing goes wrong is as short as a day.
///
/// A record counts only if its plan was taken before it, as the ledger has it: what was promised afterwards was not promised.
package struct Attendance: Sendable {
    private(set) var entries: [Entry.Key: [Entry]] = [:]
    /// Slots whose records name a plan that was not there, or a probe that their plan does not have.
    private(set) var unpromised: Int64 = 0
    private var terms: [Terms.Key: Terms] = [:]

    /// What a plan says of the slots of a probe.
    private struct Terms {
        let interval: Int64
        let grace: TimeSpan

        struct Key: Hashable {
            let plan: String
            let probe: String
        }
    }

    package init() {}

    package mutating func take(_ plan: Plan) {
        for promise in plan.promises {
            terms[Terms.Key(plan: plan.id, probe: promise.probe)] = Terms(interval: promise.interval.nanoseconds, grace: promise.grace)
        }
    }

    package mutating func take(_ record: TerminalRecord) {
        let key = Entry.Key(record)
        guard let terms = terms[Terms.Key(plan: key.plan, probe: key.probe)] else {
            unpromised = unpromised.plus(Entry(record, grace: .seconds(0)).slots)
            return
        }
        let entry = Entry(record, grace: terms.grace)
        entries[key, default: []].add(entry, every: terms.interval)
    }
}

extension [Entry] {
    fileprivate mutating func add(_ entry: Entry, every interval: Int64) {
        if let joined = last?.joined(with: entry, every: interval) {
            self[count - 1] = joined
        } else {
            append(entry)
        }
    }
}
