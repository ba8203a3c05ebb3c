import Foundation
import Testing

/// `openssl s_server` on a port of loopback, which says one thing to whoever comes: it stands in its input before anybody has come.
func withReceiver(_ arguments: [String], saying answer: String = "", _ body: (UInt16) throws -> Void) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/openssl")
    process.arguments = ["s_server", "-accept", "127.0.0.1:0"] + arguments
    let (input, output) = (Pipe(), Pipe())
    process.standardInput = input
    process.standardOutput = output
    process.standardError = output
    input.fileHandleForWriting.write(Data(answer.utf8))
    try process.run()
    defer {
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        withExtendedLifetime(input) {}
    }
    var text = ""
    var port: UInt16?
    while port == nil {
        let more = output.fileHandleForReading.availableData
        try #require(!more.isEmpty, "\(text)")
        text += String(decoding: more, as: UTF8.self)
        let line = text.hasSuffix("\n") ? text.split(separator: "\n").first { $0.hasPrefix("ACCEPT") } : nil
        port = line?.split(separator: ":").last.flatMap { UInt16($0) }
    }
    output.fileHandleForReading.readabilityHandler = { _ = $0.availableData }
    try body(port ?? 0)
}
