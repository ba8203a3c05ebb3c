import Foundation
import Glibc
import Testing

/// A monitor of a test's own, run as a person would run it, with a state directory of its own. Killed at the latest when the test lets go of it.
final class RunningMonitor {
    let state: String
    private let process = Process()
    private let errorFile: String

    /// - Parameter state: a directory, whose parent is there.
    init(state: String, config: String? = nil, asNobody: Bool = false) throws {
        self.state = state
        errorFile = "\(NSTemporaryDirectory())/soc2d-test-\(UUID().uuidString).err"
        try Data().write(to: URL(filePath: errorFile))
        let arguments = ["run", "--state", state] + (config.map { ["--config", $0] } ?? [])
        process.executableURL = URL(filePath: asNobody ? "/usr/bin/setpriv" : Command.program)
        process.arguments =
            asNobody ? ["--reuid=65534", "--regid=65534", "--clear-groups", Command.program] + arguments : arguments
        process.environment = [:]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = try FileHandle(forWritingTo: URL(filePath: errorFile))
        try process.run()
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        try? FileManager.default.removeItem(atPath: errorFile)
    }

    var identifier: pid_t { process.processIdentifier }
    var errors: String { (try? String(contentsOfFile: errorFile, encoding: .utf8)) ?? "" }

    /// Waits until it answers.
    func ready() throws {
        let answer = try Command("reload", "--state", state, "--wait=60s")
        #expect(answer.status == 0, "\(answer.errors)\(errors)")
    }

    /// Sends a signal and waits for its end: the exit status, or the number of the signal that ended it.
    func end(by signal: Int32 = SIGTERM) -> Int32 {
        kill(process.processIdentifier, signal)
        process.waitUntilExit()
        return process.terminationStatus
    }
}
