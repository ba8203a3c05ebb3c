import Controls
import ProbeKit

/// Reads what sock_diag(7) answers to one dump request.
struct DiagnosticReader: DumpReader {
    let family: SocketFamily
    let sequence: UInt32
    private(set) var sockets: [ListeningSocket] = []
    var wasInterrupted = false

    /// More listeners than this are hostile.
    static let socketLimit = 1 << 20

    init(_ family: SocketFamily, sequence: UInt32) {
        self.family = family
        self.sequence = sequence
    }

    var question: String { family.name }

    mutating func take(_ body: RecordBytes, kind: UInt16) throws(ProbeFailure) {
        guard kind == Self.socket else { throw malformed("a message of the unknown kind \(kind)") }
        try takeSocket(body)
    }

    /// `struct inet_diag_msg` of linux/inet_diag.h: 72 bytes, then attributes.
    private mutating func takeSocket(_ body: RecordBytes) throws(ProbeFailure) {
        guard body.count >= 72, let addressFamily = body.byte(at: 0), let state = body.byte(at: 1), let port = body.bigEndian16(at: 4),
            let interface = body.number32(at: 40), let uid = body.number32(at: 64), let inode = body.number32(at: 68)
        else { throw malformed("a socket that is cut off") }
        guard addressFamily == family.addressFamily, let address = IPAddress(networkOrder: body.bytes(8..<(family.isV6 ? 24 : 12))) else {
            throw malformed("a socket of address family \(addressFamily)")
        }
        guard state == family.waitingState else { return }
        var socket = ListeningSocket(
            transport: family.transport, address: address, port: port, inode: UInt64(inode), uid: uid, interface: interface)
        // What no attribute could tell is not searched for: most sockets of a large host are TCP over IPv4.
        guard family.isV6 || family.transport == .sctp else { return try add(socket) }
        let attributes = try attributes(of: body)
        socket.isV6Only = family.isV6 ? attributes.isV6Only : nil
        for address in attributes.local.isEmpty ? [address] : attributes.local {
            socket.address = address
            try add(socket)
        }
    }

    private mutating func add(_ socket: ListeningSocket) throws(ProbeFailure) {
        guard sockets.count < Self.socketLimit else {
            throw ProbeFailure(.limitExceeded, "more than \(Self.socketLimit) listeners of \(family.name)")
        }
        sockets.append(socket)
    }

    /// INET_DIAG_SKV6ONLY, which the kernel adds to every waiting IPv6 socket, and INET_DIAG_LOCALS, the addresses of an
    /// SCTP endpoint, each a `struct sockaddr_storage` of 128 bytes.
    private func attributes(of body: RecordBytes) throws(ProbeFailure) -> (isV6Only: Bool?, local: [IPAddress]) {
        var isV6Only: Bool?
        var local: [IPAddress] = []
        var position = 72
        while position < body.count {
            guard let length = body.number16(at: position).map(Int.init), length >= 4, position + length <= body.count,
                let kind = body.number16(at: position + 2)
            else { throw malformed("an attribute that is cut off") }
            let value = body.part(position + 4..<position + length)
            if kind & Self.attributeKind == Self.isV6OnlyKind { isV6Only = value.byte(at: 0).map { $0 != 0 } }
            if kind & Self.attributeKind == Self.localsKind {
                for start in stride(from: 0, to: value.count, by: 128) {
                    guard let address = Self.storedAddress(value.part(start..<min(start + 128, value.count))) else {
                        throw malformed("a local address that cannot be read")
                    }
                    local.append(address)
                }
            }
            position += RecordBytes.aligned(length)
        }
        return (isV6Only, local)
    }

    /// `struct sockaddr_in` or `struct sockaddr_in6`.
    private static func storedAddress(_ bytes: RecordBytes) -> IPAddress? {
        switch bytes.number16(at: 0) {
        case 2 where bytes.count >= 8: IPAddress(networkOrder: bytes.bytes(4..<8))
        case 10 where bytes.count >= 24: IPAddress(networkOrder: bytes.bytes(8..<24))
        default: nil
        }
    }

    /// SOCK_DIAG_BY_FAMILY.
    private static let socket: UInt16 = 20
    /// NLA_TYPE_MASK, INET_DIAG_SKV6ONLY, INET_DIAG_LOCALS.
    private static let (attributeKind, isV6OnlyKind, localsKind): (UInt16, UInt16, UInt16) = (0x3FFF, 11, 12)
}
