package import Controls

/// What people were told of every subject: a fold over executions and waivers. Records know nothing of it; only notices are damped.
///
/// It remembers the subjects of which something is open, or was until a while ago, and no others.
package struct Telling: Hashable, Sendable {
    var tests: [TestedCheck: [String: KnownSubject]] = [:]
    /// The waiver that lies over a subject, as people are told of it: another end is another waiver to them.
    var waivers: [TestedSubject: String] = [:]

    package init() {}

    /// What people are to be told after one more execution of a check, in the order of its results.
    ///
    /// What is inconclusive or not applicable says nothing. A subject that is not named passes where everything was looked through.
    package mutating func take(
        _ test: TestedCheck, severity: Severity, results: [CheckResult], isComplete: Bool, at moment: Moment,
        by rule: TellingRule = TellingRule()
    ) -> [Occasion] {
        // Most checks pass, and have for a long time.
        guard tests[test] != nil || results.contains(where: { $0.verdict.outcome == .fail }) else { return [] }
        let deciding = results.deciding
        var subjects = tests.removeValue(forKey: test) ?? [:]
        var occasions: [Occasion] = []
        for result in deciding { tell(result) }
        if isComplete {
            let unnamed = Set(subjects.keys).subtracting(deciding.map(\.subject))
            for name in unnamed.sorted() { tell(CheckResult(test.check, subject: name, .pass(.subjectAbsent))) }
        }
        for name in subjects.filter({ $0.value.isForgettable(at: moment, by: rule) }).keys { subjects[name] = nil }
        if !subjects.isEmpty { tests[test] = subjects }
        return occasions

        func tell(_ result: CheckResult) {
            let subject = TestedSubject(test: test, subject: result.subject)
            let kind: Notice.Kind?
            switch result.verdict {
            case .fail(let reason):
                let claim = KnownSubject.Claim(reason: reason, severity: severity, required: result.required)
                kind = subjects[result.subject, default: KnownSubject()].fail(claim, under: waivers[subject], at: moment, by: rule)
            case .pass: kind = subjects[result.subject]?.pass(under: waivers[subject], at: moment, by: rule)
            case .inconclusive, .notApplicable: kind = nil
            }
            if let kind { occasions.append(Occasion(kind, of: subject, at: moment)) }
        }
    }

    /// What people are to be told after waivers came into force or ended, each subject at most once.
    package mutating func take(_ changes: some Sequence<WaiverChange>) -> [Occasion] {
        var occasions: [Occasion] = []
        for change in changes {
            guard let occasion = take(change) else { continue }
            occasions.removeAll { $0.subject == occasion.subject }
            occasions.append(occasion)
        }
        return occasions
    }

    private mutating func take(_ change: WaiverChange) -> Occasion? {
        let (subject, moment): (TestedSubject, Moment)
        switch change {
        case .began(let waiver, let began):
            (subject, moment) = (waiver.subject, began)
            waivers[subject] = waiver.label
        // The one that takes its place begins next.
        case .ended(_, .replaced, _): return nil
        case .ended(let waiver, .expired, let ended), .ended(let waiver, .revoked, let ended):
            (subject, moment) = (waiver.subject, ended)
            waivers[subject] = nil
        }
        return tests[subject.test]?[subject.subject]?.catchUp(under: waivers[subject]).map { Occasion($0, of: subject, at: moment) }
    }

    /// What people know of a subject.
    package func knowledge(of subject: TestedSubject) -> Knowledge { tests[subject.test]?[subject.subject]?.knowledge ?? .nothing }

    /// The subjects of a check that must be named even when they pass, since something remains to be told of them.
    package func awaited(_ test: TestedCheck) -> Set<String> {
        Set((tests[test] ?? [:]).filter { $0.value.isAwaited }.keys)
    }
}
