internal import ProbeKit

/// Who knows that something is deficient, in a copy of the standing.
struct KeptAudience: KeptPair {
    private var destinations: [String] = []
    private var lane = ""

    init() {}

    init(_ lane: String, _ destinations: Set<String>) { (self.lane, self.destinations) = (lane, destinations.sorted()) }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("destinations", &destinations)
        try form.field("lane", &lane)
    }

    var pair: (key: String, value: Set<String>) { (lane, Set(destinations)) }
}
