import Foundation
import Testing

/// How a record comes into its place, and what can be in the way.
struct RecordReplacementTests {
    private let touch = ["/bin/sh", "-c", "touch DIR/ran"]

    private func ran(_ directory: RecordDirectory) -> Bool { FileManager.default.fileExists(atPath: "\(directory.path)/ran") }

    @Test func `a directory that is not there stops the job before it begins`() throws {
        try RecordDirectory.with { directory in
            try FileManager.default.removeItem(atPath: "\(directory.path)/records")
            let command = try directory.record("backup", "--set", "web", running: touch)
            #expect(command.status == 73 && !ran(directory))
            #expect(command.errors.contains("\(directory.path)/records/web.json cannot be written: there is no directory"))
            #expect(command.errors.contains("mkdir -p \(directory.path)/records") && command.errors.contains("nothing was run"))
        }
    }

    @Test(.enabled(if: geteuid() == 0, "only root can become somebody else"))
    func `a directory that may not be written stops the job before it begins`() throws {
        try RecordDirectory.with { directory in
            for kind in ["backup", "integrity-check"] {
                let command = try directory.record(kind, "--set", "web", running: touch, asNobody: true)
                #expect(command.status == 73 && !ran(directory))
                #expect(command.errors.contains("permission denied; run as the user who owns \(directory.path)/records"))
            }
            #expect(try directory.record("listing", "--set", "rest", running: touch, asNobody: true).status == 73)
        }
    }

    @Test func `a directory in the place of the record stops the job before it begins`() throws {
        try RecordDirectory.with { directory in
            try FileManager.default.createDirectory(atPath: "\(directory.path)/records/web.json", withIntermediateDirectories: true)
            let command = try directory.record("backup", "--set", "web", running: touch)
            #expect(command.status == 73 && command.errors.contains("it is a directory") && !ran(directory))
        }
    }

    @Test func `a directory that goes away meanwhile is status 73, unless the job failed itself`() throws {
        for (code, expected): (Int, Int32) in [(0, 73), (5, 5)] {
            try RecordDirectory.with { directory in
                let command = try directory.record("backup", "--set", "web", running: ["/bin/sh", "-c", "rm -r DIR/records; exit \(code)"])
                #expect(command.status == expected && command.errors.contains("cannot be written"))
            }
        }
    }

    @Test func `a FIFO in the place of the record is neither waited for nor kept`() throws {
        try RecordDirectory.with { directory in
            mkfifo("\(directory.path)/records/web.json", 0o644)
            let command = try directory.record("backup", "--set", "web", running: ["true"])
            #expect(command.status == 0 && command.errors.contains("not a regular file but a fifo"))
            #expect(try directory.json("web.json")["result"] as? String == "success")
        }
    }

    @Test(arguments: ["web", "rest"])
    func `a link in the place of the record is replaced, and what it leads to stays as it is`(set: String) throws {
        try RecordDirectory.with { directory in
            try directory.write("victim", "precious")
            symlink("\(directory.path)/victim", "\(directory.path)/records/\(set).json")
            symlink("\(directory.path)/victim", "\(directory.path)/records/\(set).json.status")
            let kind = set == "web" ? "backup" : "listing"
            #expect(try directory.record(kind, "--set", set, running: ["echo", "[]"]).status == 0)
            #expect(try String(contentsOfFile: "\(directory.path)/victim", encoding: .utf8) == "precious")
            #expect(throws: (any Error).self) {
                try FileManager.default.destinationOfSymbolicLink(atPath: "\(directory.path)/records/\(set).json")
            }
        }
    }

    @Test func `who kills soc2d in between leaves the old record whole`() throws {
        try RecordDirectory.with { directory in
            _ = try directory.record("backup", "--set", "web", "--id", "old", running: ["true"])
            let before = try directory.text("web.json")
            let waiting = try WaitingCommand(directory.arguments("backup", ["--set", "web"], running: WaitingCommand.command))
            kill(waiting.process.processIdentifier, SIGKILL)
            _ = try waiting.end()
            #expect(try directory.text("web.json") == before)
            #expect(try directory.records == ["web.json"])
        }
    }

    @Test(arguments: [(SIGTERM, 143), (SIGINT, 130), (SIGHUP, 129), (SIGQUIT, 131)])
    func `a signal is passed on to the job, and what came of it is kept`(signal: Int32, code: Int) throws {
        try RecordDirectory.with { directory in
            let waiting = try WaitingCommand(directory.arguments("backup", ["--set", "web"], running: WaitingCommand.command))
            kill(waiting.process.processIdentifier, signal)
            waiting.process.waitUntilExit()
            #expect(waiting.process.terminationReason == .exit && waiting.process.terminationStatus == Int32(code))
            let status = try directory.json("web.json")
            #expect(status["exitCode"] as? Int == code && status["result"] as? String == "failure")
        }
    }

    @Test func `a job that handles the signal decides by itself`() throws {
        try RecordDirectory.with { directory in
            let job = ["/bin/sh", "-c", "trap 'exit 7' TERM; exec 3<&0; echo ready; cat <&3 & wait"]
            let waiting = try WaitingCommand(directory.arguments("backup", ["--set", "web"], running: job))
            kill(waiting.process.processIdentifier, SIGTERM)
            #expect(try waiting.end() == 7)
            #expect(try directory.json("web.json")["exitCode"] as? Int == 7)
        }
    }

    @Test func `runs at the same time leave one whole record and nothing else`() throws {
        try RecordDirectory.with { directory in
            let running = try (0..<8).map { number in
                try WaitingCommand(directory.arguments("backup", ["--set", "web", "--id", "\(number)"], running: WaitingCommand.command))
            }
            for waiting in running { #expect(try waiting.end() == 0) }
            #expect(try directory.json("web.json")["result"] as? String == "success")
            #expect(try directory.records == ["web.json"])
        }
    }
}
