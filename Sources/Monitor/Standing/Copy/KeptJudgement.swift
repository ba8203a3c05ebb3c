internal import Controls
internal import ProbeKit

/// When a check was judged, in a copy of the standing.
struct KeptJudgement: KeptPair {
    private var check = ""
    private var moment = Moment(nanoseconds: 0)

    init() {}

    init(_ check: CheckID, _ moment: Moment) { (self.check, self.moment) = (check.rawValue, moment) }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("check", &check)
        try form.nanoseconds("moment_ns", &moment)
    }

    var pair: (key: CheckID, value: Moment) { (CheckID(rawValue: check), moment) }
}
