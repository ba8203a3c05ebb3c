import Controls

/// The wall times that one plan governs under one clock record, as the records tell them.
struct Reign {
    let plan: Plan
    let tie: Int
    /// By how much the wall clock was set since the first record of the boot: the slots moved with it.
    let shift: Int64
    /// Wall times without the first and with the last; the second one, where there is one, is what a step left out.
    let spans: [(after: Int64, through: Int64)]
    let isLast: Bool

    /// Every reign, from the first plan on.
    static func all(_ plans: [Plan], _ clocks: [ClockRecord], asOf: Int64) -> [Reign] {
        var reigns: [Reign] = []
        var shift: Int64 = 0
        // The latest wall time that had a name before the record, from the end of the boot before on.
        var known = Int64.min
        var ahead = plans[...]
        var carried: Plan?
        for (index, clock) in clocks.enumerated() {
            let next = index + 1 < clocks.count ? clocks[index + 1] : nil
            let before = clock.before?.wall.nanoseconds ?? .min
            switch clock.cause {
            case .boot: (shift, known) = (0, before)
            case .step: (shift, known) = (shift.plus(clock.after.wall.nanoseconds.minus(before)), max(known, before))
            }
            let wall = clock.after.wall.nanoseconds
            while let plan = ahead.first, plan.tie < clock.tie { carried = ahead.popFirst() }
            let governing = (carried.map { [$0] } ?? []) + ahead.prefix { $0.tie <= clock.tie }
            for (place, plan) in governing.enumerated() {
                let later = place + 1 < governing.count ? governing[place + 1] : nil
                // The clock is read on the line of the record: its wall time, and the boot time gone by since.
                let start = plan.tie < clock.tie ? wall : wall.plus((plan.from.boot - clock.after.boot).nanoseconds)
                let end = later.map { wall.plus(($0.from.boot - clock.after.boot).nanoseconds) }
                let spans = end.map { [(after: start, through: $0)] } ?? Self.last(from: start, until: next, or: asOf, known: known)
                reigns.append(Reign(plan: plan, tie: clock.tie, shift: shift, spans: spans, isLast: next == nil && later == nil))
            }
        }
        return reigns
    }

    private static func last(from start: Int64, until next: ClockRecord?, or asOf: Int64, known: Int64) -> [(after: Int64, through: Int64)]
    {
        guard let next else { return [(start, asOf)] }
        let stopped = next.before?.wall.nanoseconds ?? start
        let resumed = next.after.wall.nanoseconds
        switch next.cause {
        case .boot: return [(start, max(stopped, resumed))]
        case .step: return [(start, stopped), (max(stopped, known), resumed)]
        }
    }
}
