/// The numeric names in a buffer that getdents64(2) filled, in one pass and without a copy.
///
/// A record is `struct linux_dirent64`: inode and offset of 8 bytes each, its own length in 2, the type in 1, the name
/// with a NUL at its end.
struct DirectoryRecords {
    /// A name of digits: its value, and where it starts in the buffer.
    struct Entry: Hashable {
        let number: Int
        let nameStart: Int
    }

    private static let nameOffset = 19

    /// Calls `body` for every numeric name of the first `count` bytes; false if a record is malformed.
    static func forEachNumber<Failure: Error>(
        in buffer: [UInt8], count: Int, _ body: (Entry) throws(Failure) -> Void
    ) throws(Failure) -> Bool {
        let end = min(count, buffer.count)
        var start = 0
        while start < end {
            guard start + nameOffset < end else { return false }
            let (low, high) = (Int(buffer[start + 16]), Int(buffer[start + 17]))
            let length = UInt16(littleEndian: 1) == 1 ? high << 8 | low : low << 8 | high
            guard length > nameOffset, start + length <= end else { return false }
            guard let entry = number(in: buffer, start + nameOffset..<start + length) else { return false }
            if entry.number >= 0 { try body(entry) }
            start += length
        }
        return true
    }

    /// The number that a name is, -1 for any other name; nil where the name does not end.
    private static func number(in buffer: [UInt8], _ range: Range<Int>) -> Entry? {
        var value = 0
        for position in range {
            let byte = buffer[position]
            if byte == 0 { return Entry(number: position == range.lowerBound ? -1 : value, nameStart: range.lowerBound) }
            guard value >= 0 else { continue }
            let isDigit = byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") && position - range.lowerBound < 18
            value = isDigit ? value * 10 + Int(byte - UInt8(ascii: "0")) : -1
        }
        return nil
    }
}
