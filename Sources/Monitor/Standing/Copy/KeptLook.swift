internal import Controls
internal import ProbeKit

/// The last look at a check in a copy of the standing.
struct KeptLook: KeptPair {
    private var test = TestedCheck(control: "", check: "")
    private var look = LastLook(execution: ExecutionID(number: 0), moment: Moment(nanoseconds: 0), population: Population())

    init() {}

    init(_ test: TestedCheck, _ look: LastLook) { (self.test, self.look) = (test, look) }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        var (check, control) = (test.check.rawValue, test.control)
        var (blindRuns, execution, moment, lastPass) = (look.blindRuns, look.execution.number, look.moment, look.lastPass)
        var since = look.inconclusiveSince
        var counts = Outcome.allCases.map(look.population.count)
        var reasons = look.inconclusive.keys.sorted()
        var subjects = reasons.map { look.inconclusive[$0] ?? 0 }
        try form.field("blind_runs", &blindRuns)
        try form.field("check", &check)
        try form.field("control", &control)
        try form.field("counts", &counts)
        try form.field("execution", &execution)
        try form.nanoseconds("inconclusive_since_ns", &since)
        try form.nanoseconds("last_pass_ns", &lastPass)
        try form.nanoseconds("moment_ns", &moment)
        try form.field("reasons", &reasons)
        try form.field("subjects", &subjects)
        guard counts.count == Outcome.allCases.count, counts.allSatisfy({ 0...1 << 40 ~= $0 }), reasons.count == subjects.count else {
            throw RecordProblem(text: "counts are not one for each", offset: form.bytes.count)
        }
        test = TestedCheck(control: control, check: CheckID(rawValue: check))
        look = LastLook(
            execution: ExecutionID(number: execution), moment: moment,
            population: zip(Outcome.allCases, counts).reduce(Population()) { $0.counting($1.0, times: $1.1) })
        look.inconclusive = Dictionary(zip(reasons, subjects)) { first, _ in first }
        (look.blindRuns, look.lastPass, look.inconclusiveSince) = (blindRuns, lastPass, since)
    }

    var pair: (key: TestedCheck, value: LastLook) { (test, look) }
}
