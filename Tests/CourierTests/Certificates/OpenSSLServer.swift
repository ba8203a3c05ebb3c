import Foundation
import Testing

/// Runs `openssl s_server` on a port of the loopback interface that the kernel chooses, and ends it afterwards.
func withServer(_ arguments: [String], _ body: (UInt16) throws -> Void) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/openssl")
    process.arguments = ["s_server", "-accept", "127.0.0.1:0", "-www"] + arguments
    let (input, output) = (Pipe(), Pipe())
    process.standardInput = input
    process.standardOutput = output
    process.standardError = output
    try process.run()
    defer {
        // Not SIGTERM: it inherits our mask of blocked signals.
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }
    try body(try port(in: output.fileHandleForReading))
}

/// The port of the line `ACCEPT 127.0.0.1:PORT`.
private func port(in output: FileHandle) throws -> UInt16 {
    var text = ""
    while true {
        let more = output.availableData
        try #require(!more.isEmpty, "\(text)")
        text += String(decoding: more, as: UTF8.self)
        guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix("ACCEPT") }), text.hasSuffix("\n") else { continue }
        return try #require(line.split(separator: ":").last.flatMap { UInt16($0) })
    }
}
