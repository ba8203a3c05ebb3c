@testable import Courier
import Controls
import ProbeKit
import Synchronization
import Testing

/// What is told of a service by its first words, and what it hears from us meanwhile.
@Suite struct GreetingContactTests {
    private func request(_ port: UInt16, _ suggested: CleartextProtocol? = nil) -> GreetingRequest {
        var request = GreetingRequest()
        request.address = .v4(0x7F00_0001)
        request.port = port
        request.suggested = suggested
        request.deadline = 900
        return request
    }

    /// Says a greeting, then to each line that begins so the words that follow it; other lines end the play.
    private func greeting(_ welcome: String, _ replies: [String: String] = [:], suggested: CleartextProtocol? = nil) -> Greeting {
        let server = ScriptedServer { peer in
            peer.say(welcome)
            while true {
                let line = peer.hear(through: "\r\n")
                guard let reply = replies.first(where: { line.hasPrefix($0.key) }) else { return }
                peer.say(reply.value)
            }
        }
        return GreetingContact(request(server.port, suggested)).greeting()
    }

    private func expect(
        _ greeting: Greeting, _ spoken: CleartextProtocol, _ login: Greeting.Login, tls: Bool = false,
        _ place: SourceLocation = #_sourceLocation
    ) {
        #expect(greeting.reach == .recognised, sourceLocation: place)
        #expect(greeting.spoken == spoken, sourceLocation: place)
        #expect(greeting.login == login, "\(greeting.detail)", sourceLocation: place)
        #expect(greeting.offersTLS == tls, sourceLocation: place)
    }

    @Test func `an FTP server asks for the password, or refuses the name`() {
        let features = "211-Features:\r\n AUTH TLS\r\n PBSZ\r\n211 End\r\n"
        expect(greeting("220 x FTP\r\n", ["FEAT": features, "USER soc2d": "331 Password\r\n"]), .ftp, .accepted, tls: true)
        expect(greeting("220 (vsFTPd 3)\r\n", ["FEAT": "500 ?\r\n", "USER": "530 use encryption\r\n"]), .ftp, .refused)
        expect(greeting("220 FTP\r\n", ["FEAT": "500 ?\r\n", "USER": "500 ?\r\n"]), .ftp, .unknown)
        expect(greeting("421 FTP is full\r\n"), .ftp, .unknown)
    }

    @Test(arguments: [
        "530 Permission denied.", "530 This FTP server is anonymous only.", "530 Authentication failed.", "421 Too many users.",
        "550 No such user.", "521 Not open.", "503 ?",
    ])
    func `an FTP server that turns a user away does not ask for TLS by that`(_ refusal: String) {
        let refusing = greeting("220 FTP\r\n", ["FEAT": "500 ?\r\n", "USER soc2d": "\(refusal)\r\n", "USER anon": "530 no\r\n"])
        expect(refusing, .ftp, .unknown)
        #expect(refusing.detail == refusal)
    }

    @Test(arguments: [
        "534 Policy requires it.", "522 No.", "530 Non-anonymous sessions must use encryption.", "550 SSL/TLS required.",
        "503 Use AUTH first.", "421 cleartext sessions are not accepted. Please reconnect using TLS security mechanisms.",
        "530 a secure connection is needed", "530-Not so.\r\n530 TLSv1.2 or later",
    ])
    func `an FTP server that asks for TLS refuses what is in the clear`(_ refusal: String) {
        let refusing = greeting("220 FTP\r\n", ["FEAT": "500 ?\r\n", "USER soc2d": "\(refusal)\r\n", "USER anon": "331 pw\r\n"])
        expect(refusing, .ftp, .refused)
    }

    @Test(arguments: ["230 Welcome.", "331 Please specify the password."])
    func `an FTP server that turns a user away may take guests`(_ answer: String) {
        let words = ["FEAT": "500 ?\r\n", "USER soc2d": "530 Permission denied.\r\n", "USER anonymous": "\(answer)\r\n"]
        let open = greeting("220 FTP\r\n", words)
        expect(open, .ftp, .accepted)
        #expect(open.detail == "USER anonymous: \(answer)")
    }

