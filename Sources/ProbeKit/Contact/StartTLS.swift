/// The protocols that begin in the clear and change to TLS on request.
package enum StartTLS: String, CaseIterable, Hashable, Sendable {
    /// RFC 4217.
    case ftp
    /// RFC 3501.
    case imap
    /// RFC 4511, section 4.14.
    case ldap
    case mysql
    /// RFC 2595.
    case pop3
    case postgres
    /// RFC 3207.
    case smtp
    /// RFC 6120; the stream of a client.
    case xmpp
}
