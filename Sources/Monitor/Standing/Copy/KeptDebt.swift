internal import ProbeKit

/// A notice on its way, in a copy of the standing.
struct KeptDebt: KeptPair {
    private var closes: String?
    private var destinations: [String] = []
    private var notice: Int64 = 0
    private var opens: String?

    init() {}

    init(_ notice: Int64, _ debt: Standing.Debt) {
        (self.notice, destinations, opens, closes) = (notice, debt.destinations.sorted(), debt.opens, debt.closes)
    }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("closes", &closes)
        try form.field("destinations", &destinations)
        try form.field("notice", &notice)
        try form.field("opens", &opens)
    }

    var pair: (key: Int64, value: Standing.Debt) {
        (notice, Standing.Debt(destinations: Set(destinations), opens: opens, closes: closes))
    }
}
