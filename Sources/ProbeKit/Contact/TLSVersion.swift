/// The versions of TLS and of what was before it, oldest first.
package enum TLSVersion: String, CaseIterable, Hashable, Sendable, Comparable {
    /// RFC 6101.
    case ssl3 = "SSL 3"
    case tls10 = "TLS 1.0"
    case tls11 = "TLS 1.1"
    case tls12 = "TLS 1.2"
    case tls13 = "TLS 1.3"

    /// As it goes over the wire.
    package var wire: UInt16 {
        switch self {
        case .ssl3: 0x0300
        case .tls10: 0x0301
        case .tls11: 0x0302
        case .tls12: 0x0303
        case .tls13: 0x0304
        }
    }

    package init?(wire: UInt16) {
        guard let version = Self.allCases.first(where: { $0.wire == wire }) else { return nil }
        self = version
    }

    package static func < (first: TLSVersion, second: TLSVersion) -> Bool { first.wire < second.wire }
}
