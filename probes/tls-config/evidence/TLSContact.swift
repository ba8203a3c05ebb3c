import Controls
import ProbeKit

/// What came of asking at one address.
struct TLSContact: RecordedObject, Hashable, Sendable {
    var address = IPAddress.wildcardV4
    /// Why nothing is known: nobody could ask, or there was no time.
    var failure: Unread?
    var handshake: Handshake?

    init() {}

    init(_ address: IPAddress) { self.address = address }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("address", &address)
        try form.field("failure", &failure)
        try form.field("handshake", &handshake)
    }
}
