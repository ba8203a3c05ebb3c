import Courier
import Foundation
import Glibc
import ProbeKit
import Testing

/// Secrets that a receiver repeats, and where they must not come out.
@Suite(.timeLimit(.minutes(2))) struct PlantedSecretTests {
    /// Answers with everything that it heard, in several spellings, in the body and in a header that is kept.
    private func echo() -> ScriptedServer {
        ScriptedServer { peer in
            let request = peer.hearRequest()
            let path = request.split(separator: " ").dropFirst().first.map(String.init) ?? ""
            let body = "\(request)\n\(path.replacing("/", with: "\\/"))\n\(path.removingPercentEncoding ?? "")"
            peer.answer("403 Forbidden", headers: "Retry-After: \(path)\r\n", body)
        }
    }

    private func text(_ sent: Sent) throws -> String {
        "\(String(decoding: try sent.canonicalJSON(), as: UTF8.self)) \(String(decoding: sent.body, as: UTF8.self)) \(sent)"
    }

    @Test(arguments: [
        (
            "slack", "/services/TPLANTED0/BPLANTED0/planted%2Dsecret?token=plantedquery", "",
            ["TPLANTED0", "BPLANTED0", "planted%2Dsecret", "planted-secret", "plantedquery"]
        ),
        ("pagerduty", "/v2", "plantedroutingkey000000000000000", ["plantedrouting"]),
        ("telegram", "", "123:plantedtoken\n-1001", ["plantedtoken"]),
        ("alertmanager", "/am", "bearer plantedbearer", ["plantedbearer"]), ("heartbeat", "/ping/planted-uuid", "", ["planted-uuid"]),
        ("webhook", "/plantedhook", "whsec_cGxhbnRlZHBsYW50ZWRwbGFudGVkcGxhbnRlZA==", ["plantedhook", "cGxhbnRlZHBsYW50"]),
    ])
    func `what a receiver repeats of a secret does not come out`(kind: String, path: String, more: String, planted: [String]) throws {
        let server = echo()
        let sent = try PostOffice.plain(kind, port: server.port, path: path, more: more).send("ops", kind == "heartbeat" ? .ok : .create)
        #expect(sent.code == 403 && !sent.body.isEmpty)
        let text = try text(sent)
        for secret in planted { #expect(!text.contains(secret), "\(text)") }
    }

    @Test func `neither does the beginning of one where a reply is cut`() throws {
        let secret = "plantedsecret0123456789"
        let server = ScriptedServer { peer in
            _ = peer.hearRequest()
            peer.answer("200 OK", String(repeating: "x", count: 65_536 - 15) + secret + secret)
        }
        let sent = try PostOffice.plain(port: server.port, path: "/\(secret)").send()
        #expect(sent.isCut && !String(decoding: sent.body, as: UTF8.self).contains("planted"))
    }

    @Test func `a reply that is all secrets is no longer than what is read`() throws {
        let server = ScriptedServer { peer in
            _ = peer.hearRequest()
            peer.answer("200 OK", String(repeating: "/plantedx", count: 7000))
        }
        let sent = try PostOffice.plain(port: server.port, path: "/plantedx").send()
        let packet = try CourierAnswer(sent).canonicalJSON()
        #expect(sent.body.count <= 65_536 && packet.count <= CourierQuestion.sizeLimit)
    }

    @Test func `failures name the host and nothing behind it`() throws {
        for address in [
            "https://127.0.0.1:1/planted/secret", "https://nowhere.invalid/planted?secret=secret", "http://example.org/planted/secret",
        ] {
            let sent = try PostOffice(["ops": "Kind=slack"], credentials: ["ops": address]).send()
            #expect(sent.failure != nil && !sent.excerpt.contains("planted") && !sent.excerpt.contains("secret"))
        }
        for line in ["whsec_planted", "bearer ", "planted\u{1}secret"] {
            let sent = try PostOffice(["ops": "Kind=webhook"], credentials: ["ops": "https://example.org/planted\n\(line)"]).send()
            #expect(sent.failure == .credential && !sent.excerpt.contains("planted"))
        }
    }

    @Test func `a secret describes itself without saying itself`() {
        let secret = Secret("https://hooks.slack.com/services/planted", showing: "https://hooks.slack.com/")
        var dumped = ""
        dump(secret, to: &dumped)
        for text in ["\(secret)", String(reflecting: secret), dumped, "\([secret])", "\(Optional(secret) as Any)"] {
            #expect(!text.contains("planted") && text.contains("#sha256:"))
        }
        #expect("\(secret)" == "https://hooks.slack.com/…#sha256:e95d")
    }
}

extension CourierAnswer {
    fileprivate init(_ sent: Sent) {
        self.init()
        self.sent = sent
    }
}
