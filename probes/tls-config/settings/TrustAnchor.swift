import ProbeKit

/// What is trusted beside the certificates of the system: `TrustAnchor=/etc/ssl/our-root.pem` or `TrustAnchor=sha256:HEX`.
enum TrustAnchor: Hashable, Sendable {
    /// A file with certificates in PEM.
    case file(String)
    /// The SHA-256 of a certificate that counts as an anchor when it is presented, lower-case hexadecimal.
    case pin(String)

    /// What an entry looks like, for people who mistyped one.
    static let expected = "the path of a file with PEM certificates, or sha256: with the 64 digits of a certificate's fingerprint"

    init?(_ text: String) {
        if text.hasPrefix("/") {
            self = .file(text)
        } else {
            let digits = text.dropFirst("sha256:".count).filter { $0 != ":" }.lowercased()
            guard text.lowercased().hasPrefix("sha256:"), digits.utf8.count == 64, digits.utf8.allSatisfy(Self.isHexadecimal) else {
                return nil
            }
            self = .pin(digits)
        }
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"): true
        default: false
        }
    }
}
