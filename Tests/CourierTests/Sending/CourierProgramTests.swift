import Courier
import Foundation
import Glibc
import ProbeKit
import Testing

/// The program itself, with an environment that wants to lead it astray.
@Suite(.timeLimit(.minutes(1))) struct CourierProgramTests {
    private static let program = Bundle.main.executableURL?.deletingLastPathComponent().appending(path: "soc2d-courier").path ?? ""

    /// Asks the program, started with some configuration and environment.
    private func ask(_ question: CourierQuestion, config: String, environment: [String: String]) throws -> CourierAnswer {
        var ends: [Int32] = [0, 0]
        try #require(socketpair(AF_UNIX, Int32(SOCK_SEQPACKET.rawValue), 0, &ends) == 0)
        let process = Process()
        process.executableURL = URL(filePath: Self.program)
        process.arguments = ["--config", config]
        process.environment = environment
        process.standardInput = FileHandle(fileDescriptor: ends[0])
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        close(ends[0])
        let packet = try question.canonicalJSON()
        _ = Glibc.send(ends[1], packet, packet.count, Int32(MSG_NOSIGNAL))
        var answer = [UInt8](repeating: 0, count: CourierQuestion.sizeLimit)
        let count = recv(ends[1], &answer, answer.count, 0)
        close(ends[1])
        let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(said == "" && process.terminationStatus == 0)
        return try CourierAnswer(canonicalJSON: Array(answer.prefix(max(0, count))))
    }

    @Test func `it sends what it is asked, and proxies, passwords and files of the environment have no say`() throws {
        let heard = Heard()
        let server = ScriptedServer(heard)
        let proxy = ScriptedServer(heard)
        let office = try PostOffice(
            ["ops": "Kind=slack\nInternal=yes"], credentials: ["ops": "http://127.0.0.1:\(server.port)/planted-secret\n"])
        for name in [".netrc", "_netrc"] { try write("default login planted password planted\n", to: "\(office.directory)/\(name)") }
        let environment = [
            "CREDENTIALS_DIRECTORY": "\(office.directory)/credentials", "HOME": office.directory, "NETRC": "\(office.directory)/.netrc",
            "http_proxy": "http://127.0.0.1:\(proxy.port)", "https_proxy": "http://127.0.0.1:\(proxy.port)",
            "ALL_PROXY": "http://127.0.0.1:\(proxy.port)", "SSLKEYLOGFILE": "\(office.directory)/keys",
        ]
        let order = SendRequest(destination: "ops", eventID: "evt_1", body: Array("{}".utf8))
        let answer = try ask(CourierQuestion(send: order), config: "\(office.directory)/config", environment: environment)
        #expect(answer.sent?.code == 200 && answer.sent?.excerpt == "ok", "\(answer)")
        #expect(server.connections == 1 && proxy.connections == 0 && heard.header("Authorization") == nil)
        #expect(heard.line == "POST /planted-secret HTTP/1.1")
        #expect(!FileManager.default.fileExists(atPath: "\(office.directory)/keys"))
    }

    @Test func `without a configuration it knows no destination`() throws {
        let order = SendRequest(destination: "ops", eventID: "evt_1", body: Array("{}".utf8))
        let answer = try ask(CourierQuestion(send: order), config: "/nowhere", environment: [:])
        #expect(answer.sent?.failure == .unknownDestination)
    }
}
