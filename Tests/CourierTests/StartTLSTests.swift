import Controls
import Courier
import ProbeKit
import Testing

/// Each way to TLS that begins in the clear, with peers that go along and peers that do not.
@Suite struct StartTLSTests {
    /// What a peer says before it hears anything, then after each end of what it hears.
    struct Play: Sendable {
        var greeting = ""
        var replies: [(after: String, say: String)] = []
    }

    private static let features = """
        <?xml version='1.0'?><stream:stream xmlns:stream='http://etherx.jabber.org/streams' id='1'><stream:features>\
        <starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'><required/></starttls></stream:features>
        """
    private static let proceed = "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"
    /// An LDAP result for StartTLS.
    private static func ldap(_ code: UInt8) -> String {
        String(decoding: [0x30, 12, 2, 1, 1, 0x78, 7, 0x0A, 1, code, 4, 0, 4, 0], as: UTF8.self)
    }
    /// A MySQL greeting with the lower 16 bits of what the server can do.
    private static func mysql(_ low: UInt8, _ high: UInt8) -> String {
        let payload = [10] + Array("8.0.1".utf8) + [0] + Array(repeating: 1, count: 12) + [0, low, high, 33, 2, 0]
        return String(decoding: [UInt8(payload.count), 0, 0, 0] + payload, as: UTF8.self)
    }

    private static let good: [(StartTLS, Play)] = [
        (
            .smtp,
            Play(
                greeting: "220-first\r\n220 mail\r\n",
                replies: [("EHLO localhost\r\n", "250-mail\r\n250-SIZE 1\r\n250 starttls\r\n"), ("STARTTLS\r\n", "220 go\r\n")])
        ),
        (.ftp, Play(greeting: "120 wait\r\n220-hi\r\n 220 not yet\r\n220 ftp\r\n", replies: [("AUTH TLS\r\n", "234 go\r\n")])),
        (.pop3, Play(greeting: "+OK hi\r\n", replies: [("CAPA\r\n", "+OK\r\nUSER\r\nSTLS\r\n.\r\n"), ("STLS\r\n", "+OK go\r\n")])),
        (.pop3, Play(greeting: "+OK hi\r\n", replies: [("CAPA\r\n", "-ERR what\r\n"), ("STLS\r\n", "+OK go\r\n")])),
        (
            .imap,
            Play(
                greeting: "* OK hi\r\n",
                replies: [
                    ("a1 CAPABILITY\r\n", "* CAPABILITY IMAP4rev1 STARTTLS\r\na1 OK done\r\n"), ("a2 STARTTLS\r\n", "a2 ok go\r\n"),
                ])
        ),
        (.xmpp, Play(replies: [("to='x&apos;y.example'>", features), ("/>", proceed)])),
        (.xmpp, Play(replies: [(">", features), ("/>", "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'></proceed>")])),
        (.ldap, Play(replies: [("1466.20037", ldap(0))])),
        (.postgres, Play(replies: [("", "S")])),
        (.mysql, Play(greeting: mysql(0, 8))),
    ]

