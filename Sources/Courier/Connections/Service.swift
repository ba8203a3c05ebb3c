package import Controls
package import ProbeKit

/// Where TLS is spoken, and what comes before it.
package struct Service: Hashable, Sendable {
    package let address: IPAddress
    package let port: UInt16
    package let startTLS: StartTLS?
    /// The name of the server; XMPP asks for it before TLS does.
    package let serverName: String?

    package init(_ address: IPAddress, port: UInt16, startTLS: StartTLS? = nil, serverName: String? = nil) {
        self.address = address
        self.port = port
        self.startTLS = startTLS
        self.serverName = serverName
    }

    package init(_ request: HandshakeRequest) {
        self.init(request.address, port: request.port, startTLS: request.startTLS, serverName: request.serverName)
    }

    /// A connection on which the next byte is TLS.
    package func open(until deadline: Deadline) throws(ContactFailure) -> Connection {
        let connection = try connect(until: deadline)
        guard let startTLS else { return connection }
        var conversation = Conversation(connection)
        switch startTLS {
        case .ftp: try FTPStart.ask(&conversation)
        case .imap: try IMAPStart.ask(&conversation)
        case .ldap: try LDAPStart.ask(&conversation)
        case .mysql: try MySQLStart.ask(&conversation)
        case .pop3: try POP3Start.ask(&conversation)
        case .postgres: try PostgresStart.ask(&conversation)
        case .smtp: try SMTPStart.ask(&conversation)
        case .xmpp: try XMPPStart.ask(&conversation, server: serverName)
        }
        return try conversation.end()
    }

    /// A connection on which nothing has been said.
    package func connect(until deadline: Deadline) throws(ContactFailure) -> Connection {
        guard AddressClass(address) != .linkLocal else { throw ContactFailure(.forbidden, "\(address) is link-local") }
        do { return try Connection(to: address, port: port, until: deadline) } catch { throw ContactFailure(connecting: error) }
    }
}
