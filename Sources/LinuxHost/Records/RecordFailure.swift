package import ProbeKit

/// Why something could not be kept, with the way out.
package struct RecordFailure: Error, Hashable, Sendable, CustomStringConvertible {
    package let path: HostPath
    package let text: String

    init(_ path: HostPath, _ text: String) {
        self.path = path
        self.text = text
    }

    package var description: String { "\(path.escaped) cannot be written: \(text)" }
}