    @Test func `a welcome that fits two protocols is told by EHLO`() {
        let mail = greeting("220 host ready\r\n", ["EHLO": "250-x\r\n250 AUTH PLAIN\r\n"])
        expect(mail, .smtp, .accepted)
        let files = greeting("220 host ready\r\n", ["EHLO": "500 ?\r\n", "FEAT": "500 ?\r\n", "USER": "331 pw\r\n"])
        expect(files, .ftp, .accepted)
    }

    @Test func `a mail server takes passwords where it offers PLAIN or LOGIN before TLS`() {
        expect(greeting("220 ESMTP\r\n", ["EHLO": "250-x\r\n250-AUTH CRAM-MD5 LOGIN\r\n250 STARTTLS\r\n"]), .smtp, .accepted, tls: true)
        expect(greeting("220 ESMTP\r\n", ["EHLO": "250-x\r\n250-AUTH=PLAIN\r\n250 HELP\r\n"]), .smtp, .accepted)
        expect(greeting("220 ESMTP\r\n", ["EHLO": "250-x\r\n250 AUTH XOAUTH2\r\n"]), .smtp, .accepted)
        expect(greeting("220 ESMTP\r\n", ["EHLO": "250-x\r\n250 AUTH CRAM-MD5 OAUTHBEARER\r\n"]), .smtp, .accepted)
        expect(greeting("220 ESMTP\r\n", ["EHLO": "250-x\r\n250 STARTTLS\r\n"]), .smtp, .refused, tls: true)
        expect(greeting("220 ESMTP\r\n", ["EHLO": "502 ?\r\n"]), .smtp, .unknown)
        expect(greeting("220 ESMTP\r\n"), .smtp, .unknown)
    }

    @Test func `a POP3 server`() {
        expect(greeting("+OK\r\n", ["CAPA": "+OK\r\nUSER\r\nSTLS\r\n.\r\n"]), .pop3, .accepted, tls: true)
        expect(greeting("+OK\r\n", ["CAPA": "+OK\r\nSASL CRAM-MD5 PLAIN\r\n.\r\n"]), .pop3, .accepted)
        expect(greeting("+OK\r\n", ["CAPA": "-ERR\r\n", "USER soc2d": "+OK\r\n"]), .pop3, .accepted)
        expect(greeting("+OK\r\n", ["CAPA": "+OK\r\nSTLS\r\n.\r\n", "USER": "-ERR TLS first\r\n"]), .pop3, .refused, tls: true)
        expect(greeting("+OK\r\n", ["CAPA": "+OK\r\nSTLS\r\n.\r\n", "USER": "-ERR\r\n"]), .pop3, .refused, tls: true)
        expect(greeting("+OK\r\n", ["CAPA": "+OK\r\nSASL OAUTHBEARER\r\n.\r\n"]), .pop3, .accepted)
    }

    @Test func `a POP3 server that turns a user away does not ask for TLS by that`() {
        let answers: [(String, Greeting.Login)] = [
            ("-ERR no such user", .unknown), ("-ERR [AUTH] Authentication failed.", .unknown), ("-ERR [SYS/TEMP] try later", .unknown),
            ("-ERR [AUTH] Plaintext authentication disallowed on non-secure (SSL/TLS) connections.", .refused),
            ("-ERR unencrypted logins are disabled", .refused),
        ]
        for (answer, login) in answers {
            expect(greeting("+OK\r\n", ["CAPA": "-ERR\r\n", "USER": "\(answer)\r\n"]), .pop3, login)
            expect(greeting("+OK\r\n", ["CAPA": "+OK\r\nTOP\r\n.\r\n", "USER": "\(answer)\r\n"]), .pop3, login)
        }
    }

    @Test func `an IMAP server`() {
        expect(greeting("* OK\r\n", ["a1": "* CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED\r\na1 OK\r\n"]), .imap, .refused, tls: true)
        expect(greeting("* OK\r\n", ["a1": "* CAPABILITY LOGINDISABLED AUTH=PLAIN\r\na1 OK\r\n"]), .imap, .accepted)
        expect(greeting("* OK\r\n", ["a1": "* CAPABILITY LOGINDISABLED AUTH=XOAUTH2\r\na1 OK\r\n"]), .imap, .accepted)
        expect(greeting("* OK\r\n", ["a1": "* CAPABILITY IMAP4rev1\r\na1 OK\r\n"]), .imap, .accepted)
        expect(greeting("* PREAUTH\r\n"), .imap, .always)
        expect(greeting("* BYE\r\n"), .imap, .unknown)
    }

