/// What stands before the contents of an OpenPGP packet: RFC 9580, section 4.2.
struct OpenPGPHeader {
    let tag: UInt8
    /// Bytes of the header itself.
    let size: Int
    /// Bytes of the contents; nil where they go on in further parts, or to the end of the file.
    let length: Int?

    /// Nil for what is no header, and for one that is cut.
    init?(_ bytes: ArraySlice<UInt8>) {
        let header = Array(bytes.prefix(6))
        guard let first = header.first, first & 0x80 != 0 else { return nil }
        let isNew = first & 0x40 != 0
        tag = isNew ? first & 0x3F : first >> 2 & 0x0F
        guard let (size, length) = isNew ? Self.newLength(header) : Self.oldLength(header) else { return nil }
        self.size = size
        self.length = length
    }

    private static func oldLength(_ header: [UInt8]) -> (Int, Int?)? {
        let width = [1, 2, 4, 0][Int(header[0] & 3)]
        guard header.count > width else { return nil }
        return (width + 1, width == 0 ? nil : number(header[1...width]))
    }

    private static func newLength(_ header: [UInt8]) -> (Int, Int?)? {
        guard header.count > 1 else { return nil }
        switch header[1] {
        case 0..<192: return (2, Int(header[1]))
        case 192..<224: return header.count > 2 ? (3, (Int(header[1]) - 192) << 8 + Int(header[2]) + 192) : nil
        case 224..<255: return (2, nil)
        default: return header.count > 5 ? (6, number(header[2...5])) : nil
        }
    }

    /// At most four bytes.
    private static func number(_ bytes: ArraySlice<UInt8>) -> Int { bytes.reduce(0) { $0 << 8 | Int($1) } }
}
