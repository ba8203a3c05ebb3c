package import Controls

/// A time of which nobody can say what was due, because a record is not there.
package struct MissingPlan: Hashable, Sendable {
    package let from: Moment
    package let through: Moment
    /// What is not there, such as `clock record 3`.
    package let record: String

    /// A monitor has its plan so soon after its first start.
    private static let startingUp = TimeSpan.minutes(1)

    /// Every such time between the first leaf and the newest.
    static func all(_ plans: [Plan], _ clocks: [ClockRecord], from start: Moment, through end: Moment) -> [MissingPlan] {
        self.clocks(clocks, from: start, through: end) + self.plans(plans, from: start, through: end)
    }

    private static func clocks(_ clocks: [ClockRecord], from start: Moment, through end: Moment) -> [MissingPlan] {
        guard !clocks.isEmpty else { return [MissingPlan(from: start, through: end, record: "every clock record")] }
        var (missing, last, moment): ([MissingPlan], Int, Moment) = ([], 0, start)
        for clock in clocks {
            if clock.tie != last.addingReportingOverflow(1).partialValue {
                missing.append(MissingPlan(from: moment, through: clock.after.wall, record: "the clock record before \(clock.tie)"))
            }
            (last, moment) = (clock.tie, clock.after.wall)
        }
        return missing
    }

    private static func plans(_ plans: [Plan], from start: Moment, through end: Moment) -> [MissingPlan] {
        guard let first = plans.first else { return [MissingPlan(from: start, through: end, record: "every plan")] }
        var missing: [MissingPlan] = []
        if first.previous != nil || first.from.wall > start.adding(startingUp) {
            missing.append(MissingPlan(from: start, through: first.from.wall, record: "the first plan"))
        }
        for (earlier, later) in zip(plans, plans.dropFirst()) where later.previous != earlier.id {
            missing.append(MissingPlan(from: earlier.from.wall, through: later.from.wall, record: "the plan before \(later.id.prefix(12))"))
        }
        return missing
    }
}
