/// The results of one probe, with the population of every check.
///
/// What does not pass is named; what passes is counted, and named only up to a limit.
package struct Results: Hashable, Sendable {
    /// Every result that is not a pass, and the passes that were named, in the order in which they were judged; without those that were
    /// passed on already.
    package private(set) var named: [CheckResult] = []
    package private(set) var populations: [CheckID: Population] = [:]
    /// What was relied on, in the order in which it was said.
    package private(set) var documents: [Document] = []
    /// How many passing subjects of one check are named.
    private let passesNamed: Int
    /// The checks whose results are wanted; nil for all.
    private let due: Set<CheckID>?
    /// Subjects that the settings declare out of scope.
    private let excluded: Set<String>
    /// Subjects that are named even when they pass: those with an open deficiency, of which one wants to know that they do.
    private let following: [CheckID: Set<String>]
    /// Why the look before cannot be read; nil where it was, or where there is none.
    private var lostHistory: Note?
    /// The checks whose approved state cannot be read.
    private var withoutBaseline: Set<CheckID> = []

    /// Where the named results go whenever many have come together; nil where all of them stay here.
    private let relay: ResultRelay?

    package static let usualPassesNamed = 100
    private static let relayed = 1024

    package init(
        passesNamed: Int = Results.usualPassesNamed, due: Set<CheckID>? = nil, excluded: Set<String> = [],
        following: [CheckID: Set<String>] = [:], relay: ResultRelay? = nil
    ) {
        self.passesNamed = passesNamed
        self.due = due
        self.excluded = excluded
        self.following = following
        self.relay = relay
    }

    /// Whether anybody wants the results of a check.
    package func wants(_ check: CheckID) -> Bool { due?.contains(check) ?? true }

    package mutating func add(_ result: CheckResult) {
        guard wants(result.check) else { return }
        var result = result
        adapt(&result)
        if excluded.contains(result.subject) { result.verdict = .notApplicable(.declaredOutOfScope) }
        let outcome = result.verdict.outcome
        let seen = populations[result.check, default: Population()].counting(outcome)
        populations[result.check] = seen
        if outcome != .pass || seen.pass <= passesNamed || follows(result) { named.append(result) }
        guard let relay, named.count >= Self.relayed else { return }
        relay.pass(named)
        named.removeAll(keepingCapacity: true)
    }

    /// What only a baseline or an earlier look could decide is not decided without it.
    private func adapt(_ result: inout CheckResult) {
        if result.verdict == .fail(.unexpected), withoutBaseline.contains(result.check) { result.verdict = .inconclusive(.noBaseline) }
        if result.verdict == .inconclusive(.insufficientHistory), let lostHistory { result.notes.append(lostHistory) }
    }

    /// Says why there is no look before. To be said before anything is judged.
    package mutating func missHistory(because text: String) { lostHistory = Note(.attention, text) }

    /// Says that the approved state of some checks cannot be read: what nothing else allows is then not known to be unexpected. To be
    /// said before anything is judged.
    package mutating func missBaseline(of checks: [CheckID], because text: String) {
        withoutBaseline.formUnion(checks)
        for check in checks {
            add(
                CheckResult(
                    check, subject: "source:baseline", .inconclusive(.noBaseline), required: "an approved state that can be read",
                    observed: text))
        }
    }

    /// Says on what the results rest besides the host itself.
    package mutating func rely(on document: Document) { documents.append(document) }

    private func follows(_ result: CheckResult) -> Bool { following[result.check]?.contains(result.subject) ?? false }

    /// Says that a check found nothing to judge, if that is so: its sources were read, or there would be a result.
    package mutating func addIfEmpty(_ check: CheckID, observed: String) {
        guard populations[check] == nil else { return }
        add(CheckResult(check, subject: "host", .notApplicable(.emptyPopulation), observed: observed))
    }

    /// The results of one check.
    package func of(_ check: CheckID) -> [CheckResult] { named.filter { $0.check == check } }

    /// The verdict of one check on one subject; nil if there is none, or more than one.
    package func of(_ check: CheckID, subject: String) -> Verdict? {
        let matching = named.filter { $0.check == check && $0.subject == subject }
        return matching.count == 1 ? matching[0].verdict : nil
    }
}

/// Takes results while others are still to come, since there may be a hundred thousand of them.
package struct ResultRelay: Sendable {
    let pass: @Sendable ([CheckResult]) -> Void

    package init(_ pass: @escaping @Sendable ([CheckResult]) -> Void) { self.pass = pass }
}

/// It is no part of what the results are.
extension ResultRelay: Hashable {
    package static func == (first: ResultRelay, second: ResultRelay) -> Bool { true }
    package func hash(into hasher: inout Hasher) {}
}

/// How many subjects a check had, and how they came out. `subjects` is always the sum of the four.
package struct Population: Hashable, Sendable {
    package var pass = 0
    package var fail = 0
    package var inconclusive = 0
    package var notApplicable = 0

    package init() {}

    /// Every subject, however it came out.
    package var subjects: Int { pass + fail + inconclusive + notApplicable }

    /// The result of the check over its subjects: any fail, else any inconclusive, else any pass, else not-applicable.
    package var rollUp: Outcome {
        if fail > 0 { return .fail }
        if inconclusive > 0 { return .inconclusive }
        return pass > 0 ? .pass : .notApplicable
    }

    package func counting(_ outcome: Outcome, times: Int = 1) -> Population {
        var counted = self
        switch outcome {
        case .pass: counted.pass += times
        case .fail: counted.fail += times
        case .inconclusive: counted.inconclusive += times
        case .notApplicable: counted.notApplicable += times
        }
        return counted
    }

    package static func + (first: Population, second: Population) -> Population {
        Outcome.allCases.reduce(first) { sum, outcome in sum.counting(outcome, times: second.count(of: outcome)) }
    }

    package func count(of outcome: Outcome) -> Int {
        switch outcome {
        case .pass: pass
        case .fail: fail
        case .inconclusive: inconclusive
        case .notApplicable: notApplicable
        }
    }
}
