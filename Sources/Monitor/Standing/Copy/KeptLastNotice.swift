internal import ProbeKit

/// A ``LastNotice`` in a copy of the standing.
struct KeptLastNotice: KeptPair {
    private var eventID = ""
    private var lane = ""
    private var place = ""

    init() {}

    init(_ lane: String, _ notice: LastNotice) { (self.lane, eventID, place) = (lane, notice.eventID, notice.place) }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("event_id", &eventID)
        try form.field("lane", &lane)
        try form.field("place", &place)
    }

    var pair: (key: String, value: LastNotice) { (lane, LastNotice(eventID: eventID, place: place)) }
}
