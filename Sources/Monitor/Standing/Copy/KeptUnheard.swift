internal import Controls
internal import ProbeKit

/// A deficiency that nobody was told of, in a copy of the standing.
struct KeptUnheard: KeptPair {
    private var deficiency: Int64 = 0
    private var unheard = Standing.Unheard(destination: "", at: Moment(nanoseconds: 0))

    init() {}

    init(_ deficiency: Int64, _ unheard: Standing.Unheard) { (self.deficiency, self.unheard) = (deficiency, unheard) }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.nanoseconds("at_ns", &unheard.at)
        try form.field("deficiency", &deficiency)
        try form.field("destination", &unheard.destination)
    }

    var pair: (key: Int64, value: Standing.Unheard) { (deficiency, unheard) }
}
