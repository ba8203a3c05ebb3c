import Controls

/// What packets have in common that come as far as some step of a rule.
struct NatPath: Hashable {
    /// Which ports they go to.
    enum Ports: Hashable {
        case all
        case some(ClosedRange<UInt16>)
        /// Some that cannot be told.
        case unknown
    }

    /// NFPROTO_IPV4 or NFPROTO_IPV6; nil for both.
    var family: UInt8?
    var transport: Transport?
    /// In network order; empty for every address.
    var address: [UInt8] = []
    var ports = Ports.all

    mutating func narrow(to range: ClosedRange<UInt16>) {
        switch ports {
        case .all: ports = .some(range)
        case .some(let known): ports = known.overlaps(range) ? .some(known.clamped(to: range)) : .unknown
        case .unknown: break
        }
    }

    /// Takes a comparison of what a register holds.
    mutating func take(_ field: RuleExpression.Field, _ comparison: RuleExpression.Comparison, _ value: [UInt8]) {
        switch field {
        case .family: if comparison == .equal { family = value.first }
        case .transport:
            guard comparison == .equal, let number = value.first else { return }
            transport = Transport(number: number)
            if transport == nil { ports = .unknown }
        case .destinationAddress: if comparison == .equal, value.count == 4 || value.count == 16 { address = value }
        case .destinationPort: takePort(comparison, value)
        case .other: break
        }
    }

    private mutating func takePort(_ comparison: RuleExpression.Comparison, _ value: [UInt8]) {
        guard let port = Self.port(value) else { return ports = .unknown }
        switch comparison {
        case .equal: narrow(to: port...port)
        case .atMost: narrow(to: 0...port)
        case .atLeast: narrow(to: port...UInt16.max)
        case .less where port > 0: narrow(to: 0...port - 1)
        case .greater where port < UInt16.max: narrow(to: port + 1...UInt16.max)
        case .unequal, .less, .greater: ports = .unknown
        }
    }

    /// Ports stand in network order.
    static func port(_ value: [UInt8]) -> UInt16? { value.count >= 2 ? UInt16(value[0]) << 8 | UInt16(value[1]) : nil }
}

extension Transport {
    /// The transport of a protocol number of IANA; nil for any that has no ports.
    fileprivate init?(number: UInt8) {
        switch number {
        case 6: self = .tcp
        case 17: self = .udp
        case 132: self = .sctp
        case 136: self = .udplite
        default: return nil
        }
    }
}
