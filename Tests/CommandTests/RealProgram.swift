import Foundation
import Testing

/// Runs a program of this host, with nothing to read and nobody to hear it, and demands that it succeeds.
func run(_ program: String, _ arguments: [String]) throws {
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "\(program) \(arguments)")
}

/// OpenSSH's own ssh-keygen.
func keygen(_ arguments: String...) throws { try run("/usr/bin/ssh-keygen", arguments) }
