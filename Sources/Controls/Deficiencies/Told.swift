/// What people know of one subject, and what is needed to decide what they are told next.
package struct Told: Hashable, Sendable {
    package private(set) var isOpen = false
    package private(set) var isFlapping = false
    package private(set) var isFailing = false
    /// Executions in a row that came out the same.
    package private(set) var run = 0
    /// When it opened or closed: no more of them than decide.
    package private(set) var turns: [Moment] = []

    package init() {}

    package init(isOpen: Bool, isFlapping: Bool, isFailing: Bool, run: Int, turns: [Moment]) {
        self.isOpen = isOpen
        self.isFlapping = isFlapping
        self.isFailing = isFailing
        self.run = run
        self.turns = turns
    }

    /// Whether it passes and what happened before no longer matters: nothing of it need be remembered.
    package func isAtRest(at now: Moment, by rule: TellingRule) -> Bool {
        !isOpen && !isFlapping && !isFailing && !turns.contains { isRecent($0, at: now, by: rule) }
    }

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
        turns = turns.map { min($0, turnout.moment) }.filter { isRecent($0, at: turnout.moment, by: rule) }
        if turnout.fails != isFailing {
            isFailing = turnout.fails
            run = 0
            turns = Array((turns + [turnout.moment]).suffix(rule.turns + 1))
        }
        run = min(run, max(rule.confirm, TellingRule.passesBeforeResolved)) + 1
    }

    private func isRecent(_ turn: Moment, at now: Moment, by rule: TellingRule) -> Bool {
        now.since(turn).map { $0 < rule.window } ?? false
    }

    private mutating func settle(at moment: Moment) -> TellingRule.Occasion {
        isFlapping = false
        isOpen = isFailing
        return .settled(moment, isOpen: isFailing)
    }
}
