internal import ProbeKit

/// By which messages destinations heard of one opening, in a copy of the standing.
struct KeptOpening: KeptPair {
    private var destinations: [String] = []
    private var lane = ""
    private var messages: [String] = []

    init() {}

    init(_ lane: String, _ openings: [String: String]) {
        let openings = openings.sorted { $0.key < $1.key }
        (self.lane, destinations, messages) = (lane, openings.map(\.key), openings.map(\.value))
    }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("destinations", &destinations)
        try form.field("lane", &lane)
        try form.field("messages", &messages)
        guard destinations.count == messages.count else {
            throw RecordProblem(text: "messages are not one for each destination", offset: form.bytes.count)
        }
    }

    var pair: (key: String, value: [String: String]) { (lane, Dictionary(zip(destinations, messages)) { first, _ in first }) }
}
