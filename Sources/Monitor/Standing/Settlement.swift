internal import Controls
internal import Notices

/// What is to be told of once no silence lies over it any more.
struct Settlement {
    private let register: DeficiencyRegister
    private let telling: Telling
    private let informed: [String: Set<String>]

    init(_ register: DeficiencyRegister, _ telling: Telling, _ informed: [String: Set<String>]) {
        (self.register, self.telling, self.informed) = (register, telling, informed)
    }

    /// The subjects that people are to hear of after silences ended, in their order: what is open, and what some were told of and that is
    /// over meanwhile.
    /// - Parameter silences: those that are still in force.
    func subjects(after ended: [Silence], under silences: SilencesInForce) -> [TestedSubject] {
        let remembered = register.histories.flatMap { test, history in
            (Array(history.open.keys) + history.closed.keys).map { TestedSubject(test: test, subject: $0) }
        }
        return remembered.filter { subject in
            ended.contains { $0.covers(subject) } && silences.covering(subject) == nil
                && (telling.knowledge(of: subject) != .nothing || informed[Notice.lane(of: subject)]?.isEmpty == false)
        }.inOrder
    }

    /// Whether it is known now what is to be told: not between the first pass and the second, nor before it failed often enough.
    func isSettled(_ subject: TestedSubject) -> Bool {
        switch telling.knowledge(of: subject) {
        case .open, .waived, .flapping: true
        case .passing: false
        case .nothing: register.open(of: subject) == nil
        }
    }
}

extension Collection<TestedSubject> {
    /// Sorted by control, check and subject.
    var inOrder: [TestedSubject] { sorted { ($0.test, $0.subject) < ($1.test, $1.subject) } }
}

extension Notice {
    /// Who knows that something is deficient and not yet that it no longer is, after this notice of its end.
    func audience(after informed: Set<String>?) -> Set<String>? {
        // Under a silence not everybody was told.
        let rest = silence == nil ? [] : informed?.subtracting(destinations) ?? []
        return rest.isEmpty ? nil : rest
    }
}
