import Courier
import Foundation
import ProbeKit
import Testing

/// What the courier adds to a notice for each kind of destination.
@Suite(.timeLimit(.minutes(2))) struct ErrandTests {
    /// Sends one notice and returns what the receiver heard.
    private func heard(
        _ kind: String, path: String = "/a", more: String = "", body: String = #"{"text":"x"}"#,
        _ operation: SendRequest.Operation = .create,
        remote: String? = nil
    ) throws -> Heard {
        let heard = Heard()
        let server = ScriptedServer(heard)
        let sent = try PostOffice.plain(kind, port: server.port, path: path, more: more).send(body: body, operation) {
            $0.remoteID = remote
        }
        #expect(sent.code == 200, "\(sent)")
        return heard
    }

    @Test func `every kind is addressed as it wants to be`() throws {
        let token = "12345:AbC_d-e"
        #expect(try heard("alertmanager", path: "/am/").line == "POST /am/api/v2/alerts HTTP/1.1")
        #expect(try heard("alertmanager", path: "/api/v2/alerts").line == "POST /api/v2/alerts HTTP/1.1")
        #expect(try heard("discord", path: "/api/webhooks/1/t").line == "POST /api/webhooks/1/t?wait=true HTTP/1.1")
        #expect(
            try heard("discord", path: "/api/webhooks/1/t", .update, remote: "42").line == "PATCH /api/webhooks/1/t/messages/42 HTTP/1.1")
        let reply = "messageReplyOption=REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD&requestId=evt_1"
        #expect(try heard("google-chat", path: "/v1?key=k&token=t%3D").line == "POST /v1?key=k&token=t%3D&\(reply) HTTP/1.1")
        #expect(try heard("telegram", path: "", more: "\(token)\n-100").line == "POST /bot\(token)/sendMessage HTTP/1.1")
        for kind in ["teams", "mattermost", "matrix"] { #expect(try heard(kind, path: "/x?y=z").line == "POST /x?y=z HTTP/1.1") }
    }

    @Test func `a sign of life says in the address what it is`() throws {
        #expect(try heard("heartbeat", path: "/ping/u", .ok).line == "POST /ping/u HTTP/1.1")
        #expect(try heard("heartbeat", path: "/ping/u", .fail).line == "POST /ping/u/fail HTTP/1.1")
        #expect(try heard("heartbeat", path: "/ping/u", .start).line == "POST /ping/u/start HTTP/1.1")
    }

    @Test func `secrets of the body stand in front of what was rendered`() throws {
        let key = String(repeating: "k", count: 32)
        #expect(try heard("pagerduty", more: key).body == #"{"routing_key":"\#(key)","text":"x"}"#)
        #expect(try heard("pagerduty", more: key, body: "{}").body == #"{"routing_key":"\#(key)"}"#)
        #expect(try heard("telegram", more: "1:t\n@ops").body == #"{"chat_id":"@ops","text":"x"}"#)
        let office = try PostOffice(["ops": "Kind=pagerduty"], credentials: ["ops": key])
        #expect(office.send(body: "[]").failure == .config)
    }

    @Test func `a token stands in a header`() throws {
        #expect(try heard("alertmanager", more: "bearer abc").header("Authorization") == "Bearer abc")
    }

    @Test func `a webhook is signed by every key as Standard Webhooks says, and OpenSSL agrees`() throws {
        let workshop = try CertificateWorkshop()
        let path = "\(workshop.directory)/ed"
        #expect(try CertificateWorkshop.openssl(["genpkey", "-algorithm", "ed25519", "-out", "\(path).pem"]).status == 0)
        #expect(try CertificateWorkshop.openssl(["pkey", "-in", "\(path).pem", "-outform", "DER", "-out", "\(path).der"]).status == 0)
        let seed = try Data(contentsOf: URL(filePath: "\(path).der")).suffix(32)
        let keys = [Data(repeating: 7, count: 32), Data((0..<24).map { $0 })]
        let lines = keys.map { "whsec_\($0.base64EncodedString())" } + ["whsk_\(seed.base64EncodedString())"]
        let body = #"{"type":"soc2d.deficiency.opened","data":{"summary":"“quoted” ünïcode"}}"#
        let heard = try heard("webhook", more: lines.joined(separator: "\n"), body: body)

        #expect(heard.header("webhook-id") == "evt_1" && heard.header("webhook-timestamp") == "\(PostOffice.now)")
        let signatures = try #require(heard.header("webhook-signature")).split(separator: " ")
        #expect(signatures.map { $0.prefix { $0 != "," } } == ["v1", "v1", "v1a"])
        try write("evt_1.\(PostOffice.now).\(heard.body)", to: "\(path).content")
        for (key, signature) in zip(keys, signatures) {
            let hexadecimal = key.map { String(format: "%02x", $0) }.joined()
            let arguments = ["dgst", "-sha256", "-mac", "HMAC", "-macopt", "hexkey:\(hexadecimal)", "-binary", "-out", "\(path).mac"]
            #expect(try CertificateWorkshop.openssl(arguments + ["\(path).content"]).status == 0)
            #expect(try Data(contentsOf: URL(filePath: "\(path).mac")).base64EncodedString() == signature.dropFirst(3))
        }
        try #require(Data(base64Encoded: String(signatures[2].dropFirst(4)))).write(to: URL(filePath: "\(path).sig"))
        let verified = try CertificateWorkshop.openssl(
            ["pkeyutl", "-verify", "-inkey", "\(path).pem", "-rawin", "-in", "\(path).content", "-sigfile", "\(path).sig"])
        #expect(verified.status == 0, "\(verified.output)")
    }

    @Test func `a cloud event has no signature and may have a token`() throws {
        let heard = Heard()
        let server = ScriptedServer(heard)
        let office = try PostOffice(
            ["ops": "Kind=webhook\nInternal=yes\nFormat=cloudevents"], credentials: ["ops": "http://127.0.0.1:\(server.port)/\nbearer t0"])
        let sent = office.send { $0.contentType = "application/cloudevents+json; charset=utf-8" }
        #expect(sent.code == 200 && heard.header("webhook-signature") == nil && heard.header("Authorization") == "Bearer t0")
        #expect(heard.header("Content-Type") == "application/cloudevents+json; charset=utf-8")
    }
}
