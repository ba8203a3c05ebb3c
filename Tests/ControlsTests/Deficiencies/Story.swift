import Controls
import Testing

/// A register of deficiencies that is told one execution after another, and the changes that came of them.
struct Story {
    static let test = TestedCheck(control: "AC-02", check: "account-drift.root-uid")

    private(set) var register = DeficiencyRegister()
    private(set) var changes: [DeficiencyChange] = []
    private var executions: Int64 = 0
    var severity = Severity.critical

    /// One execution of `root-uid` at so many seconds, with these verdicts; `passing` more subjects are only counted.
    @discardableResult
    mutating func look(
        at seconds: Int64, _ verdicts: KeyValuePairs<String, Verdict>, passing: Int = 0, declared: Set<String> = [],
        test: TestedCheck = Story.test
    ) throws -> ExecutedCheck {
        let results = verdicts.map { CheckResult(test.check, subject: $0.key, $0.value, required: "root alone", observed: "uid 0") }
        return try look(at: seconds, results, passing: passing, declared: declared, test: test)
    }

    @discardableResult
    mutating func look(
        at seconds: Int64, _ results: [CheckResult], passing: Int = 0, declared: Set<String> = [], test: TestedCheck = Story.test
    ) throws -> ExecutedCheck {
        executions += 1
        let population = results.reduce(Population()) { $0.counting($1.verdict.outcome) }.counting(.pass, times: passing)
        let executed = ExecutedCheck(
            test, severity: severity, execution: ExecutionID(number: executions), at: Moment(seconds: seconds), results: results,
            population: population
        ).completed(with: register.open(of: test), declared: declared)
        for change in register.changes(after: executed) { try take(change) }
        return executed
    }

    mutating func take(_ change: DeficiencyChange) throws {
        changes.append(change)
        try register.apply(change)
    }

    func deficiency(_ subject: String, of test: TestedCheck = Story.test) -> Deficiency? {
        register.latest(of: TestedSubject(test: test, subject: subject))
    }

    /// What opened, closed and was amended, in words.
    var told: [String] {
        changes.compactMap { change in
            switch change {
            case .opened(let opening): "\(opening.id) opened \(opening.subject.subject)"
            case .amended(let id, let finding, _): "\(id) \(finding.reason.rawValue) \(finding.severity.rawValue) \(finding.observed)"
            case .closed(let id, let closing): "\(id) closed\(closing.reason.map { " \($0.rawValue)" } ?? "")"
            case .acknowledged(let id, let statement): "\(id) acknowledged by \(statement.author)"
            case .remediationClaimed(let id, let statement): "\(id) claimed by \(statement.author)"
            case .notified(let id, _): "\(id) notified"
            case .performed: nil
            }
        }
    }
}
