import Courier
import Foundation
import ProbeKit
import Testing

/// What is not sent, and not connected with.
@Suite(.timeLimit(.minutes(2))) struct RefusalTests {
    @Test(arguments: ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1", "0.0.0.0"])
    func `an address of the inside is not connected with, however it is written`(host: String) throws {
        let server = ScriptedServer { _ in }
        let office = try PostOffice(["ops": "Kind=slack"], credentials: ["ops": "https://\(host):\(server.port)/hook"])
        #expect(office.send().failure == .refusedAddress)
        #expect(server.connections == 0)
    }

    @Test(arguments: ["169.254.169.254", "10.0.0.1", "[::1]", "[fd00::1]", "[fe80::1]", "[64:ff9b::a00:1]"])
    func `neither are metadata services and private networks`(host: String) throws {
        #expect(try PostOffice(["ops": "Kind=slack"], credentials: ["ops": "https://\(host)/"]).send().failure == .refusedAddress)
    }

    @Test(arguments: [
        [10, 0, 0, 1], [172, 16, 0, 1], [172, 31, 255, 255], [192, 168, 1, 1], [127, 0, 0, 1], [169, 254, 169, 254], [0, 0, 0, 0],
        [100, 64, 0, 1],
        [224, 0, 0, 1], [255, 255, 255, 255], [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], [UInt8](repeating: 0, count: 16),
        [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 8, 8, 8, 8], [0xFE, 0x80] + [UInt8](repeating: 1, count: 14),
        [0xFD] + [UInt8](repeating: 1, count: 15), [], [1, 2, 3],
    ])
    func `only addresses of the Internet are outside`(bytes: [UInt8]) {
        #expect(!AddressRule.outside.allows(bytes))
        #expect(AddressRule.anywhere.allows(bytes) == (bytes.count == 4 || bytes.count == 16))
    }

    @Test func `addresses of the Internet are outside, and not loopback`() {
        for bytes: [UInt8] in [[8, 8, 8, 8], [172, 32, 0, 1], [0x26, 0x06] + [UInt8](repeating: 1, count: 14)] {
            #expect(AddressRule.outside.allows(bytes) && !AddressRule.loopback.allows(bytes))
        }
    }

    @Test func `without TLS there is loopback alone, and where it is allowed`() throws {
        let server = ScriptedServer(Heard())
        let address = "http://127.0.0.1:\(server.port)/"
        #expect(try PostOffice(["ops": "Kind=slack"], credentials: ["ops": address]).send().failure == .config)
        #expect(
            try PostOffice(["ops": "Kind=slack\nInternal=yes"], credentials: ["ops": "http://192.0.2.1/"]).send().failure == .config)
        let proxied = "Kind=slack\nInternal=yes\nProxy=http://127.0.0.1:\(server.port)"
        #expect(try PostOffice(["ops": proxied], credentials: ["ops": address]).send().failure == .config)
        #expect(server.connections == 0)
    }

    @Test(arguments: [
        "file:///etc/hostname", "ftp://example.org/", "https://user:word@example.org/", "https://", "hooks.example.org", "https://a b/",
    ])
    func `an address that is none of the web is refused`(address: String) throws {
        let sent = try PostOffice(["ops": "Kind=slack"], credentials: ["ops": address]).send()
        #expect(sent.failure == .credential && !sent.excerpt.contains("word") && !sent.excerpt.contains("hostname"))
    }

    @Test(arguments: ["a\r\nX-Evil: 1", "a\nb", "a\u{0}b", "ä"])
    func `a header with what no header may hold is not sent`(value: String) throws {
        let server = ScriptedServer(Heard())
        let office = try PostOffice.plain(port: server.port)
        #expect(office.send { $0.contentType = value }.failure == .config)
        #expect(office.send { $0.eventID = value }.failure == .config)
        #expect(server.connections == 0)
    }

    @Test func `a destination that no file describes is refused`() throws {
        let office = try PostOffice(["ops": "Kind=slack", "bad": "Kind=slak"], credentials: ["ops": "https://example.org/"])
        for name in ["other", "bad", "journal", "", "../ops"] { #expect(office.send(name).failure == .unknownDestination) }
    }

    @Test func `a credential has to be there, to be ours alone, small, and of the kind`() throws {
        #expect(try PostOffice(["ops": "Kind=slack"]).send().failure == .credential)
        #expect(
            try PostOffice(["ops": "Kind=slack"], credentials: ["ops": "https://example.org/"], mode: 0o644).send().failure == .credential)
        for text in ["", "word", "https://a.example/\nhttps://b.example/", String(repeating: "x", count: 20_000), "https://a.example/\n\n"]
        {
            #expect(try PostOffice(["ops": "Kind=slack"], credentials: ["ops": text]).send().failure == .credential)
        }
        for text in ["https://a.example/", "https://a.example/\nwhsec_short", "https://a.example/\nwhpk_AAAA"] {
            #expect(try PostOffice(["ops": "Kind=webhook"], credentials: ["ops": text]).send().failure == .credential)
        }
        let missing = try PostOffice(["ops": "Kind=slack\nCAFile=/nowhere.pem"], credentials: ["ops": "https://example.org/"])
        #expect(missing.send().failure == .config)
    }

    @Test func `a whole directory of credentials may be handed over under one name`() throws {
        let server = ScriptedServer(Heard())
        let office = try PostOffice(
            ["ops": "Kind=slack\nInternal=yes\nCredential=hook"], credentials: ["sealed_hook": "http://127.0.0.1:\(server.port)/"])
        #expect(office.send().code == 200)
    }

    @Test func `an operation is for those who know it`() throws {
        #expect(try PostOffice.plain("slack", port: 1).send(.update).failure == .config)
        #expect(try PostOffice.plain("slack", port: 1).send(.fail).failure == .config)
        #expect(try PostOffice.plain("heartbeat", port: 1).send(.create).failure == .config)
        #expect(try PostOffice.plain("discord", port: 1).send(.update) { $0.remoteID = "../../x" }.failure == .config)
    }
}

extension PostOffice {
    func send(_ operation: SendRequest.Operation, alter: (inout SendRequest) -> Void = { _ in }) -> Sent {
        send("ops", operation, alter: alter)
    }
}
