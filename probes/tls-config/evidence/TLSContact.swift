import Controls
import ProbeKit

/// What came of asking at one address.
struct TLSContact: RecordedObject, Hashable, Sendable {
    var address = IPAddress.wildcardV4
    /// Why nothing is known: nobody could ask, or there was no time.
    var failure: Unread?
    var handshake: Handshake?
    /// The port that is asked: another than the endpoint's where that one is published for a container.
    var port: UInt16 = 0

    init() {}

    init(_ address: IPAddress, port: UInt16) {
        self.address = address
        self.port = port
    }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("address", &address)
        try form.field("failure", &failure)
        try form.field("handshake", &handshake)
        try form.field("port", &port)
    }
}
