import Foundation
import HostFixtures
import Testing

/// `soc2d notify`: what a person tries out before he relies on it.
@Suite(.timeLimit(.minutes(2))) struct NotifyTests {
    private static let secret = "planted-B00-secret"

    /// Tests the destination `ops`, whose receiver this is.
    private func test(
        _ kind: String, at receiver: LoopbackReceiver, more: String = "", _ arguments: String..., withSecrets: Bool = true
    ) throws -> Command {
        let files = try CourierFiles(
            ["ops": "Kind=\(kind)\nInternal=yes\nSeverity=critical"],
            credentials: ["ops": "http://127.0.0.1:\(receiver.port)/\(Self.secret)\n\(more)"])
        let command = try Command(
            ["notify", "test", "ops", "--config", files.configuration] + arguments,
            environment: withSecrets ? ["CREDENTIALS_DIRECTORY": files.credentials] : [:])
        #expect(!(command.output + command.errors).contains(Self.secret))
        return withExtendedLifetime((files, receiver)) { command }
    }

    @Test func `a test that arrives says so, and is marked as one`() throws {
        let receiver = LoopbackReceiver()
        let command = try test("slack", at: receiver)
        #expect(command.status == 0 && command.output.hasPrefix("ops (slack): delivered; event ") && command.errors == "", "\(command)")
        let body = try #require(receiver.requests.first).body
        #expect(body.contains("This is a test of the destination ops; nothing is deficient") && receiver.requests.count == 1)
        #expect(body.contains(command.output.dropLast().suffix(8)))
    }

    @Test func `what a receiver only accepts is not called delivered`() throws {
        let command = try test("teams", at: LoopbackReceiver(.init("202 Accepted", "")), "--format", "json")
        let json = try command.json()
        #expect(command.status == 0 && json["outcome"] as? String == "accepted" && json["destination"] as? String == "ops")
        #expect((json["event_id"] as? String)?.count == 32 && json["kind"] as? String == "teams")
    }

    @Test func `what does not arrive ends with 1 and the way out`() throws {
        let refused = try test("slack", at: LoopbackReceiver(.init("403 Forbidden", "invalid_token")))
        #expect(refused.status == 1 && refused.output == "")
        #expect(refused.errors.hasPrefix("soc2d: ops (slack): blocked until somebody mends it: the receiver answered with status 403"))
        #expect(refused.errors.contains("put one that is valid into the credential ops"), "\(refused.errors)")
        let failed = try test("slack", at: LoopbackReceiver(.init("200 OK", "no_text")), "--format", "json")
        #expect(try failed.status == 1 && (failed.json()["outcome"] as? String) == "not-delivered")
        let absent = try test("slack", at: LoopbackReceiver(), withSecrets: false)
        #expect(absent.status == 1 && absent.errors.contains("$CREDENTIALS_DIRECTORY"), "\(absent.errors)")
    }

    @Test func `PagerDuty is not left with an open incident`() throws {
        let receiver = LoopbackReceiver(.init("202 Accepted", "{}"))
        let command = try test("pagerduty", at: receiver, more: "plantedkeyplantedkeyplantedkey12\n")
        #expect(command.status == 0, "\(command.errors)")
        let bodies = try receiver.requests.map { try Self.object($0.body) }
        #expect(bodies.map { $0["event_action"] as? String } == ["trigger", "resolve"])
        #expect(bodies.count == 2 && bodies[0]["dedup_key"] as? String == bodies[1]["dedup_key"] as? String)
        let stuck = LoopbackReceiver { _, number in number == 0 ? .init("202 Accepted", "{}") : .init("500 Internal Server Error", "") }
        let failed = try test("pagerduty", at: stuck, more: "plantedkeyplantedkeyplantedkey12\n")
        #expect(failed.status == 1 && failed.errors.contains("resolve it by hand"), "\(failed.errors)")
    }

    @Test func `Alertmanager gets an alert of one minute, and a heartbeat the sign of a start`() throws {
        let alerts = LoopbackReceiver(.init("200 OK", ""))
        #expect(try test("alertmanager", at: alerts).status == 0)
        let body = try #require(alerts.requests.first).body
        let alert = try #require(try (JSONSerialization.jsonObject(with: Data(body.utf8)) as? [[String: Any]])?.first)
        let times = try ["startsAt", "endsAt"].map { try #require(Self.date(alert[$0])) }
        #expect((0...62).contains(times[1].timeIntervalSince(times[0])))
        let heartbeat = LoopbackReceiver(.init("200 OK", "OK"))
        #expect(try test("heartbeat", at: heartbeat).status == 0)
        #expect(heartbeat.requests.map(\.line) == ["POST /\(Self.secret)/start HTTP/1.1"])
    }

    @Test func `a destination that is not configured ends with 66, and the right one is named`() throws {
        let files = try CourierFiles(["ops": "Kind=slack"], credentials: [:])
        for command in ["test", "render"] {
            let unknown = try Command("notify", command, "opps", "--config", files.configuration)
            #expect(unknown.status == 66 && unknown.errors.contains("did you mean “ops”?"), "\(unknown.errors)")
        }
        let wrong = try CourierFiles(["ops": "Kind=slak"], credentials: [:])
        #expect(try Command("notify", "test", "ops", "--config", wrong.configuration).status == 78)
        #expect(try Command("notify", "test").status == 64)
    }

    @Test func `what a destination would be sent is shown by its name or by its kind, and nothing is sent`() throws {
        let receiver = LoopbackReceiver()
        let files = try CourierFiles(["ops": "Kind=webhook\nFormat=cloudevents"], credentials: [:])
        let named = try Command("notify", "render", "ops", "--config", files.configuration)
        #expect(try named.status == 0 && (Self.object(named.output)["specversion"] as? String) == "1.0", "\(named.errors)")
        let kind = try Command("notify", "render", "--kind", "webhook", "--event", "test")
        #expect(try kind.status == 0 && (Self.object(kind.output)["type"] as? String) == "soc2d.monitor.test", "\(kind.errors)")
        #expect(try Command("notify", "render").status == 64)
        #expect(try Command("notify", "render", "ops", "--kind", "slack", "--config", files.configuration).status == 64)
        #expect(receiver.requests.isEmpty)
    }

    private static func object(_ text: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    private static func date(_ value: Any?) -> Date? {
        ISO8601DateFormatter().date(from: (value as? String ?? "").prefix(19) + "Z")
    }
}
