package import Controls

/// What people are told again while it lasts: that something is still deficient, and how often something turns that flaps.
extension Telling {
    /// Takes that people are told something of a subject.
    package mutating func take(_ notice: Notice) {
        let test = TestedCheck(control: notice.control, check: CheckID(rawValue: notice.check))
        guard notice.deficiency != nil, let subjects = tests[test] else { return }
        // The notice has a long or unprintable name in its own form.
        let name = subjects[notice.subject] != nil ? notice.subject : subjects.keys.filter { notice.names($0) }.min()
        if let name { tests[test]?[name]?.isTold(at: notice.moment) }
    }

    /// The subjects that people are to be told of again, in their order. None over which a waiver lies.
    package func due(at now: Moment) -> [TestedSubject] {
        repetitions.filter { $0.moment <= now }.map(\.subject).sorted { ($0.test, $0.subject) < ($1.test, $1.subject) }
    }

    /// When ``due(at:)`` has more.
    package func nextDue(after now: Moment) -> Moment? { repetitions.map(\.moment).filter { $0 > now }.min() }

    /// What is to be told again of a subject; nil for nothing yet.
    package func occasion(repeating subject: TestedSubject, at now: Moment) -> Occasion? {
        guard let known = tests[subject.test]?[subject.subject], waivers[subject] == nil, let repetition = known.repetition,
            repetition.moment <= now
        else { return nil }
        let turns = repetition.kind == .stillFlapping ? known.toldAt.map { Occasion.Turns(count: known.openings, since: $0) } : nil
        return Occasion(repetition.kind, of: subject, at: now, turns: turns)
    }

    private var repetitions: some Sequence<(subject: TestedSubject, moment: Moment)> {
        tests.lazy.flatMap { test, subjects in
            subjects.lazy.compactMap { name, known in
                guard let moment = known.repetition?.moment else { return nil }
                let subject = TestedSubject(test: test, subject: name)
                return self.waivers[subject] == nil ? (subject, moment) : nil
            }
        }
    }
}

extension Notice {
    fileprivate func names(_ subject: String) -> Bool { subject.clipped(to: NoticeWriter.textLimit) == self.subject }
}