    @Test func `Dovecot says nothing about strangers to its own host`() {
        let reply = ["a1": "* CAPABILITY IMAP4rev1\r\na1 OK\r\n"]
        expect(greeting("* OK Dovecot ready.\r\n", reply), .imap, .unknown)
        expect(greeting("* OK Dovecot ready.\r\n", ["a1": "* CAPABILITY LOGINDISABLED\r\na1 OK\r\n"]), .imap, .refused)
        expect(greeting("+OK Dovecot ready.\r\n", ["CAPA": "+OK\r\nUSER\r\n.\r\n"]), .pop3, .unknown)
    }

    @Test func `protocols that protect nothing, and one that protects itself`() {
        expect(greeting("@RSYNCD: 31.0\n"), .rsync, .always)
        expect(greeting("HTTP/1.1 408 Request Time-out\r\n\r\n"), .http, .always)
        expect(greeting("SSH-2.0-OpenSSH_9.2\r\n"), .ssh, .refused)
    }

    @Test func `telnet is told by its commands or its prompt`() {
        expect(telnet([255, 253, 24, 255, 253, 32]), .telnet, .always)
        expect(telnet([255, 253, 46]), .telnet, .unknown, tls: true)
        expect(telnet([255, 251, 38]), .telnet, .unknown)
        expect(telnet(Array("Debian 12\r\nhost login: ".utf8)), .telnet, .accepted)
    }

    private func telnet(_ words: [UInt8]) -> Greeting {
        let server = ScriptedServer { peer in
            peer.say(words)
            _ = peer.hear()
        }
        return GreetingContact(request(server.port)).greeting()
    }

    @Test func `VNC is judged by its security types`() {
        expect(vnc([1, 18]), .vnc, .refused, tls: true)
        expect(vnc([2, 5, 129]), .vnc, .refused)
        expect(vnc([2, 2, 19]), .vnc, .accepted, tls: true)
        expect(vnc([1, 1]), .vnc, .always)
        expect(vnc([1, 30]), .vnc, .unknown)
        // Their logins are protected, and nothing that follows.
        for unencrypted: UInt8 in [6, 130] { expect(vnc([2, 5, unencrypted]), .vnc, .unknown) }
        expect(vnc([0, 0, 0, 0]), .vnc, .unknown)
        expect(vnc([0, 0, 0, 2], version: "RFB 003.003\n"), .vnc, .accepted)
    }

    @Test func `VeNCrypt is judged by the types inside`() {
        expect(vnc([2, 18, 19], inside: [0, 2, 0, 0, 1, 4, 0, 0, 1, 6]), .vnc, .refused, tls: true)
        expect(vnc([1, 19], inside: [0, 2, 0, 0, 1, 6, 0, 0, 1, 0]), .vnc, .accepted, tls: true)
        expect(vnc([1, 19], inside: [0, 1, 0, 0, 0, 2]), .vnc, .unknown, tls: true)
        expect(vnc([1, 19], inside: [0, 0]), .vnc, .unknown, tls: true)
        expect(vnc([1, 19], inside: [0, 3, 0, 0, 1, 6]), .vnc, .unknown, tls: true)
        expect(vnc([1, 19], inside: [255, 0xFF, 0xFF, 0xFF, 0xFF]), .vnc, .unknown, tls: true)
        expect(vnc([1, 19]), .vnc, .unknown, tls: true)
    }

    /// - Parameter inside: the status, the count and the types of VeNCrypt.
    private func vnc(_ types: [UInt8], version: String = "RFB 003.008\n", inside: [UInt8] = []) -> Greeting {
        let server = ScriptedServer { peer in
            peer.say(version)
            guard peer.hear(through: "\n") == version else { return }
            peer.say(types)
            guard peer.hear() == [19], !inside.isEmpty else { return }
            peer.say([0, 2])
            guard peer.hear() == [0, 2] else { return }
            peer.say(inside)
            _ = peer.hear()
        }
        return GreetingContact(request(server.port)).greeting()
    }

    @Test func `an LDAP server is asked without a password`() {
        expect(ldap(bind: 13), .ldap, .refused, tls: true)
        expect(ldap(bind: 8), .ldap, .refused, tls: true)
        expect(ldap(bind: 49), .ldap, .accepted, tls: true)
        expect(ldap(bind: 53), .ldap, .unknown, tls: true)
        expect(ldap(bind: 0), .ldap, .unknown, tls: true)
    }

