import Controls

/// What a client would call a service: a name or an address.
enum HostOrAddress: Hashable, Sendable, CustomStringConvertible {
    case address(IPAddress)
    case name(HostName)

    init?(_ text: some StringProtocol) {
        let isBracketed = text.hasPrefix("[") && text.hasSuffix("]")
        let inner = isBracketed ? String(text.dropFirst().dropLast()) : String(text)
        if let address = IPAddress(inner) {
            guard !isBracketed || address.isV6 || inner.contains(":") else { return nil }
            self = .address(address)
        } else {
            guard let name = HostName(text) else { return nil }
            self = .name(name)
        }
    }

    var name: HostName? {
        switch self {
        case .name(let name): name
        case .address: nil
        }
    }

    /// IPv6 in brackets, as in front of a port.
    var description: String {
        switch self {
        case .address(let address): address.isV6 ? "[\(address)]" : "\(address)"
        case .name(let name): "\(name)"
        }
    }

    /// Without brackets, as a certificate and the courier have it.
    var plain: String {
        switch self {
        case .address(let address): "\(address)"
        case .name(let name): "\(name)"
        }
    }
}
