/// How far a listening address reaches, from the narrowest to the widest.
package enum AddressClass: String, CaseIterable, Hashable, Sendable, Comparable {
    /// Only this host: 127.0.0.0/8, ::1.
    case loopback
    /// Only the attached networks: 169.254.0.0/16 (RFC 3927), fe80::/10 (RFC 4291).
    case linkLocal = "link-local"
    /// One address of this host, or a multicast group.
    case specific
    /// Every address of this host, also the ones that it will get.
    case wildcard

    package init(_ address: IPAddress) {
        switch address {
        case .v4(0), .v6(0): self = .wildcard
        case .v6(1): self = .loopback
        case .v4(let bits) where bits >> 24 == 127: self = .loopback
        case .v4(let bits) where bits >> 16 == 0xA9FE: self = .linkLocal
        case .v6(let bits) where bits >> 118 == 0x3FA: self = .linkLocal
        case .v4, .v6: self = .specific
        }
    }

    package static func < (first: AddressClass, second: AddressClass) -> Bool { first.width < second.width }

    private var width: Int {
        switch self {
        case .loopback: 0
        case .linkLocal: 1
        case .specific: 2
        case .wildcard: 3
        }
    }
}
