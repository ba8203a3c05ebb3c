import Controls
import ProbeKit

/// Reads what sock_diag(7) answers to one dump request, datagram by datagram. Pure: the bytes may come from anywhere.
struct DiagnosticReader {
    enum Progress: Hashable {
        /// Another datagram follows.
        case more
        case end
        /// The kernel refuses, with an error number.
        case refused(Int32)
    }

    let family: SocketFamily
    /// The number that the request carried.
    let sequence: UInt32
    private(set) var sockets: [ListeningSocket] = []
    /// Whether the table changed while the kernel walked it, so that sockets may be missing (NLM_F_DUMP_INTR).
    private(set) var wasInterrupted = false

    /// More listeners than this are hostile.
    static let socketLimit = 1 << 20

    init(_ family: SocketFamily, sequence: UInt32) {
        self.family = family
        self.sequence = sequence
    }

    /// Reads one datagram: messages of a 16-byte header each, aligned to four bytes (netlink(7)).
    mutating func read(_ bytes: [UInt8], count: Int) throws(ProbeFailure) -> Progress {
        var rest = RecordBytes(bytes, 0..<min(count, bytes.count))
        guard rest.count > 0 else { throw malformed("an empty datagram") }
        while rest.count > 0 {
            guard let length = rest.number32(at: 0).map(Int.init), length >= 16, length <= rest.count, let kind = rest.number16(at: 4),
                let flags = rest.number16(at: 6), let number = rest.number32(at: 8)
            else { throw malformed("a message that is cut off") }
            let body = rest.part(16..<length)
            rest = rest.part(min(Self.aligned(length), rest.count)..<rest.count)
            if number != sequence { continue }
            if flags & Self.interrupted != 0 { wasInterrupted = true }
            if let progress = try take(body, kind: kind) { return progress }
        }
        return .more
    }

    /// One message; an end if it is the last one.
    private mutating func take(_ body: RecordBytes, kind: UInt16) throws(ProbeFailure) -> Progress? {
        switch kind {
        case Self.noOperation: return nil
        case Self.error, Self.done:
            let code = body.number32(at: 0).map { Int32(bitPattern: $0) }
            guard let code = code ?? (kind == Self.done ? 0 : nil) else { throw malformed("an error without a number") }
            return code == 0 ? .end : .refused(code == .min ? .max : abs(code))
        case Self.socket:
            try takeSocket(body)
            return nil
        default: throw malformed("a message of the unknown kind \(kind)")
        }
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
        let attributes = try attributes(of: body)
        socket.isV6Only = family.isV6 ? attributes.isV6Only : nil
        for address in attributes.local.isEmpty ? [address] : attributes.local {
            guard sockets.count < Self.socketLimit else {
                throw ProbeFailure(.limitExceeded, "more than \(Self.socketLimit) listeners of \(family.name)")
            }
            socket.address = address
            sockets.append(socket)
        }
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
            position += Self.aligned(length)
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

    private func malformed(_ what: String) -> ProbeFailure { ProbeFailure(.parseError, "sock_diag answered \(what) for \(family.name)") }

    private static func aligned(_ length: Int) -> Int { (length + 3) & ~3 }

    /// NLMSG_NOOP, NLMSG_ERROR, NLMSG_DONE, SOCK_DIAG_BY_FAMILY.
    private static let (noOperation, error, done, socket): (UInt16, UInt16, UInt16, UInt16) = (1, 2, 3, 20)
    /// NLM_F_DUMP_INTR.
    private static let interrupted: UInt16 = 0x10
    /// NLA_TYPE_MASK, INET_DIAG_SKV6ONLY, INET_DIAG_LOCALS.
    private static let (attributeKind, isV6OnlyKind, localsKind): (UInt16, UInt16, UInt16) = (0x3FFF, 11, 12)
}
