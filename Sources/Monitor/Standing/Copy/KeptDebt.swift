internal import ProbeKit

/// A notice that is still owed to some destinations, in a copy of the standing.
struct KeptDebt: KeptPair {
    private var destinations: [String] = []
    private var notice: Int64 = 0

    init() {}

    init(_ notice: Int64, _ destinations: Set<String>) { (self.notice, self.destinations) = (notice, destinations.sorted()) }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("destinations", &destinations)
        try form.field("notice", &notice)
    }

    var pair: (key: Int64, value: Set<String>) { (notice, Set(destinations)) }
}
