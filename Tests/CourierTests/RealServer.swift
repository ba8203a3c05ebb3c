import Foundation

/// `openssl s_server` on a port of loopback, with every suite that it was built with, until the test lets go of it.
final class RealServer {
    static let program = "/usr/bin/openssl"
    static let isPossible = FileManager.default.isExecutableFile(atPath: program)

    let port: UInt16
    private let process = Process()
    private let files: URL

    init(_ arguments: [String]) throws {
        files = FileManager.default.temporaryDirectory.appending(path: "soc2d-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: files, withIntermediateDirectories: true)
        let key = files.appending(path: "key.pem").path
        let certificate = files.appending(path: "certificate.pem").path
        let made = Process()
        made.executableURL = URL(filePath: Self.program)
        made.arguments = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate, "-days", "2"]
        made.arguments? += ["-subj", "/CN=soc2d.example"]
        made.standardError = FileHandle.nullDevice
        try made.run()
        made.waitUntilExit()
        let output = Pipe()
        process.executableURL = URL(filePath: Self.program)
        process.arguments = ["s_server", "-accept", "127.0.0.1:0", "-key", key, "-cert", certificate] + arguments
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        process.standardInput = Pipe()
        try process.run()
        // It says `ACCEPT 127.0.0.1:4711` once it listens.
        var text = ""
        while !text.contains(/ACCEPT .*:[0-9]+\n/) {
            let part = output.fileHandleForReading.availableData
            if part.isEmpty { break }
            text += String(decoding: part, as: UTF8.self)
        }
        output.fileHandleForReading.readabilityHandler = { _ = $0.availableData }
        port = text.split(whereSeparator: { $0 == ":" || $0 == "\n" }).compactMap { UInt16($0) }.last ?? 0
    }

    deinit {
        // Whoever starts the tests may have blocked SIGTERM, and children inherit that.
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        try? FileManager.default.removeItem(at: files)
    }
}
