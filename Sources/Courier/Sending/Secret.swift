internal import CLibSSL
internal import ProbeKit

/// A text that nobody may see but the receiver. It describes itself as `https://hooks.slack.com/…#sha256:ab12`.
package struct Secret: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// For requests alone.
    let text: String
    /// What of it may be seen, such as `https://hooks.slack.com/`.
    private let shown: String

    package init(_ text: String, showing shown: String = "") {
        self.text = text
        self.shown = shown
    }

    package var description: String { "\(shown)…#sha256:\(Self.digest(Array(text.utf8)).prefix(2).hexadecimal)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }

    private static func digest(_ bytes: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
        _ = unsafe SHA256(bytes, bytes.count, &digest)
        return digest
    }
}

extension Sequence<UInt8> {
    /// Two lower-case digits a byte.
    fileprivate var hexadecimal: String { Array(self).hexadecimal }
}
