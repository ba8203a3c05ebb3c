internal import Controls
internal import ProbeKit

/// A notice on its way, in a copy of the standing.
struct KeptDebt: KeptPair {
    private var debt = Standing.Debt(destinations: [])
    private var notice: Int64 = 0

    init() {}

    init(_ notice: Int64, _ debt: Standing.Debt) { (self.notice, self.debt) = (notice, debt) }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        var destinations = debt.destinations.sorted()
        var acquainted = debt.acquainted.sorted()
        try form.field("acquainted", &acquainted)
        try form.field("closes", &debt.closes)
        try form.field("deficiency", &debt.deficiency)
        try form.field("destinations", &destinations)
        try form.field("heard", &debt.isHeard)
        try form.field("lane", &debt.lane)
        try form.field("notice", &notice)
        try form.word("severity", &debt.severity)
        try form.nanoseconds("since_ns", &debt.since)
        try form.field("test", &debt.isTest)
        (debt.destinations, debt.acquainted) = (Set(destinations), Set(acquainted))
    }

    var pair: (key: Int64, value: Standing.Debt) { (notice, debt) }
}
