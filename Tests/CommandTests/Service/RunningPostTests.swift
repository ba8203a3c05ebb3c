import Dispatch
import Foundation
import HostFixtures
import Testing

/// What the running monitor sends by a courier of its own.
@Suite(.timeLimit(.minutes(3))) struct RunningPostTests {
    @Test func `a notice goes through a courier to a destination that the configuration names`() throws {
        let arrived = DispatchSemaphore(value: 0)
        let receiver = LoopbackReceiver { request, _ in
            if request.body.contains("configuration refused") { arrived.signal() }
            return .init()
        }
        let files = try CourierFiles(
            ["ops": "Kind=slack\nInternal=yes"], credentials: ["ops": "http://127.0.0.1:\(receiver.port)/planted-B00-secret\n"])
        try withFiles([:]) { top in
            let monitor = try RunningMonitor(
                state: "\(top)/state", config: files.configuration, environment: ["CREDENTIALS_DIRECTORY": files.credentials])
            try monitor.ready()
            try FileManager.default.createDirectory(atPath: "\(files.configuration)/controls.d", withIntermediateDirectories: true)
            try Data("[Control\n".utf8).write(to: URL(filePath: "\(files.configuration)/controls.d/x.control"))
            #expect(try Command("reload", "--state", monitor.state).status == 78)
            #expect(arrived.wait(timeout: .now() + 60) == .success, "\(receiver.requests) \(monitor.errors)")
            #expect(monitor.end() == 0, "\(monitor.errors)")
            #expect(!monitor.errors.contains("planted-B00-secret"))
            let status = try Command("status", "--state", monitor.state, "--config", files.configuration)
            #expect(!(status.output + status.errors).contains("planted-B00-secret"))
        }
    }
}
