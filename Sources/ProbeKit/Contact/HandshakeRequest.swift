package import Controls

/// Asks for everything that can be learnt about the TLS of one address, port and name.
package struct HandshakeRequest: RecordedObject, Hashable, Sendable {
    package var address = IPAddress.wildcardV4
    /// Trust anchors beside the system's: DER in base64, one certificate each.
    package var anchors: [String] = []
    /// Milliseconds after which the courier answers with what it knows.
    package var deadline = 20_000
    /// The name that the service is declared to have. Names of a certificate that could match it come first in the facts, so that
    /// a list that is cut still holds them.
    package var declaredName: String?
    /// SHA-256 of certificates that count as trust anchors when presented, lower-case hexadecimal.
    package var pins: [String] = []
    package var port: UInt16 = 0
    /// The name that is sent (RFC 6066, section 3); nil to send none.
    package var serverName: String?
    package var startTLS: StartTLS?
    /// The moment at which certificates are judged valid: seconds since 1970.
    package var time: Int64 = 0

    package init() {}

    package mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("address", &address)
        try form.field("anchors", &anchors)
        try form.field("deadline", &deadline)
        try form.field("declared_name", &declaredName)
        try form.field("pins", &pins)
        try form.field("port", &port)
        try form.field("server_name", &serverName)
        try form.word("starttls", &startTLS)
        try form.field("time", &time)
    }
}
