import Foundation
import HostFixtures
import Testing

/// `soc2d report-failure`: who learns that the monitor is gone.
@Suite(.timeLimit(.minutes(2))) struct ReportFailureTests {
    private static let secret = "planted-B00-secret"

    private func report(
        _ destinations: [String: String], to receiver: LoopbackReceiver, environment: [String: String] = [:]
    ) throws -> Command {
        let addresses = destinations.mapValues { _ in "http://127.0.0.1:\(receiver.port)/\(Self.secret)\n" }
        let files = try CourierFiles(destinations, credentials: addresses)
        let environment = environment.merging(["CREDENTIALS_DIRECTORY": files.credentials]) { $1 }
        let command = try Command(["report-failure", "--config", files.configuration], environment: environment)
        #expect(!(command.output + command.errors).contains(Self.secret))
        return withExtendedLifetime((files, receiver)) { command }
    }

    @Test func `each heartbeat gets a sign of failure with what systemd said of the end, and nobody else does`() throws {
        let receiver = LoopbackReceiver(.init("200 OK", "OK"))
        let command = try report(
            ["one": "Kind=heartbeat\nInternal=yes", "ops": "Kind=slack\nInternal=yes", "two": "Kind=heartbeat\nInternal=yes"], to: receiver,
            environment: ["MONITOR_SERVICE_RESULT": "exit-code", "MONITOR_EXIT_STATUS": "78"])
        #expect(command.status == 0 && command.output == "", "\(command)")
        #expect(receiver.requests.map(\.line) == Array(repeating: "POST /\(Self.secret)/fail HTTP/1.1", count: 2))
        #expect(receiver.requests.allSatisfy { $0.body.contains("has failed and is started no more (exit-code, 78)") })
        #expect(command.errors.contains("critical: The monitor of soc2d has failed"), "\(command.errors)")
        #expect(command.errors.contains("heartbeats=“one: delivered; two: delivered”") && command.errors.contains("result=exit-code"))
        let lines = command.errors.split(separator: "\n")
        #expect(lines.count == 2 && lines[0].contains("critical") && lines[1].contains("heartbeats"), "\(command.errors)")
    }

    @Test func `where there is no heartbeat it says so, and that is well`() throws {
        let receiver = LoopbackReceiver()
        let command = try report(["ops": "Kind=slack\nInternal=yes"], to: receiver)
        #expect(command.status == 0 && receiver.requests.isEmpty, "\(command.errors)")
        #expect(command.errors.contains("heartbeats=“none is configured”") && command.errors.contains("result=unknown"))
    }

    @Test func `a heartbeat that is not told ends with 1 and the reason`() throws {
        let command = try report(["one": "Kind=heartbeat\nInternal=yes"], to: LoopbackReceiver(.init("500 Internal Server Error", "")))
        #expect(command.status == 1 && command.errors.contains("one: not-delivered: the receiver answered with status 500"), "\(command)")
    }

    @Test func `a configuration that the monitor refuses keeps no heartbeat from its sign`() throws {
        let receiver = LoopbackReceiver(.init("200 OK", "OK"))
        let command = try report(["one": "Kind=heartbeat\nInternal=yes", "ops": "Kind=slak"], to: receiver)
        #expect(command.status == 0 && receiver.requests.count == 1, "\(command.errors)")
        #expect(command.errors.contains("error: The configuration is not in order."))
    }

    @Test func `where the configuration hides whether there is a heartbeat it ends with 1`() throws {
        let receiver = LoopbackReceiver()
        let command = try report(["one": "Kind=hartbeat"], to: receiver)
        #expect(command.status == 1 && receiver.requests.isEmpty, "\(command.errors)")
        #expect(command.errors.contains("hartbeat") && command.errors.contains("heartbeats=“none is configured”"))
    }
}
