package import Controls

/// Asks whether a service speaks a protocol in the clear, and whether one could log in that way. No password is ever sent.
package struct GreetingRequest: RecordedObject, Hashable, Sendable {
    package var address = IPAddress.wildcardV4
    /// Milliseconds after which the courier answers with what it knows.
    package var deadline = 10_000
    package var port: UInt16 = 0
    /// The protocol that the port or the unit suggests; nil where nothing is suggested.
    package var suggested: CleartextProtocol?
    package var transport = Transport.tcp

    package init() {}

    package mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("address", &address)
        try form.field("deadline", &deadline)
        try form.field("port", &port)
        try form.word("suggested", &suggested)
        try form.word("transport", &transport)
    }
}

/// Protocols that can be told by what they say in the clear.
package enum CleartextProtocol: String, CaseIterable, Hashable, Sendable {
    case ftp, http, imap, ldap, pop3, rexec, rlogin, rsh, rsync, smtp, telnet, tftp, vnc
    /// Protects itself; listed so that it can be told.
    case ssh
}

/// What a service said.
package struct Greeting: RecordedObject, Hashable, Sendable {
    package enum Reach: String, CaseIterable, Hashable, Sendable {
        /// It spoke ``Greeting/spoken``.
        case recognised
        /// It answered a ClientHello in TLS, from the first byte.
        case tls
        /// It spoke, but no protocol that is known here.
        case unrecognised
        /// It closed the connection without a word.
        case closing
        case silent, unreachable, forbidden
    }

    /// Whether credentials are taken in the clear.
    package enum Login: String, CaseIterable, Hashable, Sendable {
        /// It asks for the password, or tries it.
        case accepted
        /// It refuses to go on before TLS.
        case refused
        /// The protocol has no login, or none that is protected: whatever it carries is in the clear.
        case always
        case unknown
    }

    package var reach = Reach.unreachable
    package var spoken: CleartextProtocol?
    package var login = Login.unknown
    /// Whether it offers to change to TLS.
    package var offersTLS = false
    /// The deciding words of the service, escaped, at most 120 characters.
    package var detail = ""

    package init() {}

    package mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("detail", &detail)
        try form.word("login", &login)
        try form.field("offers_tls", &offersTLS)
        try form.word("reach", &reach)
        try form.word("spoken", &spoken)
    }
}
