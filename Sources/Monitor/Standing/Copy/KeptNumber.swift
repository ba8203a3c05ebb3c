internal import Controls
internal import ProbeKit

/// An execution of a probe in a copy of the standing.
struct KeptNumber: KeptPair {
    private var number: Int64 = 0
    private var probe = ""

    init() {}

    init(_ probe: String, _ execution: ExecutionID) { (self.probe, number) = (probe, execution.number) }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("number", &number)
        try form.field("probe", &probe)
    }

    var pair: (key: String, value: ExecutionID) { (probe, ExecutionID(number: number)) }
}
