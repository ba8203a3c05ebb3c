package import Controls
package import ProbeKit

/// One check of one execution as the ledger keeps it: results, population, inventory, and what ``PerformedTest`` says.
package struct KeptCheck: RecordedObject, Hashable, Sendable {
    private var check = ""
    private var control = ""
    /// Whether every source of subjects was read to its end.
    package private(set) var isComplete = false
    private var counts: [Int] = []
    private var failedAgain: [Int64]?
    private var found: [String]?
    private var lost: [String]?
    private var outOfScope: [String]?
    package private(set) var results: [CheckResult] = []
    package private(set) var severity = Severity.low

    package init() {}

    init(_ executed: ExecutedCheck, _ performed: PerformedTest) {
        check = executed.test.check.rawValue
        control = executed.test.control
        let inventory = performed.performance.inventory
        isComplete = inventory.isComplete
        counts = Outcome.allCases.map(executed.population.count(of:))
        failedAgain = performed.failedAgain.map(\.number).unlessEmpty
        found = performed.found.unlessEmpty
        lost = performed.lost.unlessEmpty
        outOfScope = inventory.outOfScope.sorted().unlessEmpty
        results = executed.results
        severity = executed.severity
    }

    package mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("check", &check)
        try form.field("complete", &isComplete)
        try form.field("control", &control)
        try form.field("counts", &counts)
        try form.field("failed_again", &failedAgain)
        try form.field("found", &found)
        try form.field("lost", &lost)
        try form.field("out_of_scope", &outOfScope)
        var kept = results.map(KeptResult.init)
        try form.field("results", &kept)
        results = kept.map { $0.result(of: CheckID(rawValue: check)) }
        try form.word("severity", &severity)
        guard counts.count == Outcome.allCases.count, counts.allSatisfy({ 0...1 << 40 ~= $0 }) else {
            throw RecordProblem(text: "counts are not one for each outcome", offset: form.bytes.count)
        }
    }

    package var test: TestedCheck { TestedCheck(control: control, check: CheckID(rawValue: check)) }

    package var population: Population {
        zip(Outcome.allCases, counts).reduce(Population()) { $0.counting($1.0, times: $1.1) }
    }

    /// What the register of deficiencies is told of this check in some execution.
    package func performed(in execution: ExecutionID, at moment: Moment) -> PerformedTest {
        let inventory = Inventory(isComplete: isComplete, outOfScope: Set(outOfScope ?? []))
        return PerformedTest(
            test: test, performance: Performance(execution: execution, moment: moment, inventory: inventory),
            failedAgain: (failedAgain ?? []).map(DeficiencyID.init), lost: lost ?? [], found: found ?? [])
    }
}

extension Array {
    /// Nil for an empty list, which records leave out.
    var unlessEmpty: Self? { isEmpty ? nil : self }
}