    private static let bad: [(StartTLS, Play, Handshake.Reach)] = [
        (.smtp, Play(greeting: "220 mail\r\n", replies: [("\r\n", "250-mail\r\n250 SIZE\r\n")]), .plaintext),
        (.smtp, Play(greeting: "220 mail\r\n", replies: [("\r\n", "250 STARTTLS\r\n"), ("\r\n", "454 not now\r\n")]), .refusing),
        (.smtp, Play(greeting: "220 mail\r\n", replies: [("\r\n", "250 STARTTLS\r\n"), ("\r\n", "220 go\r\n250 x\r\n")]), .malformed),
        (.smtp, Play(greeting: "421 too many\r\n"), .refusing),
        (.smtp, Play(greeting: "SSH-2.0-OpenSSH\r\n"), .malformed),
        (.smtp, Play(greeting: String(repeating: "x", count: 9000)), .malformed),
        (.smtp, Play(greeting: String(repeating: "220-x\r\n", count: 300)), .malformed),
        (.smtp, Play(greeting: "220 cut"), .malformed),
        (.smtp, Play(), .closing),
        (.ftp, Play(greeting: "220 ftp\r\n", replies: [("\r\n", "502 no\r\n")]), .plaintext),
        (.ftp, Play(greeting: "220 ftp\r\n", replies: [("\r\n", "431 no\r\n")]), .refusing),
        (.ftp, Play(greeting: "220 ftp\r\n", replies: [("\r\n", "234 go\r\n\u{16}")]), .malformed),
        (.pop3, Play(greeting: "+OK\r\n", replies: [("\r\n", "+OK\r\nUSER\r\n.\r\n"), ("\r\n", "-ERR\r\n")]), .plaintext),
        (.pop3, Play(greeting: "+OK\r\n", replies: [("\r\n", "+OK\r\nSTLS\r\n.\r\n"), ("\r\n", "-ERR\r\n")]), .refusing),
        (.pop3, Play(greeting: "-ERR busy\r\n"), .refusing),
        (.pop3, Play(greeting: "+OK\r\n", replies: [("\r\n", "+OK\r\n" + String(repeating: "A\r\n", count: 300))]), .malformed),
        (.imap, Play(greeting: "* OK\r\n", replies: [("\r\n", "* CAPABILITY IMAP4\r\na1 OK\r\n")]), .plaintext),
        (.imap, Play(greeting: "* OK\r\n", replies: [("\r\n", "* CAPABILITY STARTTLS\r\na1 OK\r\n"), ("\r\n", "a2 NO\r\n")]), .refusing),
        (.imap, Play(greeting: "* PREAUTH\r\n"), .plaintext),
        (.imap, Play(greeting: "* BYE\r\n"), .refusing),
        (
            .imap,
            Play(greeting: "* OK\r\n", replies: [("\r\n", "* CAPABILITY STARTTLS\r\na1 OK\r\n"), ("\r\n", "a2 OK\r\n* x\r\n")]), .malformed
        ),
        (
            .xmpp,
            Play(replies: [(">", "<?xml version='1.0'?><stream:stream><stream:features/>")]), .plaintext
        ),
        (.xmpp, Play(replies: [(">", "<stream:stream><stream:error><host-unknown/></stream:error>")]), .refusing),
        (.xmpp, Play(replies: [(">", features), ("/>", "<failure xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>")]), .refusing),
        (.xmpp, Play(replies: [(">", features), ("/>", proceed + "<x/>")]), .malformed),
        (.xmpp, Play(replies: [(">", String(repeating: "<a>", count: 9000))]), .malformed),
        (.ldap, Play(replies: [("", ldap(2))]), .plaintext),
        (.ldap, Play(replies: [("", ldap(52))]), .refusing),
        (.ldap, Play(replies: [("", ldap(0) + "x")]), .malformed),
        (.ldap, Play(replies: [("", "HTTP/1.1 400")]), .malformed),
        (.postgres, Play(replies: [("", "N")]), .plaintext),
        (.postgres, Play(replies: [("", "E....")]), .refusing),
        (.postgres, Play(replies: [("", "SX")]), .malformed),
        (.postgres, Play(replies: [("", "x")]), .malformed),
        (.mysql, Play(greeting: mysql(0, 0)), .plaintext),
        (.mysql, Play(greeting: mysql(0, 8) + "x"), .malformed),
        (.mysql, Play(greeting: "220 mail\r\n"), .malformed),
    ]

    private func server(_ play: Play, thenTLS: Bool) -> ScriptedServer {
        ScriptedServer { peer in
            peer.say(play.greeting)
            for reply in play.replies {
                let heard = reply.after.isEmpty ? String(decoding: peer.hear(), as: UTF8.self) : peer.hear(through: reply.after)
                if heard.isEmpty { return }
                peer.say(reply.say)
            }
            if thenTLS {
                var record = peer.hearRecord()
                // The SSLRequest of MySQL stands right before the hello.
                if record.first == 32 { record = Array(record.dropFirst(36)) }
                if record.isEmpty { record = peer.hearRecord() }
                if let hello = OfferedHello(record: record) { peer.say(ToyServer(suites: [0x0303: [0x009C]]).answer(to: hello)) }
            } else {
                _ = peer.hear()
            }
        }
    }

    private func survey(_ protocolName: StartTLS, _ server: ScriptedServer) -> Handshake {
        var request = HandshakeRequest()
        request.address = .v4(0x7F00_0001)
        request.port = server.port
        request.startTLS = protocolName
        request.serverName = "x'y.example"
        request.deadline = 3000
        var survey = EndpointSurvey(request)
        survey.run()
        return survey.handshake
    }

    @Test(arguments: good.indices) func `TLS begins after the go-ahead`(_ index: Int) {
        let (name, play) = Self.good[index]
        let handshake = survey(name, server(play, thenTLS: true))
        #expect(handshake.reach == .tls, "\(name): \(handshake.detail)")
        #expect(handshake.versions[3].outcome == .accepted)
    }

    @Test(arguments: bad.indices) func `whoever does not go along is told by how`(_ index: Int) {
        let (name, play, reach) = Self.bad[index]
        let isEnd = name == .smtp && play.greeting.isEmpty || play.greeting.hasSuffix("cut")
        let handshake = survey(name, isEnd ? ScriptedServer { $0.say(play.greeting) } : server(play, thenTLS: false))
        #expect(handshake.reach == reach, "\(name): \(handshake.detail)")
        #expect(handshake.connections == 1)
    }
}
