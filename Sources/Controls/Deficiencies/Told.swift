/// What people know of one subject, and what is needed to decide what they are told next.
package struct Told: Hashable, Sendable {
    package private(set) var isOpen = false
    package private(set) var isFlapping = false
    private var isFailing = false
    /// Executions in a row that came out the same.
    private var run = 0
    /// When it opened or closed: no more of them than decide.
    private var turns: [Moment] = []

    package init() {}

    /// What is to be told after one more execution; nil for nothing.
    package mutating func occasion(after turnout: TellingRule.Turnout, by rule: TellingRule) -> TellingRule.Occasion? {
        let moment = turnout.moment
        take(turnout, by: rule)
        if isFlapping { return turns.isEmpty ? settle(at: moment) : nil }
        if turns.count > rule.turns {
            isFlapping = true
            return .flapping(moment)
        }
        if isFailing, !isOpen, run >= rule.confirm {
            isOpen = true
            return .opened(moment)
        }
        if !isFailing, isOpen, run >= TellingRule.passesBeforeResolved {
            isOpen = false
            return .resolved(moment)
        }
        return nil
    }

    private mutating func take(_ turnout: TellingRule.Turnout, by rule: TellingRule) {
        // A clock that went backwards must not keep a turn in the window until it has caught up.
        turns = turns.map { min($0, turnout.moment) }.filter { turn in turnout.moment.since(turn).map { $0 < rule.window } ?? false }
        if turnout.fails != isFailing {
            isFailing = turnout.fails
            run = 0
            turns = Array((turns + [turnout.moment]).suffix(rule.turns + 1))
        }
        run = min(run, max(rule.confirm, TellingRule.passesBeforeResolved)) + 1
    }

    private mutating func settle(at moment: Moment) -> TellingRule.Occasion {
        isFlapping = false
        isOpen = isFailing
        return .settled(moment, isOpen: isFailing)
    }
}
