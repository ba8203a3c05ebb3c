import Foundation
import Testing

/// The built `soc2d`, run as a person would run it.
struct Command {
    let status: Int32
    let output: String
    let errors: String

    /// Beside the test bundle, where the package manager puts it.
    static let program = Bundle.main.executableURL?.deletingLastPathComponent().appending(path: "soc2d").path ?? ""

    init(_ arguments: String..., environment: [String: String] = [:], asNobody: Bool = false) throws {
        try self.init(arguments, environment: environment, asNobody: asNobody)
    }

    init(_ arguments: [String], environment: [String: String] = [:], asNobody: Bool = false) throws {
        let process = Process()
        process.executableURL = URL(filePath: asNobody ? "/usr/bin/setpriv" : Self.program)
        process.arguments = asNobody ? ["--reuid=65534", "--regid=65534", "--clear-groups", Self.program] + arguments : arguments
        process.environment = environment
        let files = (FileManager.default.temporaryDirectory, UUID().uuidString)
        let outputFile = files.0.appending(path: "\(files.1).out")
        let errorFile = files.0.appending(path: "\(files.1).err")
        for file in [outputFile, errorFile] { try Data().write(to: file) }
        defer { for file in [outputFile, errorFile] { try? FileManager.default.removeItem(at: file) } }
        process.standardOutput = try FileHandle(forWritingTo: outputFile)
        process.standardError = try FileHandle(forWritingTo: errorFile)
        process.standardInput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        status = process.terminationStatus
        output = String(decoding: try Data(contentsOf: outputFile), as: UTF8.self)
        errors = String(decoding: try Data(contentsOf: errorFile), as: UTF8.self)
    }

    /// The output as the JSON that `--format json` promises.
    func json() throws -> [String: Any] { try #require(try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any]) }

    /// The results of the JSON output, as `check subject result reason`.
    func results() throws -> [String] {
        let results = try #require(try json()["results"] as? [[String: Any]])
        return results.map { result in
            ["check", "subject", "result", "reason"].map { result[$0] as? String ?? "-" }.joined(separator: " ")
        }
    }
}

/// Calls `body` with a directory that holds some files.
func withFiles(_ files: [String: String], _ body: (String) throws -> Void) throws {
    let top = FileManager.default.temporaryDirectory.appending(path: "soc2d-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: top, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: top) }
    chmod(top.path, 0o755)
    for (name, text) in files {
        let file = top.appending(path: name)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }
    try body(top.path)
}
