import Controls

extension Recollection {
    /// Leaves out what no slot can need that may still be open, as the properties say.
    package mutating func forgetPast() {
        guard let edge = edge, let first = clocks.lastIndex(where: { $0.tie <= edge.tie && $0.cause == .boot }) else { return }
        let boot = clocks[first].after.bootID
        let next = clocks.first { $0.tie > edge.tie }
        clocks.removeFirst(first)
        let inForce = plans.lastIndex { $0.tie < edge.tie || $0.tie == edge.tie && $0.from.boot <= edge.time }
        plans.removeFirst(inForce ?? 0)
        // Slots that a step left out have names beyond the time that had passed.
        let passed = next.map { $0.after.bootID == boot ? min(edge.time, $0.after.boot) : edge.time } ?? edge.time
        let lastSign = lives.lastIndex { $0.at.bootID == boot && $0.at.boot <= passed }
        lives.removeFirst(lastSign ?? lives.firstIndex { $0.at.bootID == boot } ?? 0)
        let named = Set(plans.flatMap(\.promises).map(\.probe))
        accounted = accounted.filter { named.contains($0.key) }
    }

    /// Up to where every slot has ended.
    private var edge: (tie: Int, time: BootTime)? {
        guard let plan = plans.last, let ties else { return nil }
        var edge = (tie: plan.tie, time: plan.from.boot)
        for probe in Set(plans.flatMap(\.promises).map(\.probe)) where plan.promise(of: probe) != nil || isOpen(probe) {
            let reached: (tie: Int, time: BootTime)
            if let last = accounted[probe] {
                guard let tie = ties[last.tie] else { return nil }
                reached = (last.tie, tie.time(of: last.scheduled))
            } else {
                guard let naming = plans.first(where: { $0.promise(of: probe) != nil }) else { return nil }
                reached = (naming.tie, naming.from.boot)
            }
            if (reached.tie, reached.time) < edge { edge = reached }
        }
        return edge
    }

    /// By their numbers; nil where there is none.
    private var ties: [Int: Tie]? {
        var ties: [Int: Tie] = [:]
        var last: Tie?
        for record in clocks {
            let tie = Tie(record, after: last)
            ties[tie.number] = tie
            last = tie
        }
        return ties.isEmpty ? nil : ties
    }

    /// Whether a probe that the last plan does not name has slots from before it that have not ended.
    private func isOpen(_ probe: String) -> Bool {
        guard let plan = plans.last else { return false }
        let arrears = Arrears(of: probe, since: accounted[probe], Stretch.all(clocks, plans, until: plan.from), [])
        return !arrears.missed(noticed: plan.from).isEmpty
    }
}
