/// The time for which one plan held under one tie.
struct Stretch: Sendable {
    let plan: Plan
    let tie: Tie
    /// When its slots fell due. Where the host was off afterwards, this goes on to the next start, along the same line.
    let due: Due
    /// What a step of the wall clock at its end left out.
    let leap: Due?
    let leapRecord: ClockRecord?

    /// Every stretch until now, in the order of time.
    static func all(_ clocks: [ClockRecord], _ plans: [Plan], until now: ClockReading) -> [Stretch] {
        var stretches: [Stretch] = []
        var tie: Tie?
        var carried = plans.last { plan in clocks.first.map { plan.tie < $0.tie } ?? false }
        for (index, record) in clocks.enumerated() {
            let current = Tie(record, after: tie)
            let next = index + 1 < clocks.count ? clocks[index + 1] : nil
            let own = plans.filter { $0.tie == current.number }
            let starts = (carried.map { [(current.start, $0)] } ?? []) + own.map { ($0.from.boot, $0) }
            stretches += self.under(current, starts, next: next, until: now)
            carried = own.last ?? carried
            tie = current
        }
        return stretches
    }

    private static func under(_ tie: Tie, _ starts: [(BootTime, Plan)], next: ClockRecord?, until now: ClockReading) -> [Stretch] {
        let end = next.map { tie.end(before: $0) } ?? now.boot
        return starts.enumerated().map { index, start in
            let isLast = index + 1 == starts.count
            let through = isLast ? end : starts[index + 1].0
            let leapRecord = isLast && next?.cause == .step ? next : nil
            return Stretch(
                plan: start.1, tie: tie, due: Due(after: start.0, through: through), leap: leapRecord.flatMap(tie.leap),
                leapRecord: leapRecord)
        }
    }
}

extension Tie {
    /// When the slots of this tie end: at a step, or with the time that the next boot found on the wall.
    fileprivate func end(before next: ClockRecord) -> BootTime {
        switch next.cause {
        case .step: next.after.boot
        case .boot: max(next.before?.boot ?? start, time(of: next.after.wall))
        }
    }
}
