/// When the openings and closings of one subject are told. Telling is damped, recording never: the register knows nothing of this.
package struct TellingRule: Hashable, Sendable {
    /// So many failing executions in a row before anybody is told.
    package let confirm: Int
    /// More openings and closings than this within the window is flapping.
    package let turns: Int
    package let window: TimeSpan

    /// What ``confirm`` may be set to.
    package static let confirmations = 1...10

    /// So many passing executions in a row before a deficiency is told to be resolved: one that fails again at once was not.
    package static let passesBeforeResolved = 2

    package init(confirm: Int = 1, turns: Int = 6, window: TimeSpan = .hours(1)) {
        self.confirm = max(1, confirm)
        self.turns = max(1, turns)
        self.window = window
    }

    /// What is told of a whole history, from its beginning.
    package func occasions(in history: some Sequence<Turnout>) -> [Occasion] {
        var told = Told()
        return history.compactMap { told.occasion(after: $0, by: self) }
    }

    /// How one execution came out for the subject. What is inconclusive or not applicable is none.
    package struct Turnout: Hashable, Sendable {
        package let fails: Bool
        package let moment: Moment

        package init(fails: Bool, at moment: Moment) {
            self.fails = fails
            self.moment = moment
        }
    }

    /// Something to tell.
    package enum Occasion: Hashable, Sendable {
        case opened(Moment)
        case resolved(Moment)
        /// It opens and closes so often that this is told once, and nothing else until it is settled.
        case flapping(Moment)
        /// It has neither opened nor closed for a whole window, and is open or not.
        case settled(Moment, isOpen: Bool)
    }
}
