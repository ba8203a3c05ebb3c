/// Builds what the kernel answers, in the host's byte order.
struct DiagnosticReply {
    var bytes: [UInt8] = []
    var sequence: UInt32 = 7

    static func number<Number: FixedWidthInteger>(_ value: Number) -> [UInt8] {
        let size = Number.bitWidth / 8
        let littleEndian = (0..<size).map { UInt8(truncatingIfNeeded: value >> Number($0 * 8)) }
        return UInt16(littleEndian: 1) == 1 ? littleEndian : littleEndian.reversed()
    }

    mutating func add(kind: UInt16, flags: UInt16 = 2, _ body: [UInt8]) {
        bytes += Self.number(UInt32(16 + body.count)) + Self.number(kind) + Self.number(flags) + Self.number(sequence)
        bytes += Self.number(UInt32(0)) + body + [UInt8](repeating: 0, count: (4 - body.count % 4) % 4)
    }

    mutating func done(_ error: Int32 = 0) { add(kind: 3, Self.number(error)) }

    static func attribute(_ kind: UInt16, _ value: [UInt8]) -> [UInt8] {
        number(UInt16(4 + value.count)) + number(kind) + value + [UInt8](repeating: 0, count: (4 - value.count % 4) % 4)
    }

    /// `struct inet_diag_msg` with its attributes.
    static func socket(
        family: UInt8 = 2, state: UInt8 = 10, port: UInt16, address: [UInt8], interface: UInt32 = 0, uid: UInt32 = 0, inode: UInt32 = 0,
        attributes: [UInt8] = []
    ) -> [UInt8] {
        let padded = address + [UInt8](repeating: 0, count: 16 - address.count)
        let head = [family, state, 0, 0, UInt8(port >> 8), UInt8(port & 0xFF), 0, 0] + padded + [UInt8](repeating: 0, count: 16)
        return head + number(interface) + [UInt8](repeating: 0, count: 20) + number(uid) + number(inode) + attributes
    }
}
