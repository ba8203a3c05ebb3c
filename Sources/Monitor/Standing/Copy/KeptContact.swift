internal import Controls
internal import ProbeKit

/// What is known of a remote destination, in a copy of the standing.
struct KeptContact: KeptPair {
    private var contact = Contact(tested: Moment(nanoseconds: 0), settings: "")
    private var destination = ""

    init() {}

    init(_ destination: String, _ contact: Contact) { (self.destination, self.contact) = (destination, contact) }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.nanoseconds("accepted_ns", &contact.accepted)
        try form.nanoseconds("delivered_ns", &contact.delivered)
        try form.field("destination", &destination)
        try form.field("settings_sha256", &contact.settings)
        try form.nanoseconds("since_ns", &contact.since)
        try form.nanoseconds("tested_ns", &contact.tested)
    }

    var pair: (key: String, value: Contact) { (destination, contact) }
}
