/// One check as one execution performed it: what the register of deficiencies is told.
///
/// What does not pass is named in the results; of what passes, at least the subjects with an open deficiency are: whoever starts an
/// execution asks for them by name (``Results``, `following`). So a subject with an open deficiency that is not named was not found, and
/// whether that is a pass depends on how far the inventory reached.
package struct ExecutedCheck: Hashable, Sendable {
    package let test: TestedCheck
    package let severity: Severity
    package let performance: Performance
    package private(set) var results: [CheckResult]
    package private(set) var population: Population

    package init(
        _ test: TestedCheck, severity: Severity, execution: ExecutionID, at moment: Moment, results: [CheckResult], population: Population
    ) {
        self.test = test
        self.severity = severity
        self.results = results
        self.population = population
        let inventory = Inventory(of: results, population: population)
        performance = Performance(execution: execution, moment: moment, inventory: inventory)
    }

    /// The one result that decides for each subject.
    var deciding: [CheckResult] { results.deciding }

    /// The same with a result for every open deficiency whose subject was not found: the population of a check is what its inventory
    /// found and the subjects of its open deficiencies.
    ///
    /// - Parameters:
    ///   - open: the open deficiencies of this check.
    ///   - declared: subjects that settings declare. They are never absent.
    package func completed(with open: some Sequence<Deficiency>, declared: Set<String> = []) -> ExecutedCheck {
        let named = Set(results.map(\.subject))
        let missing = open.filter { $0.closing == nil && $0.subject.test == test && !named.contains($0.subject.subject) }
        guard !missing.isEmpty else { return self }
        var completed = self
        completed.forgetEmptiness()
        for deficiency in missing.sorted(by: { $0.id < $1.id }) {
            completed.add(result(ofMissing: deficiency, isDeclared: declared.contains(deficiency.subject.subject)))
        }
        return completed
    }

    /// With subjects of open deficiencies in it a population is not empty.
    private mutating func forgetEmptiness() {
        let before = results.count
        results.removeAll { $0.verdict == .notApplicable(.emptyPopulation) }
        population.notApplicable -= before - results.count
    }

    private mutating func add(_ result: CheckResult) {
        results.append(result)
        population = population.counting(result.verdict.outcome)
    }

    private func result(ofMissing deficiency: Deficiency, isDeclared: Bool) -> CheckResult {
        let subject = deficiency.subject.subject
        let reaches = performance.inventory.reaches(asFarAs: deficiency.lastFailure.inventory)
        let isAbsent = reaches && !isDeclared && !Subject.isSource(subject)
        return CheckResult(
            test.check, subject: subject, isAbsent ? .pass(.subjectAbsent) : .inconclusive(.populationIncomplete),
            required: deficiency.finding.required, observed: isAbsent ? "no longer there" : "not found, and not everything was read")
    }
}
