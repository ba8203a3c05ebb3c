/// The layout of lastlog(8): a record for each uid, at the uid times the size of a record. The file is full of holes.
struct LastlogFile: Hashable, Sendable {
    /// 292 bytes with a time of 32 bits, as on x86_64; 296 with one of 64 bits, as on arm64.
    let recordSize: Int
    /// Bytes.
    let size: Int64

    private static let compact = 292
    private static let wide = 296

    /// The file ends with the record of the largest uid, which tells its layout. Where both fit, it is the usual one; nil where none does.
    init?(size: Int64) {
        guard let recordSize = [Self.compact, Self.wide].first(where: { size % Int64($0) == 0 }) else { return nil }
        self.recordSize = recordSize
        self.size = size
    }

    /// Where the record of a uid begins; nil where the file ends before it: nobody of that number has logged in.
    func place(of uid: UInt32) -> Int64? {
        let place = Int64(uid) * Int64(recordSize)
        return place < size ? place : nil
    }

    /// The last login, in seconds since 1970; nil for none.
    /// - Parameter offset: where the record begins in a piece of the file.
    func time(in piece: [UInt8], at offset: Int) -> Int64? {
        guard offset >= 0, piece.count - offset >= recordSize else { return nil }
        let time =
            recordSize == Self.wide
            ? Int64(bitPattern: piece.littleEndian(UInt64.self, at: offset)) : Int64(piece.littleEndian(UInt32.self, at: offset))
        return time == 0 ? nil : time
    }
}
