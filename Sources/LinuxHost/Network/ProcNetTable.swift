import Controls
import ProbeKit

/// The tables in `/proc/net` that older interfaces of the kernel write (proc_pid_net(5)), for protocols without sock_diag(7).
/// They say neither whether an IPv6 socket refuses IPv4, nor to which interface a socket is bound.
enum ProcNetTable {
    /// The waiting sockets of one table. Each line: `sl local_address rem_address st queues timer retrnsmt uid timeout inode …`.
    static func sockets(in bytes: [UInt8], of family: SocketFamily) throws(ProbeFailure) -> [ListeningSocket] {
        var sockets: [ListeningSocket] = []
        for (number, line) in ByteLines(bytes) where number > 1 {
            let fields = line.split(separator: UInt8(ascii: " "), maxSplits: 10)
            guard fields.count >= 10, let state = hexadecimal(fields[3]), let (address, port) = endpoint(fields[1], isV6: family.isV6),
                let uid = fields[7].decimal.flatMap(UInt32.init(exactly:)), let inode = fields[9].decimal
            else { throw ProbeFailure(.parseError, "line \(number) of the kernel's table of \(family.name) cannot be read") }
            guard state == UInt32(family.waitingState) else { continue }
            sockets.append(
                ListeningSocket(transport: family.transport, address: address, port: port, inode: UInt64(inode), uid: uid))
        }
        return sockets
    }

    /// The protocols that the kernel has: the first word of each line of `/proc/net/protocols` but the heading.
    static func protocols(in bytes: [UInt8]) -> Set<String> {
        Set(ByteLines(bytes).filter { $0.number > 1 }.map { $0.line.prefix { $0 != UInt8(ascii: " ") }.escaped })
    }

    /// `0100007F:0050`: words of 32 bits in the host's byte order, then the port.
    private static func endpoint(_ field: ArraySlice<UInt8>, isV6: Bool) -> (IPAddress, UInt16)? {
        let parts = field.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].count == (isV6 ? 32 : 8), let port = hexadecimal(parts[1]).flatMap(UInt16.init(exactly:)) else {
            return nil
        }
        var bytes: [UInt8] = []
        var rest = parts[0]
        while !rest.isEmpty {
            guard let word = hexadecimal(rest.prefix(8))?.bigEndian else { return nil }
            bytes += [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> $0) }
            rest = rest.dropFirst(8)
        }
        return IPAddress(networkOrder: bytes[...]).map { ($0, port) }
    }

    private static func hexadecimal(_ text: ArraySlice<UInt8>) -> UInt32? {
        guard (1...8).contains(text.count) else { return nil }
        var value: UInt32 = 0
        for byte in text {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt32(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "A")...UInt8(ascii: "F"): value = value << 4 | UInt32(byte - UInt8(ascii: "A") + 10)
            default: return nil
            }
        }
        return value
    }
}
