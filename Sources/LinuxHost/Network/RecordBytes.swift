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
}