    private func ldap(bind code: UInt8) -> Greeting {
        let server = ScriptedServer { peer in
            guard peer.hear().prefix(5).suffix(1) == [2] else { return }
            let name = Array("1.3.6.1.4.1.1466.20037".utf8)
            let entry = BER.element(0x30, [2, 1, 2] + BER.element(0x64, BER.element(4, []) + BER.element(0x30, BER.element(4, name))))
            peer.say(entry + [0x30, 12, 2, 1, 2, 0x65, 7, 0x0A, 1, 0, 4, 0, 4, 0])
            // A simple bind ends with its password, which is empty.
            guard peer.hear().suffix(2) == [0x80, 0] else { return }
            peer.say([0x30, 12, 2, 1, 3, 0x61, 7, 0x0A, 1, code, 4, 0, 4, 0])
            _ = peer.hear()
        }
        return GreetingContact(request(server.port, .ldap)).greeting()
    }

    @Test func `a service that waits for its client hears one ClientHello`() {
        let tls = ScriptedServer { peer in
            guard OfferedHello(record: peer.hearRecord()) != nil else { return }
            peer.say(ServerWords.alert(40))
        }
        #expect(GreetingContact(request(tls.port)).greeting().reach == .tls)
        let hello = ToyServer(suites: [0x0304: [0x1301], 0x0303: [0xC02F]]).start()
        #expect(GreetingContact(request(hello.port)).greeting().reach == .tls)
        let http = ScriptedServer { peer in
            _ = peer.hearRecord()
            peer.say("HTTP/1.1 400 Bad Request\r\n\r\n")
        }
        expect(GreetingContact(request(http.port, .http)).greeting(), .http, .always)
    }

    @Test(arguments: [[21, 3, 3, 0x40, 0, 1, 2, 3], [23, 3, 3, 0, 2, 2, 40], [22, 3, 3, 0, 4, 11, 0]] as [[UInt8]])
    func `what only looks like a record is no TLS`(_ words: [UInt8]) {
        let server = ScriptedServer { peer in
            _ = peer.hearRecord()
            peer.say(words)
        }
        #expect(GreetingContact(request(server.port)).greeting().reach == .unrecognised)
    }

    @Test func `a service that sends back what it hears speaks no TLS`() {
        let echo = ScriptedServer { peer in
            while true {
                let heard = peer.hear()
                if heard.isEmpty || !peer.say(heard) { return }
            }
        }
        #expect(GreetingContact(request(echo.port)).greeting().reach == .unrecognised)
    }

    @Test func `a stranger hears nothing more than that`() {
        let words = Mutex<[UInt8]>([])
        let server = ScriptedServer { peer in
            peer.say("What do you want?\r\n")
            let heard = peer.hear()
            words.withLock { $0 += heard }
        }
        let greeting = GreetingContact(request(server.port)).greeting()
        #expect(greeting.reach == .unrecognised && greeting.spoken == nil)
        #expect(greeting.detail == "What do you want?")
        #expect(words.withLock { $0 }.isEmpty)
    }

    @Test func `silence, a closed door, and nobody`() {
        let silent = ScriptedServer { peer in _ = peer.hear(through: "never") }
        #expect(GreetingContact(request(silent.port)).greeting().reach == .silent)
        #expect(GreetingContact(request(silent.port, .rlogin)).greeting().reach == .silent)
        let closing = ScriptedServer { _ in }
        #expect(GreetingContact(request(closing.port)).greeting().reach == .closing)
        #expect(GreetingContact(request(1)).greeting().reach == .unreachable)
        var local = request(21)
        local.address = .v4(0xA9FE_A9FE)
        #expect(GreetingContact(local).greeting().reach == .forbidden)
    }

    @Test(arguments: ["220 x FTP\r\n", "+OK\r\n", "* OK\r\n", "220 ESMTP\r\n", "RFB 003.008\n"])
    func `endless and broken answers leave the login unknown`(_ welcome: String) {
        let server = ScriptedServer { peer in
            peer.say(welcome)
            _ = peer.hear()
            while peer.say(Array(repeating: 0x41, count: 4096)) {}
        }
        let greeting = GreetingContact(request(server.port)).greeting()
        #expect(greeting.reach == .recognised && greeting.login == .unknown)
    }
}
