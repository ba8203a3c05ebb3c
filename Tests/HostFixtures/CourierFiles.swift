import Foundation
import Glibc

/// What a courier reads: destination files and credentials, in a directory of a test's own.
package final class CourierFiles: Sendable {
    package let directory: String
    package var configuration: String { "\(directory)/config" }
    package var credentials: String { "\(directory)/credentials" }

    /// - Parameters:
    ///   - destinations: the lines of each file by its name.
    ///   - credentials: the text of each.
    package init(_ destinations: [String: String], credentials: [String: String]) throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "soc2d-courier-\(UUID().uuidString)").path
        for name in ["config/destinations.d", "credentials"] {
            try FileManager.default.createDirectory(atPath: "\(directory)/\(name)", withIntermediateDirectories: true)
        }
        for (name, lines) in destinations {
            try Data("[Destination]\n\(lines)\n".utf8).write(to: URL(filePath: "\(configuration)/destinations.d/\(name).destination"))
        }
        for (name, text) in credentials {
            let path = "\(self.credentials)/\(name)"
            try Data(text.utf8).write(to: URL(filePath: path))
            _ = unsafe chmod(path, 0o600)
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    /// The courier that was started with this configuration, while it runs.
    package var courier: Int32? {
        let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return processes.lazy.compactMap { Int32($0) }.first { process in
            let words = (try? Data(contentsOf: URL(filePath: "/proc/\(process)/cmdline"))) ?? Data()
            return String(decoding: words, as: UTF8.self).contains("\0--config\0\(self.configuration)\0")
        }
    }
}
