import ProbeKit

/// A stretch of a kernel record: numbers in the host's byte order, nil wherever the bytes do not reach.
struct RecordBytes {
    private let all: [UInt8]
    private let range: Range<Int>

    init(_ all: [UInt8], _ range: Range<Int>) {
        self.all = all
        self.range = range.clamped(to: all.indices)
    }

    var count: Int { range.count }

    /// Offsets count from the start of this stretch.
    func part(_ offsets: Range<Int>) -> RecordBytes {
        RecordBytes(all, (range.lowerBound + offsets.lowerBound..<range.lowerBound + offsets.upperBound).clamped(to: range))
    }

    func bytes(_ offsets: Range<Int>) -> ArraySlice<UInt8> { all[part(offsets).range] }

    func byte(at offset: Int) -> UInt8? {
        offset >= 0 && offset < range.count ? all[range.lowerBound + offset] : nil
    }

    func bigEndian16(at offset: Int) -> UInt16? {
        guard offset >= 0, offset + 2 <= range.count else { return nil }
        let start = range.lowerBound + offset
        return UInt16(all[start]) << 8 | UInt16(all[start + 1])
    }

    func number16(at offset: Int) -> UInt16? { bigEndian16(at: offset).map(\.bigEndian) }

    func number32(at offset: Int) -> UInt32? {
        guard offset >= 0, offset + 4 <= range.count else { return nil }
        let start = range.lowerBound + offset
        let bigEndian = UInt32(all[start]) << 24 | UInt32(all[start + 1]) << 16 | UInt32(all[start + 2]) << 8 | UInt32(all[start + 3])
        return bigEndian.bigEndian
    }

    func bigEndian32(at offset: Int) -> UInt32? { number32(at: offset).map(\.bigEndian) }

    /// Netlink aligns everything to four bytes.
    static func aligned(_ length: Int) -> Int { (length + 3) & ~3 }

    /// Netlink attributes (netlink(7)): a length of two bytes that counts itself, a kind of two with flags in its two upper bits, the
    /// value; nil if one is cut off.
    var attributes: [(kind: UInt16, value: RecordBytes)]? {
        var attributes: [(UInt16, RecordBytes)] = []
        var position = 0
        while position < count {
            guard let length = number16(at: position).map(Int.init), length >= 4, position + length <= count,
                let kind = number16(at: position + 2)
            else { return nil }
            attributes.append((kind & 0x3FFF, part(position + 4..<position + length)))
            position += Self.aligned(length)
        }
        return attributes
    }

    /// The text up to its NUL, escaped.
    var text: String { bytes(0..<count).prefix { $0 != 0 }.escaped }
}
