internal import Controls
internal import ProbeKit

/// A ``Performance`` as the ledger keeps it.
struct KeptPerformance: RecordedObject, Hashable {
    private(set) var performance = Performance(
        execution: ExecutionID(number: 0), moment: Moment(nanoseconds: 0), inventory: Inventory(isComplete: false))

    init() {}

    init(_ performance: Performance) { self.performance = performance }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        var isComplete = performance.inventory.isComplete
        var execution = performance.execution.number
        var moment = performance.moment
        var outOfScope = performance.inventory.outOfScope.sorted().unlessEmpty
        try form.field("complete", &isComplete)
        try form.field("execution", &execution)
        try form.nanoseconds("moment_ns", &moment)
        try form.field("out_of_scope", &outOfScope)
        performance = Performance(
            execution: ExecutionID(number: execution), moment: moment,
            inventory: Inventory(isComplete: isComplete, outOfScope: Set(outOfScope ?? [])))
    }
}
