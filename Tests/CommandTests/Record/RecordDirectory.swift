import Foundation
import Testing

/// A directory with a configuration of backup sets and the records of them, for one test.
struct RecordDirectory {
    let path: String

    static let sets = """
        [BackupSet]
        Name=web
        Adapter=status-file
        Source=DIR/records/web.json
        IntegrityRecord=DIR/records/web.integrity.json
        RestoreRecord=DIR/records/web.restore.json
        [BackupSet]
        Name=rest
        Adapter=restic
        Source=DIR/records/rest.json
        StatusFile=DIR/records/rest.status-file.json
        [BackupSet]
        Name=bo
        Adapter=borg
        Source=DIR/records/bo.json
        StatusFile=DIR/records/bo.status-file.json
        [BackupSet]
        Name=pool
        Adapter=zfs
        Source=tank/data

        """

    /// Calls `body` with a fresh one.
    static func with(_ body: (RecordDirectory) throws -> Void) throws {
        try withFiles(["records/.keep": ""]) { path in
            let name = "\(path)/conf/controls.d/backup-freshness.control.d"
            try FileManager.default.createDirectory(atPath: name, withIntermediateDirectories: true)
            try Data(sets.replacing("DIR", with: path).utf8).write(to: URL(filePath: "\(name)/sets.conf"))
            try FileManager.default.removeItem(atPath: "\(path)/records/.keep")
            try body(RecordDirectory(path: path))
        }
    }

    /// `soc2d record` with this configuration and words in which `DIR` stands for this directory.
    func record(
        _ kind: String, _ words: String..., running command: [String] = [], environment: [String: String] = [:], asNobody: Bool = false
    ) throws -> Command {
        try Command(arguments(kind, words, running: command), environment: environment, asNobody: asNobody)
    }

    func arguments(_ kind: String, _ words: [String], running command: [String]) -> [String] {
        let tail = command.isEmpty ? [] : ["--"] + command
        return ["record", kind, "--config", "\(path)/conf"] + (words + tail).map { $0.replacing("DIR", with: path) }
    }

    /// A record as JSON; what is half or no object fails the test.
    func json(_ name: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text(name).utf8)) as? [String: Any])
    }

    func text(_ name: String) throws -> String { try String(contentsOfFile: "\(path)/records/\(name)", encoding: .utf8) }

    func write(_ name: String, _ text: String) throws {
        let place = URL(filePath: "\(path)/\(name)")
        try FileManager.default.createDirectory(at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: place)
    }

    var records: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: "\(path)/records").sorted() }
    }
}

/// `soc2d` while it runs a command that says `ready` and then waits for its input to end.
struct WaitingCommand {
    let process = Process()
    private let input = Pipe()
    private let output = Pipe()

    static let command = ["/bin/sh", "-c", "echo ready; exec cat"]

    /// Returns once the command runs.
    init(_ arguments: [String]) throws {
        process.executableURL = URL(filePath: Command.program)
        process.arguments = arguments
        process.standardInput = input
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        #expect(output.fileHandleForReading.readData(ofLength: 6) == Data("ready\n".utf8))
    }

    /// The exit status once everything has ended.
    func end() throws -> Int32 {
        try input.fileHandleForWriting.close()
        process.waitUntilExit()
        return process.terminationStatus
    }
}
